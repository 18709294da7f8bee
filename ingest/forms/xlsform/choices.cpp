// The choices sheet: lists of answers, one answer a row.

#include "base/text.h"
#include "ingest/forms/xlsform/columns.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>
#include <set>

namespace cityaudit::ingest {
namespace {

/// Further columns whose names XML takes; the others are notes of the author.
std::set<const Column*> usable_columns(FormImport& import) {
  std::set<const Column*> usable;
  for (const Column& column : import.choices.columns()) {
    if (column.meaning.known) continue;
    if (is_xml_name(column.meaning.name) && column.meaning.name != "itextId") {
      usable.insert(&column);
    } else {
      import.notes.warn({import.choices.sheet_name(), 1, column.letters, column.header}, "xlsform.choice_column_ignored",
                        {{"name", column.header}});
    }
  }
  return usable;
}

bool needs_itext(const SheetChoice& choice) {
  return choice.label.translated() || !choice.media.empty() || has_reference(choice.label.plain);
}

}  // namespace

void read_choice_lists(FormImport& import) {
  const Table& table = import.choices;
  const std::set<const Column*> usable = usable_columns(import);
  std::map<std::string, std::size_t> list_index;
  std::set<std::pair<std::size_t, std::string>> seen;
  for (const TableRow& row : table.rows()) {
    const std::string list_name(row.text("list_name"));
    const auto place = [&](std::string_view column) { return place_in(table, row.number, column); };
    if (list_name.empty()) {
      // A row with nothing but notes is none; a value without a list is a slip.
      if (row.cell("name")) import.notes.fault(place("list_name"), "xlsform.choice_without_list");
      continue;
    }
    SheetChoice choice;
    choice.name = row.text("name");
    choice.row = row.number;
    choice.label = read_text(row, "label", import.settings.default_language);
    choice.media = read_media(row, import.settings.default_language);
    for (const TableCell& cell : row.cells)
      if (usable.contains(cell.column)) choice.other.emplace_back(cell.column->meaning.name, cell.text);
    if (choice.name.empty()) {
      import.notes.fault(place("name"), "xlsform.choice_without_name", {{"list", list_name}});
      continue;
    }
    const auto [entry, is_new] = list_index.emplace(list_name, import.lists.size());
    if (is_new) import.lists.push_back({list_name, {}, false, false});
    SheetChoiceList& list = import.lists[entry->second];
    if (!seen.emplace(entry->second, choice.name).second && !import.settings.allow_choice_duplicates) {
      import.notes.fault(place("name"), "xlsform.choice_twice", {{"name", choice.name}, {"list", list_name}});
      continue;
    }
    if (choice.label.empty() && choice.media.empty())
      import.notes.warn(place("label"), "xlsform.choice_without_label", {{"name", choice.name}, {"list", list_name}});
    list.translated = list.translated || needs_itext(choice);
    list.choices.push_back(std::move(choice));
  }
}

}  // namespace cityaudit::ingest
