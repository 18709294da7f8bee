#include "ingest/submissions.h"

#include "base/text.h"
#include "ingest/consents.h"
#include "ingest/doomed_files.h"
#include "ingest/forms/answer_replacement.h"
#include "ingest/participations.h"
#include "ingest/photo_tombstones.h"
#include "ingest/review_carrying.h"
#include "ingest/submission_events.h"
#include "ingest/uploads.h"
#include "ingest/withdrawals.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::string to_json(const std::vector<MessageArgument>& arguments) {
  boost::json::object object;
  for (const MessageArgument& argument : arguments) object[argument.name] = argument.value;
  return boost::json::serialize(object);
}

std::optional<std::string_view> or_null(std::string_view text) { return text.empty() ? std::nullopt : std::optional(text); }
std::optional<std::int64_t> or_null(AccountId account) { return account ? std::optional(account.value) : std::nullopt; }

struct Existing {
  SubmissionId id;
  std::string instance_id;
  std::string state;
  Sha256 xml_sha256;
  std::int64_t revision = 0;
  std::int64_t replaced_by = 0;
};

std::optional<Existing> find_existing(store::Transaction& tx, const Uuid& uuid) {
  store::Rows rows = tx.query("SELECT id, instance_id, state, xml_sha256, revision, replaced_by_id FROM submission WHERE uuid = $1", uuid);
  if (!rows.next()) return std::nullopt;
  return Existing{{rows.integer(0)}, rows.string(1), rows.string(2), rows.sha256(3), rows.integer(4), rows.integer(5)};
}

bool is_gone(const Existing& existing) { return existing.state == "withdrawn" || existing.state == "erased"; }

struct Sender {
  ParticipationId participation;
  std::string attached_by;  // link, phone, staff, code; empty: nobody is known
};

/// A personal link is proof and wins over a typed code; so does what is known of the revision that is replaced.
Sender sender_of(store::Transaction& tx, const JudgedSubmission& submission, SubmissionId replaces) {
  if (submission.intake->participation) return {submission.intake->participation, "link"};
  if (replaces) {
    store::Rows rows = tx.query(
        "SELECT participation_id, attached_by FROM submission WHERE id = $1 AND participation_id IS NOT NULL AND attached_by <> 'code'",
        replaces);
    if (rows.next()) return {{rows.integer(0)}, rows.string(1)};
  }
  if (!is_participant_code(submission.claimed_code)) return {};
  const Activity& activity = submission.intake->activity;
  const ParticipationId claimed = claim_participation(tx, activity, submission.claimed_code, submission.received_at);
  return claimed ? Sender{claimed, "code"} : Sender();
}

void insert_problems(store::Transaction& tx, SubmissionId id, const std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < problems.size(); ++i) {
    const Problem& problem = problems[i];
    const std::string place = problem.repeat.empty() ? problem.path : problem.path + "#" + problem.repeat;
    tx.execute("INSERT INTO submission_problem (submission_id, seq, code, path, arguments) VALUES ($1, $2, $3, $4, $5)", id, i + 1,
               problem.code, place, to_json(problem.arguments));
  }
}

/// The answers without the names of erased files.
Result<std::string> kept_answers(const JudgedSubmission& submission, const ErasedFiles& erased) {
  std::map<std::string, std::string, std::less<>> names;
  for (const auto& [name, tombstone] : erased) names.emplace(name, tombstone.attachment_name);
  return replace_answers(submission.xml, names);
}

/// Names what the answers promise; a new revision keeps the files of the one it replaces.
void expect_files(store::Transaction& tx, SubmissionId id, SubmissionId replaces, const JudgedSubmission& submission,
                  const ErasedFiles& erased) {
  for (const ExpectedAttachment& file : submission.expected) {
    if (const auto gone = erased.find(file.file_name); gone != erased.end()) {
      carry_tombstone(tx, gone->second, id, file.file_name);
      continue;
    }
    const std::string keep = to_words(file.keep);
    tx.execute(
        "INSERT INTO attachment (submission_id, name, expected, is_photo, people, keep) VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO "
        "NOTHING",
        id, file.file_name, file.declared_image, or_null(file.people), or_null(keep));
    if (!replaces) continue;
    const auto kept = tx.execute(
        "UPDATE attachment SET (sha256, bytes, media_type, received_at, is_photo) = (SELECT o.sha256, o.bytes, o.media_type, "
        "o.received_at, "
        "o.is_photo FROM attachment o WHERE o.submission_id = $3 AND o.name = $2) WHERE submission_id = $1 AND name = $2 AND EXISTS "
        "(SELECT 1 FROM attachment o WHERE o.submission_id = $3 AND o.name = $2 AND o.sha256 IS NOT NULL)",
        id, file.file_name, replaces);
    if (kept == 0) continue;
    store::Rows rows = tx.query("SELECT sha256, is_photo FROM attachment WHERE submission_id = $1 AND name = $2", id, file.file_name);
    if (!rows.next() || rows.integer(1) == 0) continue;
    Photos::add(tx, id, file.file_name, rows.sha256(0), submission.received_at);
    Photos::keep_covers(tx, id, replaces, file.file_name);
  }
}

/// How many of the files were not there before.
std::int64_t store_files(store::Transaction& tx, SubmissionId id, const std::vector<ReceivedFile>& files, UtcMillis at) {
  std::int64_t changed = 0;
  if (files.empty()) return changed;
  const std::vector<PhotoTombstone> tombstones = tombstones_of(tx, id);
  for (const ReceivedFile& file : files) {
    const auto is_erased = [&](const PhotoTombstone& tombstone) { return tombstone.is_of(file.name); };
    if (const auto erased = std::find_if(tombstones.begin(), tombstones.end(), is_erased); erased != tombstones.end()) {
      absorb(tx, *erased, file.blob.sha256, at);
      continue;
    }
    bool photo = file.looks_like_photo;
    bool known = false;
    bool replaces = false;
    {
      store::Rows rows = tx.query("SELECT sha256, is_photo FROM attachment WHERE submission_id = $1 AND name = $2", id, file.name);
      if (rows.next()) {
        known = true;
        replaces = !rows.is_null(0);
        if (replaces && rows.sha256(0) == file.blob.sha256) continue;
        photo = photo || rows.integer(1) != 0;
      }
    }
    if (replaces) Photos::drop_files(tx, id, file.name, at);
    if (!known) {
      tx.execute("INSERT INTO attachment (submission_id, name, expected, is_photo) VALUES ($1, $2, 0, 0)", id, file.name);
      tx.execute("UPDATE submission SET flags = flags | $2 WHERE id = $1", id, static_cast<std::int64_t>(flag_unexpected_file));
    }
    tx.execute(
        "UPDATE attachment SET sha256 = $3, bytes = $4, media_type = $5, received_at = $6, is_photo = $7 WHERE submission_id = $1 AND name "
        "= $2",
        id, file.name, file.blob.sha256, file.blob.bytes, file.media_type, at, photo);
    if (photo) Photos::add(tx, id, file.name, file.blob.sha256, at);
    ++changed;
  }
  return changed;
}

/// Those of names that have no file yet, the first of each: whoever knows an instanceID may complete a submission, not change it.
std::int64_t store_missing_files(store::Transaction& tx, SubmissionId id, std::vector<ReceivedFile> files, UtcMillis at) {
  std::int64_t added = 0;
  for (ReceivedFile& file : files) {
    if (tx.integer("SELECT 1 FROM attachment WHERE submission_id = $1 AND name = $2 AND (sha256 IS NOT NULL OR erased_at IS NOT NULL)", id,
                   file.name))
      continue;
    added += store_files(tx, id, {std::move(file)}, at);
  }
  return added;
}

/// Bytes that came with what is withdrawn or erased already.
void refuse_files(store::Transaction& tx, const JudgedSubmission& submission, const std::vector<ReceivedFile>& files) {
  std::optional<SubmissionId> gone;
  for (const std::string* id : {&submission.head.instance_id, &submission.head.deprecated_id})
    if (const auto existing = id->empty() ? std::nullopt : find_existing(tx, uuid_of_instance(*id)); existing && !gone) gone = existing->id;
  for (const ReceivedFile& file : files) {
    if (gone)
      DoomedFiles::add_blob(tx, *gone, file.blob.sha256, submission.received_at);
    else
      DoomedFiles::add_blob(tx, submission.intake->participation, file.blob.sha256, submission.received_at);
  }
  if (gone) tx.execute("UPDATE withdrawal SET done_at = NULL WHERE submission_id = $1", *gone);
}

Receipt receipt_of(store::Transaction& tx, SubmissionId id, const Uuid& uuid, bool created) {
  store::Rows rows = tx.query("SELECT count(*), count(sha256) FROM attachment WHERE submission_id = $1 AND expected = 1", id);
  rows.next();
  return {id, uuid, created, rows.integer(0), rows.integer(1)};
}

}  // namespace

bool looks_like_photo(std::string_view start) {
  return start.starts_with("\xff\xd8\xff") || start.starts_with("\x89PNG") || start.starts_with("GIF8") ||
         (start.starts_with("RIFF") && start.substr(8).starts_with("WEBP")) || (start.size() >= 8 && start.substr(4, 4) == "ftyp");
}

Result<Receipt> Submissions::receive(const JudgedSubmission& submission, const std::vector<ReceivedFile>& files) {
  auto receipt = database_.write([&](store::Transaction& tx) { return receive_in(tx, submission, files); });
  if (receipt || files.empty() || receipt.error().code != "submission.withdrawn") return receipt;
  // A phone that has not heard of it: what it brought once more goes again, and sooner than the sweep would find it.
  CITYAUDIT_CHECK(database_.write([&](store::Transaction& tx) -> Result<> {
    refuse_files(tx, submission, files);
    return {};
  }));
  return receipt;
}

Result<Receipt> Submissions::receive_in(store::Transaction& tx, const JudgedSubmission& submission,
                                        const std::vector<ReceivedFile>& files) const {
  const Uuid uuid = uuid_of_instance(submission.head.instance_id);
  if (const auto existing = find_existing(tx, uuid)) {
    if (is_gone(*existing)) return Error(ErrorKind::conflict, "submission.withdrawn");
    if (existing->instance_id != submission.head.instance_id || existing->xml_sha256 != submission.xml_sha256)
      return Error(ErrorKind::conflict, "submission.instance_taken");
    if (store_files(tx, existing->id, files, submission.received_at) > 0)
      announce(tx, "submission.attachments_received", existing->id, submission.actor);
    return receipt_of(tx, existing->id, uuid, false);
  }
  CITYAUDIT_TRY(id, insert(tx, submission, uuid));
  store_files(tx, id, files, submission.received_at);
  const Activity& activity = submission.intake->activity;
  if (!submission.expected.empty()) store_missing_files(tx, id, files_waiting_for(tx, activity.id, uuid), submission.received_at);
  append(tx, "submission.received", id, uuid, activity.id, activity.audit, submission.actor,
         fmt::format("{{\"form_version\":{}}}", submission.form->id.value));
  if (submission.intake->participation || !submission.consents.empty())
    Consents(database_, events_, clock_)
        .receive(tx, id, !submission.head.deprecated_id.empty(), submission.consents, submission.received_at, submission.actor);
  if (submission.credit) AuthorCredits::receive(tx, id, submission.intake->participation, *submission.credit, submission.received_at);
  if (submission.expected.empty() && files.empty()) return Receipt{id, uuid, true, 0, 0};
  return receipt_of(tx, id, uuid, true);
}

std::int64_t Submissions::add_files(store::Transaction& tx, ActivityId activity, const Uuid& submission, std::vector<ReceivedFile> files,
                                    UtcMillis at) const {
  const auto existing = find_existing(tx, submission);
  if (!existing || is_gone(*existing)) return 0;
  if (tx.integer("SELECT activity_id FROM submission WHERE id = $1", existing->id) != activity.value) return 0;
  const std::int64_t added = store_missing_files(tx, existing->id, std::move(files), at);
  if (added > 0) announce(tx, "submission.attachments_received", existing->id, "participant");
  return added;
}

Result<SubmissionId> Submissions::insert(store::Transaction& tx, const JudgedSubmission& submission, const Uuid& uuid) const {
  const Activity& activity = submission.intake->activity;
  SubmissionId replaces;
  std::int64_t revision = 1;
  if (!submission.head.deprecated_id.empty()) {
    const auto deprecated = find_existing(tx, uuid_of_instance(submission.head.deprecated_id));
    if (!deprecated) return Error(ErrorKind::not_found, "submission.deprecated_unknown");
    if (is_gone(*deprecated)) return Error(ErrorKind::conflict, "submission.withdrawn");
    if (deprecated->replaced_by != 0) return Error(ErrorKind::conflict, "submission.deprecated_stale");
    replaces = deprecated->id;
    revision = deprecated->revision + 1;
  }
  const Sender sender = sender_of(tx, submission, replaces);
  if (sender.participation && has_ended(tx, sender.participation)) return Error(ErrorKind::conflict, "submission.withdrawn");
  const ErasedFiles erased = replaces ? erased_files(tx, replaces, submission.expected) : ErasedFiles();
  std::string without_erased;
  if (!erased.empty()) {
    CITYAUDIT_TRY(kept, kept_answers(submission, erased));
    without_erased = std::move(kept);
  }
  const Bytes xml = bytes_of(erased.empty() ? submission.xml : std::string_view(without_erased));
  const SubmissionId id{*tx.integer(
      "INSERT INTO submission (uuid, activity_id, form_version_id, participation_id, claimed_code, state, flags, problem_count, revision, "
      "replaces_id, received_at, submitted_at, device_id, instance_id, instance_name, xml_sha256, xml, xml_kept_sha256, entered_by, "
      "answers_sha256, stop_code, attached_by) "
      "VALUES ($1, $2, $3, $4, $5, 'received', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) RETURNING id",
      uuid, activity.id, submission.form->id, sender.participation ? std::optional(sender.participation.value) : std::nullopt,
      or_null(submission.claimed_code), submission.flags, submission.problems.size(), revision,
      replaces ? std::optional(replaces.value) : std::nullopt, submission.received_at, submission.submitted_at,
      or_null(submission.device_id), submission.head.instance_id, or_null(submission.head.instance_name), submission.xml_sha256, xml,
      erased.empty() ? std::nullopt : std::optional(sha256(xml)), or_null(submission.entered_by), submission.mark.digest,
      or_null(submission.mark.stop), or_null(sender.attached_by))};
  flag_repetition(tx, {id, replaces, activity.id, sender.participation}, submission.mark, submission.device_id);
  insert_problems(tx, id, submission.problems);
  if (replaces) keep_tombstones(tx, replaces, id, erased);
  expect_files(tx, id, replaces, submission, erased);
  if (replaces) {
    carry_review(tx, replaces, id);
    tx.execute("UPDATE submission SET replaced_by_id = $2 WHERE id = $1", replaces, id);
    announce(tx, "submission.replaced", replaces, submission.actor, fmt::format("{{\"by\":\"{}\"}}", to_string(uuid)));
  }
  return id;
}

Result<> Submissions::review(const Uuid& submission, Decision decision, const Reviewer& reviewer, std::string_view reason) {
  if (decision != Decision::approve && trim(reason).empty()) return Error(ErrorKind::invalid, "review.reason_missing");
  static constexpr std::string_view states[] = {"approved", "returned", "rejected"};
  const std::string_view state = states[static_cast<int>(decision)];
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto existing = find_existing(tx, submission);
    if (!existing || existing->replaced_by != 0) return Error(ErrorKind::not_found, "submission.unknown");
    if (existing->state != "received" && existing->state != "in_review")
      return Error(ErrorKind::conflict, "review.not_open", existing->state, {{"state", existing->state}});
    ReviewStep step;
    step.at = clock_.now();
    step.account = reviewer.account;
    step.action = to_word(static_cast<ReviewAction>(static_cast<int>(ReviewAction::approve) + static_cast<int>(decision)));
    step.state_before = existing->state;
    step.state_after = state;
    step.reason = trim(reason);
    take_step(tx, existing->id, step);
    announce(tx, fmt::format("submission.{}", state), existing->id, reviewer.actor);
    return {};
  });
}

Result<> Submissions::withdraw(const Uuid& submission, std::string_view actor) {
  WithdrawalRequest request;
  request.actor = actor;
  const auto withdrawn = Withdrawals(database_, events_, clock_, millis_per_day).withdraw(submission, request);
  if (!withdrawn) return withdrawn.error();
  return {};
}

Result<> Submissions::for_each_instance_id(const std::function<void(std::string_view)>& fn) {
  return database_.read([&](store::Transaction& tx) -> Result<> {
    store::Rows rows = tx.query("SELECT instance_id FROM submission WHERE state <> 'erased' ORDER BY id");
    while (rows.next()) fn(rows.text(0));
    return {};
  });
}

void Submissions::announce(store::Transaction& tx, std::string_view type, SubmissionId id, std::string_view actor,
                           std::string payload) const {
  announce_submission(tx, events_, clock_.now(), type, id, actor, std::move(payload));
}

void Submissions::append(store::Transaction& tx, std::string_view type, SubmissionId id, const Uuid& uuid, ActivityId activity,
                         AuditId audit, std::string_view actor, std::string payload) const {
  Event event;
  event.at = clock_.now();
  event.type = type;
  event.actor = actor;
  event.audit = audit;
  event.activity = activity;
  event.subject_id = id.value;
  event.subject = uuid;
  event.payload = std::move(payload);
  events_.append(tx, std::move(event));
}

}  // namespace cityaudit::ingest
