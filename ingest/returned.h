#pragma once
// What the holder of a personal link is told of decisions, and gets back to put right: their own answers, nobody else's. Read only; inside
// Database::read.

#include "base/clock.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace cityaudit::ingest {

struct ReturnedSubmission {
  SubmissionId id;
  Uuid uuid;
  ActivityId activity;
  std::string state;  // returned, rejected
  std::int64_t revision = 1;
  UtcMillis received_at;
  std::string reason_kind, reason;
  bool may_appeal = false;
};

/// Newest first, at most 200.
std::vector<ReturnedSubmission> returned_submissions(store::Transaction& tx, ParticipationId participation);
/// That one, when it is returned or rejected and proved to be of this participation.
std::optional<ReturnedSubmission> find_returned(store::Transaction& tx, ParticipationId participation, const Uuid& submission);
/// The answers as they were sent: words that others do not read are their author's own.
std::string own_answers(store::Transaction& tx, SubmissionId submission);

}  // namespace cityaudit::ingest
