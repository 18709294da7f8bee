// A form from a stranger's spreadsheet: what is accepted is an XForm that reads the same again, what is refused says where.
#include "ingest/forms/import.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace cityaudit::ingest;

void require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ImportLimits limits;
  limits.workbook.cells_max = 20'000;
  limits.form.faults_max = 20;
  const auto workbook = read_csv_workbook({reinterpret_cast<const char*>(data), size}, limits.workbook);
  if (!workbook) return 0;
  const auto form = convert_xlsform(*workbook, "fuzz.csv", limits.form);
  if (!form) {
    const cityaudit::Error error = form.error();
    require(!error.code.empty() && error.fields.size() <= limits.form.faults_max);
    for (const cityaudit::FieldError& field : error.fields) require(!field.code.empty());
    return 0;
  }
  require(form->warnings.size() <= limits.form.faults_max);
  const auto again = read_xform(form->xml, limits.form);
  require(again.has_value());
  require(again->form_id == form->definition.form_id && again->nodes.size() == form->definition.nodes.size());
  return 0;
}
