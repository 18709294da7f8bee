#pragma once
// What one person has sent, for that person: only what is proved to be theirs, because a typed code may be anybody's. Read only; inside
// Database::read.

#include "ingest/localized.h"
#include "ingest/participations.h"

namespace cityaudit::ingest {

struct OwnSubmission {
  SubmissionId id;
  Uuid uuid;
  std::string instance_id;
  Localized activity;
  std::string activity_code;
  std::string what;                 // how the person recognises it: the form's instance name; empty when staff attached it
  std::string state;                // received, in_review, approved, returned, rejected, withdrawn
  std::string reason_kind, reason;  // why it was returned or rejected: a word of ingest/review_rules.h, and the reviewer's own
  std::int64_t revision = 1;
  UtcMillis received_at;
  std::optional<UtcMillis> submitted_at;
  std::int64_t files_expected = 0;
  std::int64_t files_present = 0;
  std::int64_t photos_present = 0;
};

/// The newest revisions, the newest first; without what was erased.
std::vector<OwnSubmission> own_submissions(store::Transaction& tx, ParticipationId participation, std::int64_t most);

}  // namespace cityaudit::ingest
