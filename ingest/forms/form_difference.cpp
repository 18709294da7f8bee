#include "ingest/forms/form_difference.h"

#include "ingest/forms/itext_document.h"

#include <algorithm>
#include <map>
#include <set>

namespace cityaudit::ingest {
namespace {

/// What is compared: leaves that are asked or calculated. Groups show through the places of what they hold.
std::vector<const Node*> questions(const FormDefinition& form) {
  std::vector<const Node*> out;
  for (const Node& node : form.nodes) {
    const bool calculated = node.bind != no_index && !form.binds[node.bind].calculate.empty();
    if (node.control != no_index || (node.leaf && calculated)) out.push_back(&node);
  }
  return out;
}

/// Question of the older form for each of the newer, null for a new one.
std::map<const Node*, const Node*> pair_up(const std::vector<const Node*>& before, const std::vector<const Node*>& after) {
  std::map<std::string_view, const Node*> by_path;
  std::map<std::string_view, int> before_names, after_names;
  for (const Node* node : before) {
    by_path[node->path] = node;
    ++before_names[node->name];
  }
  for (const Node* node : after) ++after_names[node->name];
  std::map<const Node*, const Node*> out;
  std::set<const Node*> used;
  for (const Node* node : after)
    if (const auto same = by_path.find(node->path); same != by_path.end()) {
      out[node] = same->second;
      used.insert(same->second);
    }
  for (const Node* node : after) {
    if (out.contains(node) || after_names[node->name] != 1 || before_names[node->name] != 1) continue;
    const auto moved = std::find_if(before.begin(), before.end(), [&](const Node* one) { return one->name == node->name; });
    if (!used.contains(*moved)) out[node] = *moved;
  }
  return out;
}

class Comparison {
 public:
  Comparison(const FormDefinition& before, const FormDefinition& after) : before_(before), after_(after) {}

  std::vector<FormChangeDetail> of(const Node& old_node, const Node& new_node) {
    details_.clear();
    word("place", old_node.path, new_node.path);
    word("default", old_node.default_value, new_node.default_value);
    static const Bind no_bind;
    binds(old_node.bind == no_index ? no_bind : before_.binds[old_node.bind],
          new_node.bind == no_index ? no_bind : after_.binds[new_node.bind]);
    static const Control no_control;
    controls(old_node.control == no_index ? no_control : before_.controls[old_node.control],
             new_node.control == no_index ? no_control : after_.controls[new_node.control]);
    return details_;
  }

 private:
  void word(const char* what, const std::string& old_text, const std::string& new_text) {
    if (old_text != new_text) details_.push_back({what, {}, old_text, new_text});
  }

  /// Texts whose language got its name in between have not changed for that.
  std::string since_called(const std::string& language) const {
    const auto same = [&](const FormLanguage& one) { return one.code == language; };
    const bool kept = std::any_of(after_.languages.begin(), after_.languages.end(), same);
    return is_unnamed_language(language) && !kept && !after_.languages.empty() ? std::string(after_.default_language()) : language;
  }

  void text(const char* what, const LocalizedText& old_text, const LocalizedText& new_text, const std::string& prefix = {}) {
    std::map<std::string, std::pair<std::string, std::string>> by_language;
    for (const auto& entry : old_text.entries) by_language[since_called(entry.language)].first = entry.text;
    for (const auto& entry : new_text.entries) by_language[entry.language].second = entry.text;
    const auto told = [&](const std::string& words) { return words.empty() ? words : prefix + words; };
    for (const auto& [language, both] : by_language)
      if (both.first != both.second) details_.push_back({what, language, told(both.first), told(both.second)});
  }

  void binds(const Bind& a, const Bind& b) {
    word("type", a.type_word, b.type_word);
    word("required", a.required, b.required);
    word("relevant", a.relevant, b.relevant);
    word("constraint", a.constraint, b.constraint);
    word("calculate", a.calculate, b.calculate);
    word("readonly", a.readonly, b.readonly);
    text("constraint_message", a.constraint_message, b.constraint_message);
    word("keep", to_words(a.mapping.keep), to_words(b.mapping.keep));
  }

  void controls(const Control& a, const Control& b) {
    if (a.kind != b.kind) details_.push_back({"control", {}, word_of(a.kind), word_of(b.kind)});
    text("label", a.label, b.label);
    text("hint", a.hint, b.hint);
    word("appearance", a.appearance, b.appearance);
    static const ChoiceList none;
    const ChoiceList* old_list = before_.choices_of(a);
    const ChoiceList* new_list = after_.choices_of(b);
    choices(old_list ? *old_list : none, new_list ? *new_list : none);
  }

  void choices(const ChoiceList& a, const ChoiceList& b) {
    for (const Choice& choice : b.choices) {
      const Choice* old_choice = a.find(choice.value);
      if (!old_choice)
        details_.push_back({"choice_added", {}, {}, choice.value});
      else
        text("choice_label", old_choice->label, choice.label, choice.value + ": ");
    }
    for (const Choice& choice : a.choices)
      if (!b.find(choice.value)) details_.push_back({"choice_removed", {}, choice.value, {}});
  }

  static std::string word_of(ControlKind kind) {
    constexpr const char* words[] = {"input", "select_one", "select_multiple", "rank", "upload", "trigger", "range", "secret"};
    return words[static_cast<std::size_t>(kind)];
  }

  const FormDefinition& before_;
  const FormDefinition& after_;
  std::vector<FormChangeDetail> details_;
};

LocalizedText label_of(const FormDefinition& form, const Node& node) {
  return node.control == no_index ? LocalizedText() : form.controls[node.control].label;
}

}  // namespace

std::vector<FormChange> compare_forms(const FormDefinition& before, const FormDefinition& after) {
  const auto old_questions = questions(before);
  const auto new_questions = questions(after);
  const auto pairs = pair_up(old_questions, new_questions);
  std::vector<FormChange> out;
  std::set<const Node*> kept;
  Comparison comparison(before, after);
  for (const Node* node : new_questions) {
    const auto pair = pairs.find(node);
    if (pair == pairs.end()) {
      out.push_back({FormChange::Kind::added, node->path, node->name, label_of(after, *node), {}});
      continue;
    }
    kept.insert(pair->second);
    auto details = comparison.of(*pair->second, *node);
    if (!details.empty()) out.push_back({FormChange::Kind::changed, node->path, node->name, label_of(after, *node), std::move(details)});
  }
  for (const Node* node : old_questions)
    if (!kept.contains(node)) out.push_back({FormChange::Kind::removed, node->path, node->name, label_of(before, *node), {}});
  return out;
}

}  // namespace cityaudit::ingest
