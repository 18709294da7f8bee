#include "ingest/forms/xlsform/table.h"

#include "base/text.h"
#include "ingest/forms/xlsform/columns.h"

#include <algorithm>
#include <map>

namespace cityaudit::ingest {
namespace {

/// Runs of spaces become one; line ends stay, for labels may have several lines.
std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : trim(text))
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

Table Table::read(const Sheet& sheet, SheetKind kind, ImportNotes& notes) {
  Table table;
  table.name_ = sheet.name;
  if (sheet.rows.empty()) return table;
  const SheetRow& header = sheet.rows.front();
  const bool double_colons =
      std::any_of(header.cells.begin(), header.cells.end(), [](const Cell& cell) { return cell.text.find("::") != std::string::npos; });
  std::map<std::string, std::size_t> by_letters;
  for (const Cell& cell : header.cells) {
    Column column{cell.column, collapsed(cell.text), column_meaning(collapsed(cell.text), kind, double_colons)};
    const Place place{sheet.name, header.number, cell.column, column.header};
    const auto twin =
        std::find_if(table.columns_.begin(), table.columns_.end(), [&](const Column& other) { return other.meaning == column.meaning; });
    if (twin != table.columns_.end()) {
      notes.fault(place, "xlsform.column_twice", {{"other", twin->letters}, {"name", column.header}});
      continue;
    }
    if (!column.meaning.known && kind != SheetKind::choices && kind != SheetKind::entities) {
      const std::string meant = nearest_column(column.meaning.name, kind);
      if (meant.empty()) {
        notes.warn(place, "xlsform.column_unknown", {{"name", column.header}});
      } else {
        notes.warn(place, "xlsform.column_unknown_near", {{"name", column.header}, {"meant", meant}});
      }
    }
    by_letters[cell.column] = table.columns_.size();
    table.columns_.push_back(std::move(column));
  }
  std::vector<std::string> missing;
  for (const char* name : mandatory_columns(kind))
    if (!table.has(name)) missing.emplace_back(name);
  if (!missing.empty()) notes.fault({sheet.name, header.number, {}, {}}, "xlsform.columns_missing", {{"names", joined(missing)}});
  for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
    TableRow row;
    row.number = sheet.rows[i].number;
    for (const Cell& cell : sheet.rows[i].cells)
      if (const auto column = by_letters.find(cell.column); column != by_letters.end())
        row.cells.push_back({&table.columns_[column->second], collapsed(cell.text)});
    if (!row.cells.empty()) table.rows_.push_back(std::move(row));
  }
  return table;
}

bool Table::has(std::string_view name) const {
  return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.meaning.name == name; });
}

std::vector<std::string> Table::languages_of(std::string_view name) const {
  std::vector<std::string> out;
  for (const Column& column : columns_)
    if (column.meaning.name == name) out.push_back(column.meaning.language);
  return out;
}

const TableCell* TableRow::cell(std::string_view name, std::string_view part) const {
  for (const TableCell& cell : cells)
    if (cell.column->meaning.name == name && cell.column->meaning.part == part && cell.column->meaning.language.empty()) return &cell;
  return nullptr;
}

std::string_view TableRow::text(std::string_view name, std::string_view part) const {
  const TableCell* found = cell(name, part);
  return found ? std::string_view(found->text) : std::string_view{};
}

bool says_yes(std::string_view text) {
  const std::string word = to_lower_ascii(trim(text));
  return word == "yes" || word == "true" || word == "1" || word == "true()";
}

std::string with_plain_quotes(std::string_view text) {
  std::string out(text);
  for (const auto& [fancy, plain] : {std::pair("\u2018", '\''), {"\u2019", '\''}, {"\u201c", '"'}, {"\u201d", '"'}})
    for (std::size_t at = 0; (at = out.find(fancy, at)) != std::string::npos;) out.replace(at, 3, 1, plain);
  return out;
}

}  // namespace cityaudit::ingest
