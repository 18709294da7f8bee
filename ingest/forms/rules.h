#pragma once
// The part of validate() that works expressions out. Internal to ingest/forms; pure and thread-safe.

#include "ingest/forms/form_logic.h"
#include "ingest/forms/validation.h"

namespace cityaudit::ingest {

/// Appends what breaks the rules of a form that has logic, up to limits.problems_max in all.
void judge_rules(const FormDefinition& form, const Answers& answers, const ValidationContext& context, const ValidationLimits& limits,
                 std::vector<Problem>& problems);

}  // namespace cityaudit::ingest
