#pragma once
// Submissions as pages list them: newest first. Read only. What was withdrawn or erased, and what a
// newer revision replaced, appears nowhere. Inside Database::read.

#include "base/clock.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace cityaudit::ingest {

struct ListedSubmission {
  SubmissionId id;
  Uuid uuid;
  ActivityId activity;
  FormVersionId form;
  std::string state;  // received, in_review, approved, returned, rejected
  std::int64_t flags = 0;
  std::int64_t problem_count = 0;
  std::int64_t revision = 1;
  UtcMillis received_at;
  std::optional<UtcMillis> submitted_at;
  std::string participant;  // the code of the participation, else the one that was typed; may be empty
  std::string instance_id;
  Sha256 xml_sha256;
  std::string xml;
  std::int64_t files_expected = 0;
  std::int64_t files_present = 0;          // of those
  std::optional<UtcMillis> files_last_at;  // when the newest file of all arrived
};

struct SubmissionFilter {
  AuditId audit;
  std::string activity_code;               // empty: all
  std::string state;                       // empty: all; "awaiting": received and in_review
  std::optional<SubmissionId> older_than;  // the last one of the page before
};

/// The condition over `submission s` that every page reads by: neither withdrawn nor erased, and the newest revision.
inline constexpr std::string_view shown_submission = "s.state <> 'withdrawn' AND s.state <> 'erased' AND s.replaced_by_id IS NULL ";

bool is_listed_state(std::string_view word);

/// At most `count`, newest first.
std::vector<ListedSubmission> list_submissions(store::Transaction& tx, const SubmissionFilter& filter, std::size_t count);
std::optional<ListedSubmission> find_listed(store::Transaction& tx, const Uuid& submission);
std::optional<ListedSubmission> find_listed(store::Transaction& tx, SubmissionId submission);
/// Whether a page may show it at all.
bool is_shown(store::Transaction& tx, SubmissionId submission);
/// Whatever has become of the submission.
std::optional<AuditId> audit_of_submission(store::Transaction& tx, const Uuid& submission);

}  // namespace cityaudit::ingest
