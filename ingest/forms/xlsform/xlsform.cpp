// convert_xlsform(): the sheets of a workbook, step by step, into an XForm that read_xform() understands.

#include "base/text.h"
#include "ingest/forms/import.h"
#include "ingest/forms/xlsform/itext.h"
#include "ingest/forms/xlsform/survey.h"

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

/// Where in the sheet a fault stands that the reader of XForms found: it names a path.
Place place_of_path(const FormImport& import, std::string_view path, std::string_view code) {
  for (std::size_t i = 1; i < import.items.size(); ++i) {
    const SurveyItem& item = import.items[i];
    if (item.path != path || item.row == 0) continue;
    if (code.find("theme") != std::string_view::npos) return import.place(item, "bind", "ca:theme");
    if (code.find("scale") != std::string_view::npos) return import.place(item, "bind", "ca:scale");
    if (code.find("polarity") != std::string_view::npos) return import.place(item, "bind", "ca:polarity");
    if (code == "form.of_unknown") return import.place(item, "bind", "ca:of");
    if (code.find("role") != std::string_view::npos || code.find("purpose") != std::string_view::npos)
      return import.place(item, "bind", "ca:as");
    return import.place(item);
  }
  return {import.settings_table.sheet_name().empty() ? "settings" : import.settings_table.sheet_name(), 0, {}, {}};
}

Error in_terms_of_sheet(FormImport& import, const Error& error) {
  if (error.fields.empty()) return error;
  for (const FieldError& field : error.fields)
    import.notes.fault(place_of_path(import, field.field, field.code), field.code, field.arguments);
  return import.notes.error();
}

}  // namespace

Result<ImportedForm> convert_xlsform(const Workbook& workbook, std::string_view file_name, const FormLimits& limits) {
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
  auto definition = read_xform(out.xml, limits);
  if (!definition) return in_terms_of_sheet(import, definition.error());
  out.definition = std::move(*definition);
  out.warnings = import.notes.take_warnings();
  return out;
}

}  // namespace cityaudit::ingest
