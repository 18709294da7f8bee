#include "ingest/form_source.h"

#include "base/text.h"

namespace cityaudit::ingest {
namespace {

std::string argument(const FieldError& field, std::string_view name) {
  for (const MessageArgument& one : field.arguments)
    if (one.name == name) return one.value;
  return {};
}

FormFault fault_of(const FieldError& field) {
  FormFault fault;
  fault.code = field.code;
  fault.arguments = field.arguments;
  fault.sheet = argument(field, "sheet");
  if (fault.sheet.empty()) {
    fault.path = field.field;
    return fault;
  }
  fault.row = parse_integer(argument(field, "row")).value_or(0);
  const std::string letter = argument(field, "column");
  fault.column = argument(field, "header");
  if (fault.column.empty())
    fault.column = letter;
  else if (!letter.empty())
    fault.column += " (" + letter + ")";
  return fault;
}

std::vector<FormFault> faults_of(const std::vector<FieldError>& fields) {
  std::vector<FormFault> out;
  for (const FieldError& field : fields) out.push_back(fault_of(field));
  return out;
}

bool is_xml(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return trim(bytes.substr(0, 256)).starts_with('<');
}

}  // namespace

Result<FormSource> read_form_source(std::string_view bytes, std::string_view file_name, const ImportLimits& limits,
                                    const Taxonomy& themes) {
  FormSource source;
  source.spreadsheet = !is_xml(bytes);
  auto imported = import_form(bytes, file_name, limits, &themes);
  if (!imported) {
    if (imported.error().kind != ErrorKind::invalid) return imported.error();
    source.faults = faults_of(imported.error().fields);
    if (source.faults.empty()) source.faults.push_back({{}, 0, {}, {}, imported.error().code, imported.error().arguments});
    return source;
  }
  source.xml = std::move(imported->xml);
  source.form_id = imported->definition.form_id;
  source.warnings = faults_of(imported->warnings);
  return source;
}

}  // namespace cityaudit::ingest
