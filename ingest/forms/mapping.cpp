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
    item.theme = attributes.theme;
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
  // Theme answers by what they speak for: (repeat, subject), or a whole repeat when they name no subject.
  std::map<std::pair<std::string, std::string>, std::string> themes;
  for (const Answer& answer : answers) {
    const auto found = index_.find(answer.path);
    if (found == index_.end()) continue;
    const MappingItem& item = items_[found->second];
    const std::string_view value = trim(answer.value);
    if (item.role == Role::ignore || (value.empty() && item.role != Role::score)) continue;
    MappedAnswer mapped;
    mapped.item = found->second;
    mapped.repeat = repeat_key(form, answer);
    mapped.subject = item.of.empty() ? item.path : item.of;
    mapped.value = value;
    mapped.theme = item.theme;
    if (item.role == Role::score) mapped.score_thirds = score_thirds(item.scale, value);
    if (item.role == Role::theme && Taxonomy::built_in().find(value)) {
      mapped.theme = value;
      themes.emplace(std::pair(mapped.repeat, item.of), value);
    }
    out.push_back(std::move(mapped));
  }
  for (MappedAnswer& mapped : out) {
    if (!mapped.theme.empty() || themes.empty()) continue;
    for (const std::string& subject : {mapped.subject, std::string()}) {
      const auto theme = themes.find({mapped.repeat, subject});
      if (theme == themes.end() || !mapped.theme.empty()) continue;
      mapped.theme = theme->second;
    }
  }
  return out;
}

}  // namespace cityaudit::ingest
