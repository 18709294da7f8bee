#pragma once
// Submissions as pages list them, by the one filter of all lists. Read only. What was withdrawn or erased, and what a
// newer revision replaced, appears nowhere. Inside Database::read.

#include "base/clock.h"
#include "ingest/answer_overlay.h"
#include "ingest/found_by.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <map>
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
  AnswerOverlay overlay;                   // what lies over the answers in `xml`
  std::int64_t review_version = 0;
  std::int64_t assigned_to = 0;  // an account, or 0
  std::string assigned_name;     // of it
  bool appealed = false;
};

/// All that is set must hold. A facet, and words, are known once the reader "search" has come to the submission.
struct SubmissionFilter {
  static constexpr std::size_t facets_max = 5;
  static constexpr std::size_t words_max = 6;

  AuditId audit;
  std::string activity_code = {};   // empty: all
  std::string state = {};           // empty: all; "awaiting": received and in_review
  std::int64_t flags = 0;           // all of these bits (ingest/submissions.h)
  bool with_problems = false;       // at least one answer breaks a rule of its form
  bool with_missing_files = false;  // a file that the answers name is not here
  bool with_photos = false;
  bool with_appeal = false;          // its sender has asked for a second opinion
  std::string consent_problem = {};  // empty: all; "any" or a kind (ingest/consent_problems.h)
  AccountId assigned_to = {};
  std::optional<UtcMillis> received_from = {};  // the first instant
  std::optional<UtcMillis> received_before = {};
  std::vector<Facet> facets = {};       // an area, a stop, a theme, a participant, a choice: at most facets_max
  std::vector<std::string> words = {};  // in search form, at most words_max: each stands somewhere in the submission
  Facet words_question = 0;             // in the answers to this question only
  bool oldest_first = false;
  std::optional<SubmissionId> after = {};  // the last one of the page before
};

/// The conditions over `submission s`: neither withdrawn nor erased, and the newest revision; and what every page reads by: no urgent
/// matter (flag_urgent), which only a named person is shown (ingest/urgent.h).
inline constexpr std::string_view live_submission = "s.state <> 'withdrawn' AND s.state <> 'erased' AND s.replaced_by_id IS NULL ";
inline constexpr std::string_view shown_submission =
    "s.state <> 'withdrawn' AND s.state <> 'erased' AND s.replaced_by_id IS NULL AND (s.flags & 256) = 0 ";

bool is_listed_state(std::string_view word);

/// At most `count`.
std::vector<ListedSubmission> list_submissions(store::Transaction& tx, const SubmissionFilter& filter, std::size_t count);
std::optional<ListedSubmission> find_listed(store::Transaction& tx, const Uuid& submission);
std::optional<ListedSubmission> find_listed(store::Transaction& tx, SubmissionId submission);
/// The same for whoever is shown urgent matters, too.
std::optional<ListedSubmission> find_live(store::Transaction& tx, const Uuid& submission);
std::optional<ListedSubmission> find_live(store::Transaction& tx, SubmissionId submission);
/// Any revision of what is neither withdrawn nor erased.
std::optional<ListedSubmission> find_revision(store::Transaction& tx, SubmissionId submission);
/// Only urgent ones, newest first.
std::vector<ListedSubmission> list_urgent(store::Transaction& tx, AuditId audit, std::size_t count);
/// How many there are by state, whatever state and page the filter names.
std::map<std::string, std::int64_t, std::less<>> count_by_state(store::Transaction& tx, const SubmissionFilter& filter);
/// Every submission of the filter, in no order: 100,000 take some hundred milliseconds and 3 MB.
struct FoundSubmission {
  SubmissionId id;
  bool awaiting = false;
};
std::vector<FoundSubmission> find_submissions(store::Transaction& tx, const SubmissionFilter& filter);
/// Whether a page may show it at all.
bool is_shown(store::Transaction& tx, SubmissionId submission);
/// Whatever has become of the submission.
std::optional<AuditId> audit_of_submission(store::Transaction& tx, const Uuid& submission);
/// Whether this account may see it: as is_shown(), and urgent matters as their contact person.
bool is_shown_to(store::Transaction& tx, SubmissionId submission, AccountId account, std::string_view role);

}  // namespace cityaudit::ingest
