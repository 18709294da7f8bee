#pragma once
// Submissions: what one person sent for one activity, stored byte for byte, once. Thread-safe; calls block.

#include "ingest/activities.h"
#include "ingest/author_credits.h"
#include "ingest/consent.h"
#include "ingest/duplicates.h"
#include "ingest/forms/facts.h"
#include "ingest/forms/validation.h"
#include "ingest/photos.h"
#include "ingest/review.h"
#include "store/blob_store.h"

namespace cityaudit::ingest {

/// Bits of submission.flags. A flagged submission, like one with problems, counts only after a person has approved it.
enum SubmissionFlag : std::int64_t {
  flag_late = 1,                  // received after the activity closed, within audit.late_days
  flag_closed = 2,                // received later than that
  flag_revoked_link = 4,          // sent with a link that was replaced after the phone was enrolled
  flag_code_mismatch = 8,         // a personal link, and another person's code typed
  flag_unexpected_file = 16,      // came with a file that the answers do not name
  flag_no_analysis_consent = 32,  // consent to be analysed, or to take part, was refused or withdrawn; follows ingest/consents.h
  flag_duplicate = 64,            // looks like another one that came before (ingest/duplicates.h)
  flag_double_entry = 128,        // a person says that it is: counted nowhere
  flag_urgent = 256,              // danger or crime: shown to a named person only, counted nowhere (ingest/urgent.h)
};
/// "late", "closed", ... in that order.
std::vector<std::string_view> flag_words(std::int64_t flags);

struct ReceivedFile {
  std::string name;
  store::BlobName blob;
  std::string media_type;         // as the sender says
  bool looks_like_photo = false;  // by its first bytes
};

/// Whether bytes start like a picture. Only a hint for intake: the media worker decides.
bool looks_like_photo(std::string_view start);
inline constexpr std::size_t sniff_bytes = 12;  // as many are looked at

/// A post that has been read and judged, ready to be stored. Made by judge(); views refer to the post's buffers.
struct JudgedSubmission {
  std::shared_ptr<const IntakeActivity> intake;
  std::shared_ptr<const CompiledForm> form;
  InstanceHead head;
  std::string_view xml;
  Sha256 xml_sha256;
  AnswersMark mark;
  std::vector<Problem> problems;
  std::vector<ExpectedAttachment> expected;
  std::vector<ConsentStatement> consents;  // as consent_answers() reads them
  std::optional<AuthorCredit> credit;      // as credit_answers() reads it
  std::int64_t flags = 0;
  std::string claimed_code;
  std::string device_id;
  std::optional<UtcMillis> submitted_at;
  UtcMillis received_at;
  std::string actor = "participant";
  AccountId entered_by;  // the member of staff who typed it in
};

/// Reads the instance and judges it against its form version. Pure: no database. Errors are those that OpenRosa may
/// answer: submission.{unreadable, ...} of read_instance, submission.form_unknown, submission.foreign_structure.
Result<JudgedSubmission> judge(std::shared_ptr<const IntakeActivity> intake, std::string_view xml, UtcMillis received_at,
                               std::int64_t late_millis, const InstanceLimits& limits);

struct Receipt {
  SubmissionId id;
  Uuid uuid;
  bool created = false;  // false: it was here already
  std::int64_t files_expected = 0;
  std::int64_t files_present = 0;  // of those
};

enum class Decision { approve, return_to_participant, reject };

class Submissions {
 public:
  Submissions(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// Stores a submission with the files that came in the same post, or adds the files to the one that is already there.
  /// Durable when it returns. conflict: submission.{instance_taken (same id, other bytes), withdrawn, deprecated_stale};
  /// not_found: submission.deprecated_unknown.
  Result<Receipt> receive(const JudgedSubmission& submission, const std::vector<ReceivedFile>& files);

  /// Adds files that came by themselves, in the caller's transaction. Nothing happens when the submission is not here or gone, or is
  /// another activity's; a file that is there already stays as it is. How many were added.
  std::int64_t add_files(store::Transaction& tx, ActivityId activity, const Uuid& submission, std::vector<ReceivedFile> files,
                         UtcMillis at) const;

  /// received or in_review -> approved, returned, rejected, by the program itself: what people decide goes through ingest/review.h. A
  /// reason is mandatory for the last two.
  Result<> review(const Uuid& submission, Decision decision, const Reviewer& reviewer, std::string_view reason);
  /// From any state, as its sender's own wish, to be erased a day later (ingest/withdrawals.h).
  Result<> withdraw(const Uuid& submission, std::string_view actor);

  /// One stored instanceID after the other, newest revisions and older ones alike.
  Result<> for_each_instance_id(const std::function<void(std::string_view)>& fn);

 private:
  Result<Receipt> receive_in(store::Transaction& tx, const JudgedSubmission& submission, const std::vector<ReceivedFile>& files) const;
  Result<SubmissionId> insert(store::Transaction& tx, const JudgedSubmission& submission, const Uuid& uuid) const;
  void announce(store::Transaction& tx, std::string_view type, SubmissionId id, std::string_view actor, std::string payload = "{}") const;
  /// The same where the row's own facts are at hand: the hot path.
  void append(store::Transaction& tx, std::string_view type, SubmissionId id, const Uuid& uuid, ActivityId activity, AuditId audit,
              std::string_view actor, std::string payload) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

/// The id for outsiders, made from the instanceID: the UUID in it when it is the usual "uuid:…", else a version 5 UUID of it.
Uuid uuid_of_instance(std::string_view instance_id);

}  // namespace cityaudit::ingest
