#include "ingest/forms/workbook.h"

#include "base/settings.h"
#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {

WorkbookLimits WorkbookLimits::from(const Settings& settings) {
  WorkbookLimits limits;
  limits.file_bytes_max = settings.size("forms.workbook_bytes_max");
  limits.entries_max = settings.size("forms.workbook_entries_max");
  limits.unzipped_bytes_max = settings.size("forms.workbook_unzipped_bytes_max");
  limits.ratio_max = settings.size("forms.workbook_ratio_max");
  limits.rows_max = settings.size("forms.workbook_rows_max");
  limits.columns_max = settings.size("forms.workbook_columns_max");
  limits.cells_max = settings.size("forms.workbook_cells_max");
  limits.text_bytes_max = settings.size("forms.workbook_text_bytes_max");
  return limits;
}

WorkbookKind workbook_kind(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return WorkbookKind::xlsx;
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return WorkbookKind::old_xls;
  return WorkbookKind::csv;
}

Result<Workbook> read_workbook(std::string_view bytes, const WorkbookLimits& limits) {
  if (bytes.size() > limits.file_bytes_max)
    return Error(ErrorKind::too_large, "workbook.too_large", {}, {{"limit_bytes", std::to_string(limits.file_bytes_max)}});
  switch (workbook_kind(bytes)) {
    case WorkbookKind::old_xls: return Error(ErrorKind::invalid, "workbook.old_xls");
    case WorkbookKind::xlsx: return read_xlsx_workbook(bytes, limits);
    case WorkbookKind::csv: break;
  }
  return read_csv_workbook(bytes, limits);
}

std::string column_letters(std::size_t index) {
  std::string out;
  for (++index; index > 0; index = (index - 1) / 26) out += static_cast<char>('A' + (index - 1) % 26);
  std::reverse(out.begin(), out.end());
  return out;
}

void WorkbookBuilder::begin_sheet(std::string name) {
  workbook_.sheets.push_back({std::move(name), {}});
  row_number_ = 0;
}

void WorkbookBuilder::begin_row(std::size_t number) { row_number_ = number; }

bool WorkbookBuilder::refuse(std::string_view what, std::size_t limit) {
  error_ = Error(ErrorKind::too_large, "workbook.too_much", {}, {{"what", std::string(what)}, {"limit", std::to_string(limit)}});
  return false;
}

bool WorkbookBuilder::add(std::size_t column, std::string text) {
  if (trim(text).empty()) return true;
  if (column >= limits_.columns_max) return refuse("columns", limits_.columns_max);
  if (++cells_ > limits_.cells_max) return refuse("cells", limits_.cells_max);
  if ((text_bytes_ += text.size()) > limits_.text_bytes_max) return refuse("bytes", limits_.text_bytes_max);
  std::vector<SheetRow>& rows = workbook_.sheets.back().rows;
  if (rows.empty() || rows.back().number != row_number_) {
    if (++rows_ > limits_.rows_max) return refuse("rows", limits_.rows_max);
    rows.push_back({row_number_, {}});
  }
  rows.back().cells.push_back({column_letters(column), std::move(text)});
  return true;
}

Workbook WorkbookBuilder::take() { return std::move(workbook_); }

}  // namespace cityaudit::ingest
