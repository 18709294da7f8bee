// convert_xlsform(): the sheets of a workbook, step by step, into an XForm that read_xform() understands.

#include "base/characters.h"
#include "base/text.h"
#include "ingest/forms/import.h"
#include "ingest/forms/xlsform/itext.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>
#include <set>

namespace cityaudit::ingest {
namespace {

const Sheet* find_sheet(const Workbook& workbook, std::string_view name) {
  for (const Sheet& sheet : workbook.sheets)
    if (equals_ignoring_case(trim(sheet.name), name)) return &sheet;
  return nullptr;
}

/// "walk" of "forms/walk.xlsx", as far as a form's id can be made of it.
std::string id_of_file(std::string_view file_name) {
  file_name = file_name.substr(file_name.find_last_of("/\\") == std::string_view::npos ? 0 : file_name.find_last_of("/\\") + 1);
  file_name = file_name.substr(0, file_name.rfind('.'));
  std::string id;
  for (const char c : file_name) id += c == ' ' || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
  return id.empty() ? "data" : id;
}

void complete_settings(FormImport& import, std::string_view file_name) {
  FormSettings& settings = import.settings;
  const Place sheet{import.settings_table.sheet_name().empty() ? "settings" : import.settings_table.sheet_name(), 0, {}, {}};
  if (settings.form_id.empty()) {
    settings.form_id = id_of_file(file_name);
    import.notes.warn(sheet, "xlsform.form_id_missing", {{"id", settings.form_id}});
  }
  if (settings.title.empty()) settings.title = settings.form_id;
  if (settings.version.empty()) import.notes.warn(sheet, "xlsform.version_missing");
}

void check_languages(FormImport& import) {
  std::set<std::string_view> languages;
  for (const Table* table : {&import.survey, &import.choices})
    for (const Column& column : table->columns()) languages.insert(column.meaning.language);
  if (languages.size() > languages_max)
    import.notes.fault({import.survey.sheet_name(), 1, {}, {}}, "xlsform.languages_many", {{"limit", std::to_string(languages_max)}});
}

/// Where in the sheet a fault stands that the reader of XForms found: it names a path, or "path@attribute" of an expression.
Place place_of_path(const FormImport& import, std::string_view path, std::string_view code) {
  const std::size_t at = path.find('@');
  const std::string_view attribute = at == std::string_view::npos ? std::string_view{} : path.substr(at + 1);
  path = path.substr(0, at);
  for (std::size_t i = 1; i < import.items.size(); ++i) {
    const SurveyItem& item = import.items[i];
    if (item.path != path || item.row == 0) continue;
    if (attribute == "itemset") return import.place(item, "choice_filter");
    if (!attribute.empty()) return import.place(item, "bind", attribute);
    if (code.find("theme") != std::string_view::npos) return import.place(item, "bind", "ca:theme");
    if (code.find("scale") != std::string_view::npos) return import.place(item, "bind", "ca:scale");
    if (code.find("polarity") != std::string_view::npos) return import.place(item, "bind", "ca:polarity");
    if (code == "form.keep_without_hint") return import.place(item, "hint");
    if (code.find("keep") != std::string_view::npos) return import.place(item, "bind", "ca:keep");
    if (code == "form.of_unknown") return import.place(item, "bind", "ca:of");
    if (code.find("role") != std::string_view::npos || code.find("purpose") != std::string_view::npos)
      return import.place(item, "bind", "ca:as");
    return import.place(item);
  }
  return {import.settings_table.sheet_name().empty() ? "settings" : import.settings_table.sheet_name(), 0, {}, {}};
}

/// The reader counts characters in the expression with its paths written out; an author sees the cell.
void count_in_cell(const FormImport& import, const Place& place, std::vector<MessageArgument>& arguments) {
  const auto find = [&](std::string_view name) {
    return std::find_if(arguments.begin(), arguments.end(), [&](const MessageArgument& argument) { return argument.name == name; });
  };
  const auto position = find("position"), found = find("found");
  if (position == arguments.end() || found == arguments.end()) return;
  for (const TableRow& row : import.survey.rows())
    for (const TableCell& cell : row.cells) {
      if (row.number != place.row || cell.column->letters != place.column) continue;
      const std::size_t at = cell.text.find(found->value);
      if (at == std::string::npos) return;
      const auto before = std::string_view(cell.text).substr(0, at);
      position->value = std::to_string(count_characters(before) + 1);
      return;
    }
}

Error in_terms_of_sheet(FormImport& import, const Error& error) {
  if (error.fields.empty()) return error;
  for (const FieldError& field : error.fields) {
    const Place place = place_of_path(import, field.field, field.code);
    std::vector<MessageArgument> arguments = field.arguments;
    count_in_cell(import, place, arguments);
    import.notes.fault(place, field.code, std::move(arguments));
  }
  return import.notes.error();
}

}  // namespace

Result<ImportedForm> convert_xlsform(const Workbook& workbook, std::string_view file_name, const FormLimits& limits,
                                     const Taxonomy* themes) {
  // What is written is counted roughly; the reader of XForms judges the exact size.
  FormImport import(limits.faults_max, 4 * limits.bytes_max);
  const Sheet* survey = find_sheet(workbook, "survey");
  if (!survey || survey->rows.empty()) {
    std::string sheets;
    for (const Sheet& sheet : workbook.sheets) sheets += (sheets.empty() ? "" : ", ") + sheet.name;
    return Error(ErrorKind::invalid, "xlsform.survey_missing", {}, {{"sheets", sheets}});
  }
  if (const Sheet* sheet = find_sheet(workbook, "settings")) import.settings_table = Table::read(*sheet, SheetKind::settings, import.notes);
  if (const Sheet* sheet = find_sheet(workbook, "choices")) import.choices = Table::read(*sheet, SheetKind::choices, import.notes);
  if (const Sheet* sheet = find_sheet(workbook, "entities"); sheet && !sheet->rows.empty())
    import.notes.warn({sheet->name, 0, {}, {}}, "xlsform.entities_ignored");
  import.survey = Table::read(*survey, SheetKind::survey, import.notes);
  check_languages(import);
  if (import.notes.refused()) return import.notes.error();  // without its columns nothing below makes sense

  read_settings(import);
  complete_settings(import, file_name);
  read_choice_lists(import);
  read_items(import);
  place_items(import);
  ImportedForm out;
  out.xml = write_xform(import);
  warn_about_translations(import);
  if (import.notes.refused()) return import.notes.error();
  auto definition = read_xform(out.xml, limits, themes);
  if (!definition) return in_terms_of_sheet(import, definition.error());
  out.definition = std::move(*definition);
  out.warnings = import.notes.take_warnings();
  return out;
}

}  // namespace cityaudit::ingest
