// The single-file CSV of XLSForm: several sheets below one another, the first column naming them.

#include "base/text.h"
#include "ingest/forms/workbook.h"

namespace cityaudit::ingest {
namespace {

/// Splits RFC 4180 text into cells. A quote that never closes is a fault; line ends inside quotes belong to the cell.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }
  /// False when the line's quotes do not close.
  bool read_line(std::vector<std::string>& cells, std::size_t cells_max) {
    cells.clear();
    ++line_;
    while (true) {
      std::string cell;
      if (!read_cell(cell)) return false;
      if (cells.size() <= cells_max) cells.push_back(std::move(cell));
      if (at_end()) return true;
      const char c = text_[at_++];
      if (c == ',') {
        if (at_end()) return true;
        continue;
      }
      if (c == '\r' && !at_end() && text_[at_] == '\n') ++at_;
      return true;
    }
  }

 private:
  bool read_cell(std::string& cell) {
    if (at_end() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      cell = text_.substr(at_, end - at_);
      at_ = end;
      return true;
    }
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        cell += text_[at_];
        continue;
      }
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += '"';
        ++at_;
        continue;
      }
      const std::size_t end = std::min(text_.find_first_of(",\r\n", ++at_), text_.size());
      cell += text_.substr(at_, end - at_);
      at_ = end;
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

std::string without_control_characters(std::string text) {
  for (char& c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F) c = ' ';
  return text;
}

}  // namespace

Result<Workbook> read_csv_workbook(std::string_view bytes, const WorkbookLimits& limits) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!is_valid_utf8(bytes)) return Error(ErrorKind::invalid, "workbook.not_utf8");
  WorkbookBuilder builder(limits);
  CsvReader reader(bytes);
  std::vector<std::string> cells;
  bool in_sheet = false;
  while (!reader.at_end()) {
    // Rows are counted as a spreadsheet shows them: a cell over several lines is one row.
    if (!reader.read_line(cells, limits.columns_max))
      return Error(ErrorKind::invalid, "workbook.csv_quotes", {}, {{"row", std::to_string(reader.line())}});
    if (!cells.empty() && !trim(cells.front()).empty()) {
      builder.begin_sheet(std::string(trim(cells.front())));
      in_sheet = true;
    }
    builder.begin_row(reader.line());
    for (std::size_t i = 1; i < cells.size(); ++i) {
      if (trim(cells[i]).empty()) continue;
      if (!in_sheet) return Error(ErrorKind::invalid, "workbook.csv_no_sheet", {}, {{"row", std::to_string(reader.line())}});
      if (!builder.add(i, without_control_characters(std::move(cells[i])))) return builder.error();
    }
  }
  if (!in_sheet) return Error(ErrorKind::invalid, "workbook.csv_no_sheet", {}, {{"row", "1"}});
  return builder.take();
}

}  // namespace cityaudit::ingest
