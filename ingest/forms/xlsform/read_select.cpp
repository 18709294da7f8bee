// Where the choices of a select come from, and the question that or_other adds.

#include "base/text.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool has_list_extension(std::string_view file) {
  for (const std::string_view ending : {".csv", ".xml", ".geojson"})
    if (file.size() > ending.size() && file.ends_with(ending)) return true;
  return false;
}

void refuse_list(FormImport& import, const TableRow& row, const std::string& name) {
  const Place place = import.place(row, "type");
  if (import.lists.empty()) {
    import.notes.fault(place, "xlsform.choices_sheet_missing", {{"list", name}});
    return;
  }
  std::vector<std::string> known;
  for (const SheetChoiceList& list : import.lists) known.push_back(list.name);
  const std::string meant = nearest(name, known);
  if (meant.empty()) {
    import.notes.fault(place, "xlsform.list_unknown", {{"list", name}});
  } else {
    import.notes.fault(place, "xlsform.list_unknown_near", {{"list", name}, {"meant", meant}});
  }
}

/// select_multiple separates its answers by spaces: its values cannot hold one.
void check_values(FormImport& import, const SheetChoiceList& list) {
  for (const SheetChoice& choice : list.choices)
    if (choice.name.find_first_of(" \t\n") != std::string::npos)
      import.notes.fault(place_in(import.choices, choice.row, "name"), "xlsform.choice_with_space",
                         {{"name", choice.name}, {"list", list.name}});
}

void add_other_choice(SheetChoiceList& list) {
  const auto is_other = [](const SheetChoice& choice) { return choice.name == "other"; };
  if (std::any_of(list.choices.begin(), list.choices.end(), is_other)) return;
  SheetChoice other;
  other.name = "other";
  for (const SheetChoice& choice : list.choices)
    for (const auto& [language, text] : choice.label.translations) {
      const auto known = [&](const auto& translation) { return translation.first == language; };
      if (std::none_of(other.label.translations.begin(), other.label.translations.end(), known))
        other.label.translations.emplace_back(language, "Other");
    }
  if (!other.label.translated()) other.label.plain = "Other";
  other.row = list.choices.back().row;
  list.choices.push_back(std::move(other));
}

std::size_t add_other_question(FormImport& import, std::size_t select, const TableRow& row) {
  SurveyItem other;
  const std::string name = import.items[select].name;
  other.name = name + "_other";
  other.row = row.number;
  other.type = parse_type("text");
  other.label.plain = "Specify other.";
  set_attribute(other.bind, "type", "string");
  set_attribute(other.bind, "relevant", "selected(../" + name + ", 'other')");
  import.items.push_back(std::move(other));
  return import.items.size() - 1;
}

}  // namespace

std::size_t read_select(FormImport& import, std::size_t index, const TableRow& row) {
  const QuestionType type = import.items[index].type;
  const Place place = import.place(row, "type");
  if (type.list.empty()) {
    import.notes.fault(place, "xlsform.list_missing", {{"type", type.word}});
    return no_item;
  }
  const bool reference = has_reference(type.list);
  if (type.from_file != has_list_extension(type.list) && !reference) {
    import.notes.fault(place, type.from_file ? "xlsform.file_extension" : "xlsform.file_without_from_file", {{"file", type.list}});
    return no_item;
  }
  if (type.from_file || reference) return no_item;
  SheetChoiceList* list = import.find_list(type.list);
  if (!list) {
    refuse_list(import, row, type.list);
    return no_item;
  }
  list->used = true;
  if (type.kind == QuestionType::Kind::select_many) check_values(import, *list);
  if (!type.or_other) return no_item;
  if (!import.items[index].choice_filter.empty()) {
    import.notes.fault(import.place(row, "choice_filter"), "xlsform.or_other_with_filter");
    return no_item;
  }
  if (list->translated) import.notes.warn(place, "xlsform.or_other_untranslated");
  add_other_choice(*list);
  return add_other_question(import, index, row);
}

}  // namespace cityaudit::ingest
