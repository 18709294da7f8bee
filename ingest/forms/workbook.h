#pragma once
// A spreadsheet as far as a form needs it: sheets, rows and the texts of their cells. Reads .xlsx and single-file CSV; an old
// .xls is refused with the way out. The bytes come from strangers: everything is bounded. Pure and thread-safe.

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

struct Cell {
  std::string column;  // "A", "AB"
  std::string text;    // never empty; numbers without trailing zeros, dates as 2018-06-18, truth values as TRUE and FALSE
};

struct SheetRow {
  std::size_t number = 0;   // as the spreadsheet shows it, from 1
  std::vector<Cell> cells;  // from left to right, without the empty ones
};

struct Sheet {
  std::string name;
  std::vector<SheetRow> rows;  // without the empty ones
};

struct Workbook {
  std::vector<Sheet> sheets;
};

struct WorkbookLimits {
  std::size_t file_bytes_max = 16'777'216;
  std::size_t entries_max = 2'000;              // files in the container
  std::size_t unzipped_bytes_max = 67'108'864;  // of one file in the container
  std::size_t ratio_max = 200;                  // unzipped to zipped, above 1 MiB
  std::size_t rows_max = 50'000;                // with content, over all sheets
  std::size_t columns_max = 16'384;
  std::size_t cells_max = 1'000'000;
  std::size_t text_bytes_max = 33'554'432;  // of all cells together

  static WorkbookLimits from(const Settings& settings);
};

/// What the first bytes say.
enum class WorkbookKind { xlsx, old_xls, csv };
WorkbookKind workbook_kind(std::string_view bytes);

/// One Error: "workbook.old_xls", "workbook.too_large" and others, all with a way out.
Result<Workbook> read_workbook(std::string_view bytes, const WorkbookLimits& limits = {});

/// Comma-separated values in UTF-8 (RFC 4180): a line whose first cell is filled begins the sheet of that name, the lines
/// below it are the sheet's, from their second cell on. The columns of a sheet are lettered from B, as a person sees them.
Result<Workbook> read_csv_workbook(std::string_view bytes, const WorkbookLimits& limits);
/// The first sheets of an Office Open XML spreadsheet.
Result<Workbook> read_xlsx_workbook(std::string_view bytes, const WorkbookLimits& limits);

/// 0 -> "A", 27 -> "AB"
std::string column_letters(std::size_t index);

/// Adds rows within the limits.
class WorkbookBuilder {
 public:
  explicit WorkbookBuilder(const WorkbookLimits& limits) : limits_(limits) {}
  void begin_sheet(std::string name);
  void begin_row(std::size_t number);
  /// Blank texts are left out. False when a limit is reached: `error()` says which.
  bool add(std::size_t column, std::string text);
  Error error() const { return error_; }
  Workbook take();

 private:
  bool refuse(std::string_view what, std::size_t limit);
  const WorkbookLimits& limits_;
  Workbook workbook_;
  std::size_t row_number_ = 0;
  std::size_t rows_ = 0;
  std::size_t cells_ = 0;
  std::size_t text_bytes_ = 0;
  Error error_;
};

}  // namespace cityaudit::ingest
