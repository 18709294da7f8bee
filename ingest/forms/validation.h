#pragma once
// What is wrong with answers, judged against their own form version: structure, types, lengths, choices, and the form's own
// rules: what is relevant, required, and within its constraint. Nothing here refuses what a person filled in. Pure and
// thread-safe.

#include "base/result.h"
#include "ingest/forms/expressions/evaluation_limits.h"
#include "ingest/forms/form_definition.h"
#include "ingest/forms/instance.h"
#include "ingest/forms/validation_context.h"

#include <string>
#include <vector>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

/// One fault of one answer. `code` is a catalogue key: problem.{unknown_element, not_a_whole_number, not_a_number,
/// not_a_date, not_a_time, not_a_date_and_time, not_true_or_false, not_a_point, not_a_line, not_an_area,
/// unknown_choice, choice_not_offered, required_empty, too_long, not_relevant, constraint_failed, not_judged}. Arguments never
/// hold an answer, save `choice` of a select; `message` of constraint_failed is the form's own text in its default language.
struct Problem {
  std::string code;
  std::string path;    // "/data/photos/caption"
  std::string repeat;  // repeat_key() of the answer
  std::vector<MessageArgument> arguments;
};

struct ValidationLimits {
  std::size_t text_characters_max = 20'000;  // of one answer
  std::size_t problems_max = 200;
  EvaluationLimits evaluation = {};

  static ValidationLimits from(const Settings& settings);
};

/// Whether the instance is of this form at all: root element and at least one known child besides meta.
/// Error "submission.foreign_structure" when not: the one refusal a form can cause.
Result<> check_structure(const FormDefinition& form, const Instance& instance);

/// The answers' own faults in the order of the answers, then what breaks the form's rules in the order of the form.
std::vector<Problem> validate(const FormDefinition& form, const Answers& answers, const ValidationContext& context = {},
                              const ValidationLimits& limits = {});

/// By answer: whether the form, given the other answers, asks for it. Unknown answers are irrelevant to nobody: true.
std::vector<bool> relevance(const FormDefinition& form, const Answers& answers, const ValidationContext& context = {});

/// Whether clients may add it though the form does not list it: what is below meta.
bool is_meta(const FormDefinition& form, std::string_view path);

/// The repeats an answer stands in: "photos[2]", nested "streets[1]/houses[3]"; empty outside repeats and for unknown paths.
std::string repeat_key(const FormDefinition& form, const Answer& answer);

}  // namespace cityaudit::ingest
