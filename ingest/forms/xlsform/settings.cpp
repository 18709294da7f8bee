// The settings sheet: one row under its header.

#include "base/text.h"
#include "ingest/forms/itext_document.h"
#include "ingest/forms/xlsform/survey.h"

namespace cityaudit::ingest {
namespace {

constexpr std::string_view built_in_prefixes[] = {"h", "jr", "orx", "odk", "xsd", "ev"};

/// ca="urn:cityaudit:xforms:1" esri='http://esri.com/xforms'
void read_namespaces(FormImport& import, const TableRow& row) {
  const TableCell* cell = row.cell("namespaces");
  if (!cell) return;
  const std::string text = with_plain_quotes(cell->text);
  for (const std::string_view word : words(text)) {
    const std::size_t equals = word.find('=');
    std::string prefix(word.substr(0, equals));
    std::string uri;
    if (equals != std::string_view::npos)
      for (const char c : word.substr(equals + 1))
        if (c != '"' && c != '\'') uri += c;
    if (!is_xml_name(prefix) || uri.empty()) {
      import.notes.fault(place_in(import.settings_table, row.number, "namespaces"), "xlsform.namespaces", {{"text", std::string(word)}});
      continue;
    }
    bool built_in = false;
    for (const std::string_view known : built_in_prefixes) built_in = built_in || prefix == known;
    if (!built_in) import.settings.namespaces.emplace_back(std::move(prefix), std::move(uri));
  }
}

}  // namespace

void read_settings(FormImport& import) {
  FormSettings& settings = import.settings;
  settings.default_language = unnamed_language;
  const std::vector<TableRow>& rows = import.settings_table.rows();
  if (rows.empty()) return;
  const TableRow& row = rows.front();
  const auto take = [&](const char* name, std::string& into) {
    if (const std::string_view text = row.text(name); !text.empty()) into = text;
  };
  take("name", settings.root_name);
  take("form_id", settings.form_id);
  take("form_title", settings.title);
  take("version", settings.version);
  take("default_language", settings.default_language);
  take("style", settings.style);
  take("instance_name", settings.instance_name);
  take("instance_xmlns", settings.instance_namespace);
  take("public_key", settings.public_key);
  take("submission_url", settings.submission_url);
  take("auto_send", settings.auto_send);
  take("auto_delete", settings.auto_delete);
  take("prefix", settings.prefix);
  take("delimiter", settings.delimiter);
  take("instance_id", settings.instance_id_preload);
  settings.allow_choice_duplicates = says_yes(row.text("allow_choice_duplicates"));
  settings.omit_instance_id = says_yes(row.text("omit_instanceid"));
  settings.client_editable = says_yes(row.text("client_editable"));
  settings.flat = says_yes(row.text("flat"));
  settings.instance_name = with_plain_quotes(settings.instance_name);
  for (const TableCell& cell : row.cells)
    if (cell.column->meaning.name == "attribute") set_attribute(settings.attributes, cell.column->meaning.part, cell.text, cell.column);
  read_namespaces(import, row);
  if (!is_xml_name(settings.root_name)) {
    import.notes.fault(place_in(import.settings_table, row.number, "name"), "xlsform.name_unusable", {{"name", settings.root_name}});
    settings.root_name = "data";
  }
  if (settings.omit_instance_id)
    import.notes.warn(place_in(import.settings_table, row.number, "omit_instanceid"), "xlsform.instance_id_kept");
}

}  // namespace cityaudit::ingest
