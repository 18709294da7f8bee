#pragma once
// The steps of a review as they are written down: who did what to which state, and why. Inside a transaction of the database.

#include "base/clock.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct ReviewStep {
  std::int64_t id = 0;
  std::int64_t version = 0;  // of the submission, afterwards
  UtcMillis at;
  AccountId account;   // none: the participant or the program
  std::string action;  // a word of ReviewAction, or undo, correct, uncorrect
  std::string state_before, state_after;
  AccountId assigned_before, assigned_after;
  std::string reason_kind, reason;
  std::int64_t batch = 0;
  std::optional<UtcMillis> undone_at;
};

/// Writes the step down (its id and version are made here) and makes the submission what it says.
void take_step(store::Transaction& tx, SubmissionId submission, const ReviewStep& step);

/// Takes the step back: the submission is again what it was before. `by`: who does it.
void take_back(store::Transaction& tx, SubmissionId submission, const ReviewStep& step, AccountId by, UtcMillis at);

/// Oldest first.
std::vector<ReviewStep> steps_of(store::Transaction& tx, SubmissionId submission);
std::vector<std::pair<SubmissionId, ReviewStep>> steps_of_batch(store::Transaction& tx, std::int64_t batch);
/// The last approve, return or reject that nobody has taken back; it may have been reopened since.
std::optional<ReviewStep> last_decision(store::Transaction& tx, SubmissionId submission);
std::optional<ReviewStep> last_step(store::Transaction& tx, SubmissionId submission);

}  // namespace cityaudit::ingest
