#pragma once
// Whether the same thing came twice: another form filled by the same person at the same stop, or the same answers once more. Intake
// flags the later one and says of which it is a repetition; a person decides.

#include "base/digest.h"
#include "ingest/form_versions.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// What two submissions are compared by.
struct AnswersMark {
  Sha256 digest;       // of paths, places and answers, without meta
  std::string stop;    // that the answers name; empty when they name none
  bool dated = false;  // the phone wrote down when it was filled in: equal answers are then the same form, sent twice
};

/// Pure.
AnswersMark mark_answers(const CompiledForm& form, const Answers& answers);

struct MarkedSubmission {
  SubmissionId id, replaces;
  ActivityId activity;
  ParticipationId participation;
};

/// Flags it and names the other one, when there is one: same participation and stop; or equal answers from the same participation, from
/// the same device, or with the same time of filling in. Answers alone are not enough: in a short survey many people say the same.
void flag_repetition(store::Transaction& tx, const MarkedSubmission& submission, const AnswersMark& mark, std::string_view device);

}  // namespace cityaudit::ingest
