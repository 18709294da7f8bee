#include "ingest/forms/workbook_write.h"

#include "base/text.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <map>

namespace cityaudit::ingest {
namespace {

constexpr double width_min = 8;
constexpr double width_max = 48;

void write_sheet(lxw_workbook* book, const Sheet& sheet, lxw_format* bold, lxw_format* wrapped) {
  lxw_worksheet* page = workbook_add_worksheet(book, sheet.name.c_str());
  if (!page) return;
  std::map<std::size_t, std::size_t> widths;
  for (const SheetRow& row : sheet.rows)
    for (const Cell& cell : row.cells) {
      const auto column = static_cast<lxw_col_t>(column_index(cell.column));
      const auto line = static_cast<lxw_row_t>(row.number - 1);
      worksheet_write_string(page, line, column, cell.text.c_str(), &row == &sheet.rows.front() ? bold : wrapped);
      std::size_t& width = widths[column];
      width = std::max(width, cell.text.size());
    }
  for (const auto& [column, width] : widths) {
    const auto at = static_cast<lxw_col_t>(column);
    worksheet_set_column(page, at, at, std::clamp(static_cast<double>(width) + 2, width_min, width_max), nullptr);
  }
  worksheet_freeze_panes(page, 1, 0);
}

/// A file in memory that has a path: the library writes to paths only.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("workbook", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  std::string content() const {
    std::string out;
    char buffer[65536];
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(descriptor_, buffer, sizeof buffer, at);
      if (got <= 0) return out;
      out.append(buffer, static_cast<std::size_t>(got));
      at += got;
    }
  }

 private:
  const int descriptor_;
};

}  // namespace

std::size_t column_index(std::string_view letters) {
  std::size_t index = 0;
  for (const char c : letters) index = index * 26 + static_cast<std::size_t>(c - 'A' + 1);
  return index == 0 ? 0 : index - 1;
}

Result<std::string> write_xlsx(const Workbook& workbook) {
  const MemoryFile file;
  if (!file.is_open()) return Error(ErrorKind::unavailable, "workbook.unwritable");
  lxw_workbook* book = workbook_new(file.path().c_str());
  if (!book) return Error(ErrorKind::unavailable, "workbook.unwritable");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_format* wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
  for (const Sheet& sheet : workbook.sheets) write_sheet(book, sheet, bold, wrapped);
  if (workbook_close(book) != LXW_NO_ERROR) return Error(ErrorKind::unavailable, "workbook.unwritable");
  return file.content();
}

std::string write_csv(const Workbook& workbook) {
  std::string out;
  for (const Sheet& sheet : workbook.sheets) {
    std::size_t first = static_cast<std::size_t>(-1);
    for (const SheetRow& row : sheet.rows)
      for (const Cell& cell : row.cells) first = std::min(first, column_index(cell.column));
    out += escape_csv(sheet.name) + '\n';
    for (const SheetRow& row : sheet.rows) {
      std::size_t column = first;
      for (const Cell& cell : row.cells) {
        const std::size_t at = column_index(cell.column);
        out.append(at + 1 - column, ',');
        out += escape_csv(cell.text);
        column = at + 1;
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace cityaudit::ingest
