// One row of the survey sheet: texts, expressions, attributes, default, trigger.

#include "base/text.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view image_prefix = "jr://images/";

/// "yes" and "no" where an expression is meant.
std::string as_expression(std::string text) {
  const std::string word = to_lower_ascii(text);
  if (word == "yes" || word == "true") return "true()";
  if (word == "no" || word == "false") return "false()";
  return text;
}

bool takes_expression(std::string_view attribute) {
  return attribute == "relevant" || attribute == "required" || attribute == "constraint" || attribute == "calculate" ||
         attribute == "readonly";
}

bool is_number(std::string_view text) { return parse_decimal(text).has_value(); }

/// Whether a default is worked out rather than taken as it stands: it asks an answer, calls a function, selects from a list,
/// or is a sum of numbers. "2018-06-18" and "a - b" are neither.
bool is_dynamic(std::string_view text) {
  if (has_reference(text)) return true;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '(' && text[i] != '[') continue;
    const char before = text[i - 1];
    const bool name =
        (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || (before >= '0' && before <= '9') || before == '-';
    if (name && text.find(text[i] == '(' ? ')' : ']', i) != std::string_view::npos) return true;
  }
  const std::vector<std::string_view> parts = words(text);
  if (parts.size() < 3 || parts.size() % 2 == 0) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool operation = parts[i] == "+" || parts[i] == "-" || parts[i] == "*" || parts[i] == "div" || parts[i] == "mod";
    if (i % 2 == 0 ? !is_number(parts[i]) : !operation) return false;
  }
  return true;
}

void apply_type(SurveyItem& item) {
  const TypeRule* rule = item.type.rule;
  if (item.type.is_select()) {
    set_attribute(item.bind, "type", item.type.kind == QuestionType::Kind::rank ? "odk:rank" : "string");
    return;
  }
  if (!rule) return;
  const auto set = [](SheetAttributes& attributes, const char* name, std::string_view value) {
    if (!value.empty()) set_attribute(attributes, name, std::string(value));
  };
  set(item.bind, "type", rule->bind_type);
  set(item.bind, "jr:preload", rule->preload);
  set(item.bind, "jr:preloadParams", rule->preload_parameters);
  set(item.body, "mediatype", rule->mediatype);
  if (item.type.word == "note") set_attribute(item.bind, "readonly", "true()");
  if (item.type.word == "percentage") set_attribute(item.bind, "constraint", "0 <= . and . <= 100");
  if (item.type.word == "phone_number") set_attribute(item.bind, "constraint", "regex(., '^\\d*$')");
}

void read_attributes(SurveyItem& item, const TableRow& row) {
  for (const TableCell& cell : row.cells) {
    const ColumnMeaning& meaning = cell.column->meaning;
    if (meaning.part.empty()) continue;
    std::string value = with_plain_quotes(cell.text);
    if (meaning.name == "bind") {
      set_attribute(item.bind, meaning.part, takes_expression(meaning.part) ? as_expression(std::move(value)) : std::move(value),
                    cell.column);
    } else if (meaning.name == "body") {
      set_attribute(item.body, meaning.part, std::move(value), cell.column);
    } else if (meaning.name == "instance") {
      set_attribute(item.instance, meaning.part, std::move(value), cell.column);
    }
  }
}

void read_triggers(FormImport& import, SurveyItem& item, const TableRow& row) {
  const TableCell* cell = row.cell("trigger");
  if (!cell) return;
  for (const std::string_view part : split(cell->text, ',')) {
    std::string name = only_reference(part);
    if (name.empty()) {
      import.notes.fault(import.place(row, "trigger"), "xlsform.trigger_unusable", {{"text", cell->text}});
    } else {
      item.triggers.push_back(std::move(name));
    }
  }
}

void read_default(SurveyItem& item, const TableRow& row) {
  item.default_value = row.text("default");
  if (item.default_value.empty()) return;
  const bool image = item.type.word == "image";
  if (!image && is_dynamic(with_plain_quotes(item.default_value))) {
    item.default_value = with_plain_quotes(item.default_value);
    item.dynamic_default = true;
  }
  if (image && !item.default_value.starts_with("jr://")) item.default_value = std::string(image_prefix) + item.default_value;
}

void check_needs(FormImport& import, SurveyItem& item, const TableRow& row) {
  const std::string& word = item.type.word;
  const SheetAttribute* calculation = find_attribute(item.bind, "calculate");
  if (word == "calculate" && !calculation && !item.dynamic_default)
    import.notes.fault(import.place(row, "bind", "calculate"), "xlsform.calculation_missing", {{"name", item.name}});
  if (word == "background-geopoint" && item.triggers.empty())
    import.notes.fault(import.place(row, "trigger"), "xlsform.trigger_missing", {{"name", item.name}});
  if (word == "simserial" || word == "subscriberid" || word == "phonenumber")
    import.notes.warn(import.place(row, "type"), "xlsform.type_old_phones", {{"type", word}});
  if (row.cell("save_to")) import.notes.warn(import.place(row, "save_to"), "xlsform.entities_ignored");
  const bool visible =
      (item.type.is_select() || (item.type.rule && !item.type.rule->control.empty())) && item.kind == SurveyItem::Kind::question;
  const bool silent = (calculation || !item.triggers.empty()) && item.label.empty() && item.hint.empty();
  if (visible && !silent && item.label.empty() && item.media.empty() && item.hint.empty())
    import.notes.fault(import.place(row, "label"), "xlsform.label_missing", {{"name", item.name}});
  const bool big_image = std::any_of(item.media.begin(), item.media.end(), [](const auto& medium) { return medium.first == "big-image"; });
  const bool image = std::any_of(item.media.begin(), item.media.end(), [](const auto& medium) { return medium.first == "image"; });
  if (big_image && !image) import.notes.fault(import.place(row, "big-image"), "xlsform.big_image_alone");
}

}  // namespace

void read_question(FormImport& import, SurveyItem& item, const TableRow& row) {
  const std::string& default_language = import.settings.default_language;
  apply_type(item);
  read_attributes(item, row);
  item.label = read_text(row, "label", default_language);
  item.hint = read_text(row, "hint", default_language);
  item.guidance = read_text(row, "guidance_hint", default_language);
  item.constraint_message = read_text(row, "constraint_message", default_language);
  item.required_message = read_text(row, "required_message", default_language);
  item.no_app_error = read_text(row, "no_app_error_string", default_language);
  item.media = read_media(row, default_language);
  item.choice_filter = with_plain_quotes(row.text("choice_filter"));
  read_default(item, row);
  read_triggers(import, item, row);
  const bool section = item.type.kind == QuestionType::Kind::begin_group || item.type.kind == QuestionType::Kind::begin_repeat;
  if (!section) {
    read_parameters(import, item, row);
    check_needs(import, item, row);
  }
}

}  // namespace cityaudit::ingest
