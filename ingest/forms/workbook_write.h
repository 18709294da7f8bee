#pragma once
// Writes a workbook: .xlsx with libxlsxwriter, or the single-file CSV. What is read back is the same cells. Pure and thread-safe.

#include "ingest/forms/workbook.h"

#include <string>

namespace cityaudit::ingest {

/// Headers bold and in sight, columns as wide as their texts want to be. Every cell is text.
Result<std::string> write_xlsx(const Workbook& workbook);
/// In UTF-8, sheets below one another, columns from the second on.
std::string write_csv(const Workbook& workbook);

/// "A" -> 0, "AB" -> 27
std::size_t column_index(std::string_view letters);

}  // namespace cityaudit::ingest
