#pragma once
// A sheet of an XLSForm with its header understood: columns by what they mean, under whichever of their accepted names
// ("relevance", "label::Čeština (cs)", "bind::ca:theme"). Internal to ingest/forms/xlsform; for one thread.

#include "ingest/forms/workbook.h"
#include "ingest/forms/xlsform/notes.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// What a column means. "label::English (en)" is {label, English (en)}, "bind::ca:as" is {bind, ca:as}, "relevance" is
/// {bind, relevant}, "media::image::English (en)" is {image, English (en)}.
struct ColumnMeaning {
  std::string name;
  std::string part;      // attribute of bind, body, instance and attribute columns
  std::string language;  // of texts and media
  bool known = false;
  bool operator==(const ColumnMeaning& other) const { return name == other.name && part == other.part && language == other.language; }
};

struct Column {
  std::string letters;
  std::string header;  // as written
  ColumnMeaning meaning;
};

enum class SheetKind { survey, choices, settings, entities };

class TableRow;

class Table {
 public:
  /// The first row with content is the header. Two columns of one meaning and missing mandatory columns are faults.
  static Table read(const Sheet& sheet, SheetKind kind, ImportNotes& notes);
  Table() = default;
  Table(Table&&) = default;  // cells point to columns
  Table& operator=(Table&&) = default;

  const std::string& sheet_name() const { return name_; }
  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<TableRow>& rows() const { return rows_; }
  bool has(std::string_view name) const;
  /// Languages of the columns called `name`, in their order; "" stands for a column without one.
  std::vector<std::string> languages_of(std::string_view name) const;

 private:
  std::string name_;
  std::vector<Column> columns_;
  std::vector<TableRow> rows_;
};

struct TableCell {
  const Column* column = nullptr;
  std::string text;  // spaces at both ends and runs of them removed
};

class TableRow {
 public:
  std::size_t number = 0;
  std::vector<TableCell> cells;  // only filled ones

  /// The text of the column {name, part} without language; empty when there is none.
  std::string_view text(std::string_view name, std::string_view part = {}) const;
  const TableCell* cell(std::string_view name, std::string_view part = {}) const;
};

/// Whether a yes-no cell says yes: yes, true, 1, true().
bool says_yes(std::string_view text);
/// Typographic quotation marks, which spreadsheets put in by themselves, as the plain ones that expressions know.
std::string with_plain_quotes(std::string_view text);

}  // namespace cityaudit::ingest
