// The parameters column: "max-pixels=2560", "start=1 end=5 step=0.5", "randomize=true, seed=${n}".

#include "base/text.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>
#include <cmath>

namespace cityaudit::ingest {
namespace {

std::vector<std::string> accepted_parameters(const QuestionType& type) {
  if (type.is_select()) {
    std::vector<std::string> out = {"randomize", "seed"};
    if (type.from_file) out.insert(out.end(), {"value", "label"});
    return out;
  }
  if (type.word == "text") return {"rows"};
  if (type.word == "image") return {"max-pixels", "app"};
  if (type.word == "audio" || type.word == "background-audio") return {"quality"};
  if (type.word == "range") return {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"};
  if (type.word == "geopoint") return {"capture-accuracy", "warning-accuracy", "allow-mock-accuracy"};
  if (type.word == "geotrace" || type.word == "geoshape") return {"allow-mock-accuracy", "incremental"};
  if (type.word == "audit")
    return {"location-priority", "location-min-interval", "location-max-age", "track-changes", "track-changes-reasons", "identify-user"};
  return {};
}

/// Pairs separated by spaces, commas or semicolons; spaces around = do not count. False for a word without =.
bool parse_pairs(std::string_view text, std::map<std::string, std::string>& out) {
  std::string tidy;
  for (const char c : text) {
    if (c == '=' || c == ' ' || c == ',' || c == ';' || c == '\n')
      while (!tidy.empty() && (c == '=' || c != ' ') && tidy.back() == ' ') tidy.pop_back();
    const char kept = c == ',' || c == ';' || c == '\n' ? ' ' : c;
    if (kept == ' ' && !tidy.empty() && tidy.back() == '=') continue;
    tidy += kept;
  }
  for (const std::string_view word : words(tidy)) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == word.size()) return false;
    out[to_lower_ascii(word.substr(0, equals))] = word.substr(equals + 1);
  }
  return true;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

bool whole(double number) { return std::abs(number - std::round(number)) < 1e-9; }

class ParameterReader {
 public:
  ParameterReader(FormImport& import, SurveyItem& item, const TableRow& row)
      : import_(import), item_(item), place_(import.place(row, "parameters")) {}

  void apply() {
    const std::string& word = item_.type.word;
    if (word == "range") range();
    for (const auto& [name, value] : item_.parameters) {
      if (name == "rows") number(name, value, item_.body, "rows");
      if (name == "max-pixels") number(name, value, item_.bind, "orx:max-pixels");
      if (name == "app") set_attribute(item_.body, "intent", value);
      if (name == "quality") one_of(name, value, {"voice-only", "low", "normal", "external"}, "odk:quality");
      if (name == "capture-accuracy") number(name, value, item_.body, "accuracyThreshold");
      if (name == "warning-accuracy") number(name, value, item_.body, "unacceptableAccuracyThreshold");
      if (name == "allow-mock-accuracy") one_of(name, value, {"true", "false"}, "odk:allow-mock-accuracy");
      if (name == "incremental") set_attribute(item_.body, "incremental", value);
      if (name == "track-changes" || name == "identify-user") one_of(name, value, {"true", "false"}, "odk:" + name);
      if (name == "track-changes-reasons") one_of(name, value, {"on-form-edit"}, "odk:" + name);
      if (name == "location-priority") one_of(name, value, {"no-power", "low-power", "balanced", "high-accuracy"}, "odk:" + name);
      if (name == "location-min-interval" || name == "location-max-age") number(name, value, item_.bind, "odk:" + name);
      if (name == "randomize") one_of(name, value, {"true", "false"}, "");
      if (name == "seed" && !parse_decimal(value) && only_reference(value).empty()) refuse("xlsform.parameter_no_number", name, value);
    }
    if (word == "audit") check_location();
    if (item_.parameters.contains("seed") && !item_.parameters.contains("randomize")) refuse("xlsform.seed_alone", "seed", "");
  }

 private:
  void refuse(const char* code, const std::string& name, const std::string& value, const std::string& known = {}) {
    import_.notes.fault(place_, code, {{"name", name}, {"value", value}, {"known", known}});
  }

  void number(const std::string& name, const std::string& value, SheetAttributes& attributes, std::string attribute) {
    const auto parsed = parse_decimal(value);
    if (!parsed || *parsed < 0) return refuse("xlsform.parameter_no_number", name, value);
    set_attribute(attributes, std::move(attribute), value);
  }

  void one_of(const std::string& name, const std::string& value, const std::vector<std::string>& known, std::string attribute) {
    if (std::find(known.begin(), known.end(), value) == known.end()) return refuse("xlsform.parameter_value", name, value, joined(known));
    if (!attribute.empty() && item_.type.word != "background-audio") set_attribute(item_.bind, std::move(attribute), value);
  }

  void range() {
    double values[3] = {1, 10, 1};
    bool decimal = false;
    const char* names[3] = {"start", "end", "step"};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto given = item_.parameters.find(names[i]);
      std::string text = given == item_.parameters.end() ? (i == 1 ? "10" : "1") : given->second;
      const auto parsed = parse_decimal(text);
      if (!parsed) return refuse("xlsform.parameter_no_number", names[i], text);
      values[i] = *parsed;
      decimal = decimal || !whole(*parsed);
      set_attribute(item_.body, names[i], std::move(text));
    }
    if (values[2] == 0 || std::abs(values[2]) > std::abs(values[1] - values[0]))
      refuse("xlsform.range_step", "step", item_.parameters["step"]);
    for (const char* name : {"tick_interval", "placeholder"})
      if (const auto given = item_.parameters.find(name); given != item_.parameters.end()) {
        const auto parsed = parse_decimal(given->second);
        if (!parsed) return refuse("xlsform.parameter_no_number", name, given->second);
        decimal = decimal || !whole(*parsed);
        set_attribute(item_.body, std::string_view(name) == "placeholder" ? "odk:placeholder" : "odk:tick-interval", given->second);
      }
    if (decimal) set_attribute(item_.bind, "type", "decimal");
    if (const auto labels = item_.parameters.find("tick_labelset"); labels != item_.parameters.end()) {
      if (SheetChoiceList* list = import_.find_list(labels->second)) {
        list->used = true;
      } else {
        refuse("xlsform.list_unknown_plain", labels->second, labels->second);
      }
    }
  }

  /// Where a phone stood is logged with all three settings or not at all.
  void check_location() {
    std::size_t given = 0;
    for (const char* name : {"location-priority", "location-min-interval", "location-max-age"}) given += item_.parameters.count(name);
    if (given != 0 && given != 3) refuse("xlsform.audit_location", "location-priority", "");
  }

  FormImport& import_;
  SurveyItem& item_;
  Place place_;
};

}  // namespace

void read_parameters(FormImport& import, SurveyItem& item, const TableRow& row) {
  const std::string_view text = row.text("parameters");
  if (!text.empty() && !parse_pairs(with_plain_quotes(text), item.parameters)) {
    import.notes.fault(import.place(row, "parameters"), "xlsform.parameters_unreadable", {{"text", std::string(text)}});
    return;
  }
  const std::vector<std::string> accepted = accepted_parameters(item.type);
  for (const auto& [name, value] : item.parameters)
    if (std::find(accepted.begin(), accepted.end(), name) == accepted.end())
      import.notes.fault(import.place(row, "parameters"), accepted.empty() ? "xlsform.parameters_none" : "xlsform.parameter_unknown",
                         {{"name", name}, {"type", item.type.word}, {"known", joined(accepted)}});
  ParameterReader(import, item, row).apply();
}

}  // namespace cityaudit::ingest
