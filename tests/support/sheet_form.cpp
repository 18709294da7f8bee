#include "tests/support/sheet_form.h"

#include "base/text.h"
#include "ingest/taxonomy.h"

#include <algorithm>

namespace cityaudit::tests {
namespace {

void append_sheet(std::string& csv, std::string_view name, std::string_view lines) {
  if (lines.empty()) return;
  // The name stands in the header's line, so that the header of the first sheet is row 1.
  csv += name;
  for (const std::string_view line : split(lines, '\n')) csv += "," + std::string(line) + "\n";
}

std::vector<std::string> listed(const std::vector<FieldError>& fields) {
  std::vector<std::string> out;
  for (const FieldError& field : fields) out.push_back(field.field + " " + field.code);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Result<ingest::ImportedForm> import_sheets(std::string_view survey, std::string_view choices, std::string_view settings) {
  std::string csv;
  append_sheet(csv, "survey", survey);
  append_sheet(csv, "choices", choices);
  append_sheet(csv, "settings", settings);
  return ingest::import_form(csv, "form.csv", {}, &ingest::Taxonomy::built_in());
}

std::vector<std::string> faults_of(const Result<ingest::ImportedForm>& form) {
  if (form) return {};
  const Error error = form.error();
  return error.fields.empty() ? std::vector<std::string>{error.code} : listed(error.fields);
}

std::vector<std::string> warnings_of(const Result<ingest::ImportedForm>& form) {
  return form ? listed(form->warnings) : std::vector<std::string>{"refused"};
}

std::vector<std::string> lines_with(const Result<ingest::ImportedForm>& form, std::string_view part) {
  std::vector<std::string> out;
  if (!form) return faults_of(form);
  for (const std::string_view line : split(form->xml, '\n'))
    if (line.find(part) != std::string_view::npos) out.emplace_back(trim(line));
  return out;
}

}  // namespace cityaudit::tests
