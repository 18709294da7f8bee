#include "ingest/forms/form_definition.h"

namespace cityaudit::ingest {
namespace {

template <class T>
const T* at(const std::vector<T>& all, std::size_t index) {
  return index < all.size() ? &all[index] : nullptr;
}

}  // namespace

std::string_view LocalizedText::in(std::string_view language) const {
  for (const Entry& entry : entries)
    if (entry.language == language) return entry.text;
  return entries.empty() ? std::string_view{} : std::string_view(entries.front().text);
}

std::string_view to_word(Role role) {
  switch (role) {
    case Role::none: return "none";
    case Role::score: return "score";
    case Role::polarity: return "polarity";
    case Role::comment: return "comment";
    case Role::photo: return "photo";
    case Role::people: return "people";
    case Role::place: return "place";
    case Role::perspective: return "perspective";
    case Role::speaker: return "speaker";
    case Role::theme: return "theme";
    case Role::code: return "code";
    case Role::at: return "at";
    case Role::stop: return "stop";
    case Role::walk: return "walk";
    case Role::consent: return "consent";
    case Role::credit: return "credit";
    case Role::ignore: return "ignore";
  }
  return "none";
}

bool is_polarity(std::string_view word) { return word == "up" || word == "down" || word == "mixed" || word == "neutral"; }

const Choice* ChoiceList::find(std::string_view value) const {
  const auto found = index.find(value);
  return found == index.end() ? nullptr : &choices[found->second];
}

bool Bind::required_always() const {
  std::string expression;
  for (const char c : required)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') expression += c;
  return expression == "true()";
}

const Node* FormDefinition::find_node(std::string_view path) const {
  const auto found = node_index.find(path);
  return found == node_index.end() ? nullptr : &nodes[found->second];
}

const Bind* FormDefinition::find_bind(std::string_view path) const {
  const Node* node = find_node(path);
  return node ? at(binds, node->bind) : nullptr;
}

const Control* FormDefinition::find_control(std::string_view path) const {
  const Node* node = find_node(path);
  return node ? at(controls, node->control) : nullptr;
}

const ChoiceList* FormDefinition::choices_of(const Control& control) const { return at(choice_lists, control.choice_list); }

std::string_view FormDefinition::default_language() const {
  return languages.empty() ? std::string_view{} : std::string_view(languages.front().code);
}

}  // namespace cityaudit::ingest
