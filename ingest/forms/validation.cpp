#include "ingest/forms/validation.h"

#include "base/characters.h"
#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/answer_types.h"
#include "ingest/forms/rules.h"

#include <algorithm>
#include <unordered_set>

namespace cityaudit::ingest {
namespace {

class Validation {
 public:
  Validation(const FormDefinition& form, const ValidationLimits& limits) : form_(form), limits_(limits) {}

  std::vector<Problem> run(const Answers& answers) {
    for (const Answer& answer : answers) {
      if (problems_.size() >= limits_.problems_max) return std::move(problems_);
      judge(answer);
    }
    return std::move(problems_);
  }

 private:
  void judge(const Answer& answer) {
    const Node* node = form_.find_node(answer.path);
    const std::string_view value = trim(answer.value);
    if (!node || (!node->leaf && !value.empty())) {
      if (!is_meta(form_, answer.path) && unknown_.insert(answer.path).second) add(answer, "problem.unknown_element");
      return;
    }
    if (value.empty()) return;
    if (node->bind != no_index)
      if (const std::string_view code = type_problem(form_.binds[node->bind].type, value); !code.empty()) add(answer, std::string(code));
    if (node->control != no_index) judge_choice(answer, value, form_.controls[node->control]);
    if (value.size() > limits_.text_characters_max && count_characters(value) > limits_.text_characters_max)
      add(answer, "problem.too_long", {{"limit", std::to_string(limits_.text_characters_max)}});
  }

  void judge_choice(const Answer& answer, std::string_view value, const Control& control) {
    const ChoiceList* choices = form_.choices_of(control);
    if (!choices) return;
    const bool many = control.kind == ControlKind::select_many || control.kind == ControlKind::rank;
    // What is not on the list may be anything a person typed: it is shown up to a length a code can have.
    const auto unknown = [&](std::string_view choice) {
      add(answer, "problem.unknown_choice", {{"choice", to_clean_utf8(choice.substr(0, 64))}});
    };
    if (!many) {
      if (!choices->find(value)) unknown(value);
      return;
    }
    for (const std::string_view choice : words(value))
      if (problems_.size() < limits_.problems_max && !choices->find(choice)) unknown(choice);
  }

  void add(const Answer& answer, std::string code, std::vector<MessageArgument> arguments = {}) {
    problems_.push_back({std::move(code), answer.path, repeat_key(form_, answer), std::move(arguments)});
  }

  const FormDefinition& form_;
  const ValidationLimits& limits_;
  std::vector<Problem> problems_;
  std::unordered_set<std::string> unknown_;  // paths that are reported
};

}  // namespace

ValidationLimits ValidationLimits::from(const Settings& settings) {
  return {settings.size("forms.text_characters_max"), settings.size("forms.problems_max"), EvaluationLimits::from(settings)};
}

Result<> check_structure(const FormDefinition& form, const Instance& instance) {
  const Error foreign(ErrorKind::invalid, "submission.foreign_structure", {}, {{"form", form.title}});
  if (instance.head.root_name != form.root_name) return foreign;
  bool any_answer = false;
  for (const Answer& answer : instance.answers) {
    if (is_meta(form, answer.path)) continue;
    any_answer = true;
    // A known group counts, though a later version of it may hold other questions.
    const std::size_t end = answer.path.find('/', form.root_name.size() + 2);
    if (form.find_node(std::string_view(answer.path).substr(0, end))) return {};
  }
  // With every question irrelevant a client sends meta alone.
  return any_answer ? Result<>(foreign) : Result<>();
}

bool is_meta(const FormDefinition& form, std::string_view path) {
  const std::string_view rest = path.substr(std::min(path.size(), form.root_name.size() + 1));
  return rest.starts_with("/meta/") || rest == "/meta";
}

std::vector<Problem> validate(const FormDefinition& form, const Answers& answers, const ValidationContext& context,
                              const ValidationLimits& limits) {
  std::vector<Problem> problems = Validation(form, limits).run(answers);
  if (form.logic && form.logic->has_expressions()) judge_rules(form, answers, context, limits, problems);
  return problems;
}

std::string repeat_key(const FormDefinition& form, const Answer& answer) {
  const Node* node = form.find_node(answer.path);
  if (!node || node->repeat == no_index) return {};
  std::string out;
  std::size_t step = 0;
  std::size_t end = answer.path.find('/', 1);  // past the root
  while (end != std::string::npos && step < answer.positions.size()) {
    end = answer.path.find('/', end + 1);
    const Node* at = form.find_node(std::string_view(answer.path).substr(0, end));
    if (at && at->is_repeat) {
      if (!out.empty()) out += '/';
      out += at->name + "[" + std::to_string(answer.positions[step]) + "]";
    }
    ++step;
  }
  return out;
}

}  // namespace cityaudit::ingest
