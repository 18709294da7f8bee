#include "ingest/forms/mapping.h"

#include "base/text.h"
#include "ingest/forms/validation.h"
#include "ingest/taxonomy.h"

#include <algorithm>
#include <map>
#include <utility>

namespace cityaudit::ingest {
namespace {

std::optional<int> score_thirds(const std::vector<std::string>& scale, std::string_view value) {
  const auto found = std::find(scale.begin(), scale.end(), value);
  if (found == scale.end() || scale.size() < 2) return std::nullopt;
  const auto steps = static_cast<int>(scale.size()) - 1;
  const auto place = static_cast<int>(found - scale.begin());
  return (600 * place + steps) / (2 * steps);
}

/// Answers that say something of another answer, by what they speak for: (repeat, subject), or the whole repeat when they
/// name no subject.
class AnswersAboutOthers {
 public:
  void add(const std::string& repeat, const std::string& of, std::string_view value) { values_.emplace(std::pair(repeat, of), value); }

  void fill(const MappedAnswer& mapped, std::string& field) const {
    if (!field.empty() || values_.empty()) return;
    auto value = values_.find({mapped.repeat, mapped.subject});
    if (value == values_.end()) value = values_.find({mapped.repeat, std::string()});
    if (value != values_.end()) field = value->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::string> values_;
};

}  // namespace

AnalysisMapping::AnalysisMapping(const FormDefinition& form) {
  for (const Bind& bind : form.binds) {
    const MappingAttributes& attributes = bind.mapping;
    if (attributes.role == Role::none) continue;
    MappingItem item;
    item.path = bind.path;
    item.name = form.find_node(bind.path)->name;
    item.role = attributes.role;
    item.purpose = attributes.purpose;
    item.type = bind.type;
    item.theme = attributes.theme;
    item.polarity = attributes.polarity;
    item.scale = attributes.scale;
    item.of = attributes.of;
    if (const Control* control = form.find_control(bind.path)) {
      item.label = control->label;
      item.multiple = control->kind == ControlKind::select_many || control->kind == ControlKind::rank;
      if (const ChoiceList* list = form.choices_of(*control)) item.choices = list->choices;
    }
    index_.emplace(item.path, items_.size());
    items_.push_back(std::move(item));
  }
}

const MappingItem* AnalysisMapping::find(std::string_view path) const {
  const auto found = index_.find(path);
  return found == index_.end() ? nullptr : &items_[found->second];
}

std::vector<MappedAnswer> AnalysisMapping::apply(const FormDefinition& form, const Answers& answers) const {
  std::vector<MappedAnswer> out;
  AnswersAboutOthers themes;
  AnswersAboutOthers polarities;
  const std::vector<bool> relevant = relevance(form, answers);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Answer& answer = answers[i];
    const auto found = index_.find(answer.path);
    if (found == index_.end() || !relevant[i]) continue;
    const MappingItem& item = items_[found->second];
    const std::string_view value = trim(answer.value);
    if (item.role == Role::ignore || (value.empty() && item.role != Role::score)) continue;
    MappedAnswer mapped;
    mapped.item = found->second;
    mapped.repeat = repeat_key(form, answer);
    mapped.subject = item.of.empty() ? item.path : item.of;
    mapped.value = value;
    mapped.theme = item.theme;
    mapped.polarity = item.polarity;
    if (item.role == Role::score) mapped.score_thirds = score_thirds(item.scale, value);
    // Whether the audit has such a theme is not asked here: what a person chose stays what they chose.
    if (item.role == Role::theme && read_theme_code(value)) {
      mapped.theme = value;
      themes.add(mapped.repeat, item.of, value);
    }
    if (item.role == Role::polarity && is_polarity(value)) {
      mapped.polarity = value;
      polarities.add(mapped.repeat, item.of, value);
    }
    out.push_back(std::move(mapped));
  }
  for (MappedAnswer& mapped : out) {
    themes.fill(mapped, mapped.theme);
    polarities.fill(mapped, mapped.polarity);
  }
  return out;
}

}  // namespace cityaudit::ingest
