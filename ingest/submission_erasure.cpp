#include "ingest/submission_erasure.h"

#include "ingest/attached_submissions.h"
#include "ingest/doomed_files.h"
#include "ingest/effective_consent.h"
#include "ingest/found_by.h"
#include "ingest/photos.h"
#include "ingest/review_erasure.h"

namespace cityaudit::ingest {
namespace {

// Trying to cut the database's log holds writers up for a moment, so not often.
constexpr std::int64_t finish_again_millis = 10'000;

/// Every blob that rows about the submission name.
void doom_blobs(store::Transaction& tx, SubmissionId submission, UtcMillis at) {
  std::vector<Sha256> blobs;
  {
    store::Rows rows = tx.query(
        "SELECT sha256 FROM attachment WHERE submission_id = $1 UNION "
        "SELECT original_sha256 FROM photo WHERE submission_id = $1 UNION "
        "SELECT thumbnail_sha256 FROM photo WHERE submission_id = $1 UNION "
        "SELECT preview_sha256 FROM photo WHERE submission_id = $1 UNION "
        "SELECT veil_sha256 FROM photo WHERE submission_id = $1 UNION "
        "SELECT scan_sha256 FROM consent WHERE submission_id = $1 UNION "
        "SELECT r.scan_sha256 FROM photo_release r JOIN photo p ON p.id = r.photo_id WHERE p.submission_id = $1",
        submission);
    while (rows.next())
      if (!rows.is_null(0)) blobs.push_back(rows.sha256(0));
  }
  for (const Sha256& blob : blobs) DoomedFiles::add_blob(tx, submission, blob, at);
}

void erase_uploads(store::Transaction& tx, SubmissionId submission, UtcMillis at) {
  struct Sent {
    Uuid uuid;
    std::optional<Sha256> blob;
  };
  std::vector<Sent> uploads;
  {
    store::Rows rows =
        tx.query("SELECT u.uuid, u.sha256 FROM upload u JOIN submission s ON s.uuid = u.instance_uuid WHERE s.id = $1", submission);
    while (rows.next()) uploads.push_back({rows.uuid(0), rows.is_null(1) ? std::nullopt : std::optional(rows.sha256(1))});
  }
  for (const Sent& each : uploads) {
    if (each.blob) DoomedFiles::add_blob(tx, submission, *each.blob, at);
    DoomedFiles::add_partial(tx, submission, each.uuid, at);
    tx.execute("DELETE FROM upload WHERE uuid = $1", each.uuid);
  }
}

/// Rows of photos stay as the shells that events name.
void erase_photos(store::Transaction& tx, SubmissionId submission, UtcMillis at) {
  for (const Photo& photo : Photos::of_submission(tx, submission)) {
    for (const std::string_view sql :
         {"DELETE FROM photo_suggestion WHERE photo_id = $1", "DELETE FROM photo_origin WHERE photo_id = $1",
          "DELETE FROM photo_release WHERE photo_id = $1", "UPDATE photo_unsealing SET reason = '' WHERE photo_id = $1"})
      tx.execute(sql, photo.id);
    for (const std::string_view kind : {derive_job, suggest_job})
      tx.execute("DELETE FROM job WHERE kind = $1 AND subject_id = $2", kind, photo.id);
    tx.execute("DELETE FROM photo_tombstone WHERE submission_id = $1 AND photo_id = $2", submission, photo.id);
    tx.execute("UPDATE doomed_file SET submission_id = $2, photo_id = NULL WHERE photo_id = $1", photo.id, submission);
    tx.execute(
        "UPDATE photo SET attachment_name = $2, erased_at = $3, state = 'erased', original_sha256 = NULL, refusal_code = NULL, damaged = "
        "0, "
        "width = NULL, height = NULL, thumbnail_sha256 = NULL, preview_sha256 = NULL, veil_sha256 = NULL, publication = 'private', people "
        "= "
        "'undeclared', redactions = '[]', fingerprint = NULL, hints = '', derived_at = NULL, suggested_at = NULL, cleared_at = NULL, "
        "cleared_by = NULL, clearance = NULL, keep = '' WHERE id = $1",
        photo.id, "erased-" + uuid_v4(), at);
  }
  tx.execute("DELETE FROM photo_tombstone WHERE submission_id = $1", submission);
}

void erase_consents(store::Transaction& tx, std::string_view column, std::int64_t key) {
  static const std::string of_submission = "UPDATE consent SET witness = NULL, scan_sha256 = NULL WHERE submission_id = $1",
                           of_person = "UPDATE consent SET witness = NULL, scan_sha256 = NULL WHERE participation_id = $1";
  tx.execute(column == "submission_id" ? of_submission : of_person, key);
}

}  // namespace

void SubmissionErasure::erase(store::Transaction& tx, SubmissionId submission, UtcMillis at) const {
  doom_blobs(tx, submission, at);
  erase_uploads(tx, submission, at);
  erase_photos(tx, submission, at);
  // What was proved to be somebody's word stays theirs without the submission that it came with.
  static const std::string keep_word =
      "UPDATE consent SET participation_id = (SELECT s.participation_id FROM submission s WHERE s.id = $1 AND " +
      std::string(proved_submission) +
      ") WHERE submission_id = $1 AND participation_id IS NULL AND NOT (purpose = 'take_part' AND decision = 'withdrawn')";
  tx.execute(keep_word, submission);
  erase_consents(tx, "submission_id", submission.value);
  erase_review(tx, submission);
  forget_found_by(tx, submission);
  tx.execute("DELETE FROM attachment WHERE submission_id = $1", submission);
  tx.execute("DELETE FROM submission_problem WHERE submission_id = $1", submission);
  tx.execute("DELETE FROM submission_credit WHERE submission_id = $1", submission);
  Sha256 answers;
  {
    store::Rows rows = tx.query("SELECT xml_sha256 FROM submission WHERE id = $1", submission);
    if (!rows.next()) return;
    answers = rows.sha256(0);
  }
  // What is left recognises the same answers when they are sent once more, for who has the key, and tells nothing else.
  tx.execute(
      "UPDATE submission SET state = 'erased', erased_at = $2, xml = $3, xml_sha256 = $4, xml_kept_sha256 = NULL, claimed_code = NULL, "
      "device_id = NULL, instance_id = '', instance_name = NULL, participation_id = NULL, attached_by = NULL, attached_before = NULL, "
      "review_reason = NULL, reviewed_by = NULL, flags "
      "= "
      "0, problem_count = 0 WHERE id = $1",
      submission, at, Bytes{}, key_.digest("erased answers", Bytes{answers.value}));
  tx.execute("UPDATE withdrawal SET erased_at = $2, reason = NULL WHERE submission_id = $1", submission, at);
}

void SubmissionErasure::erase_person(store::Transaction& tx, ParticipationId person, UtcMillis at) const {
  std::vector<Sha256> papers;
  {
    store::Rows rows = tx.query("SELECT scan_sha256 FROM consent WHERE participation_id = $1 AND scan_sha256 IS NOT NULL", person);
    while (rows.next()) papers.push_back(rows.sha256(0));
  }
  for (const Sha256& paper : papers) DoomedFiles::add_blob(tx, person, paper, at);
  erase_consents(tx, "participation_id", person.value);
  for (const std::string_view sql :
       {"DELETE FROM author_credit WHERE participation_id = $1", "DELETE FROM link WHERE participation_id = $1",
        "DELETE FROM return_code WHERE participation_id = $1", "DELETE FROM identity WHERE participation_id = $1",
        "DELETE FROM identity_reading WHERE participation_id = $1"})
    tx.execute(sql, person);
  tx.execute(
      "UPDATE participation SET erased_at = $2, perspective = NULL, language = NULL, account_id = NULL, join_sha256 = NULL WHERE id = $1",
      person, at);
}

Result<bool> SubmissionErasure::erase_next_submission() {
  const UtcMillis now = clock_.now();
  return database_.write(
      [&](store::Transaction& tx) -> Result<bool> {
        // Not before the aggregates are rid of it: they take away what its observations say.
        const auto next = tx.integer(
            "SELECT w.submission_id FROM withdrawal w WHERE w.erased_at IS NULL AND w.due_at <= $1 AND NOT EXISTS (SELECT 1 FROM "
            "submission_tally t WHERE t.submission_id = w.submission_id) ORDER BY w.due_at, w.submission_id LIMIT 1",
            now);
        if (!next) return false;
        const SubmissionId submission{*next};
        erase(tx, submission, now);
        announce(tx, submission, now);
        return true;
      },
      store::WriteClass::reader);
}

Result<bool> SubmissionErasure::erase_next_person() {
  const UtcMillis now = clock_.now();
  return database_.write(
      [&](store::Transaction& tx) -> Result<bool> {
        const auto next = tx.integer(
            "SELECT p.id FROM participation p WHERE p.erased_at IS NULL AND p.erase_at <= $1 AND NOT EXISTS (SELECT 1 FROM submission s "
            "WHERE s.participation_id = p.id AND s.state = 'withdrawn') ORDER BY p.id LIMIT 1",
            now);
        if (!next) return false;
        erase_person(tx, {*next}, now);
        Event event;
        event.type = "participation.erased";
        event.actor = "system";
        event.at = now;
        event.audit = {
            tx.integer("SELECT w.audit_id FROM participation p JOIN wave w ON w.id = p.wave_id WHERE p.id = $1", *next).value_or(0)};
        event.subject_id = *next;
        events_.append(tx, std::move(event));
        return true;
      },
      store::WriteClass::reader);
}

Result<std::int64_t> SubmissionErasure::erase_due() {
  constexpr std::int64_t per_turn_max = 100;
  std::int64_t erased = 0;
  for (bool more = true; more && erased < per_turn_max;) {
    CITYAUDIT_TRY(submission, erase_next_submission());
    CITYAUDIT_TRY(person, erase_next_person());
    more = submission || person;
    erased += (submission ? 1 : 0) + (person ? 1 : 0);
  }
  return erased;
}

/// After the rows that held words and digests are gone: until then the database's own log would still tell of them.
Result<> SubmissionErasure::finish() {
  CITYAUDIT_TRY(gone, database_.read([](store::Transaction& tx) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> out;
    store::Rows rows = tx.query(
        "SELECT w.submission_id FROM withdrawal w WHERE w.erased_at IS NOT NULL AND w.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
        "doomed_file d WHERE d.submission_id = w.submission_id)");
    while (rows.next()) out.push_back(rows.integer(0));
    return out;
  }));
  if (gone.empty() || clock_.now().value < finish_not_before_) return {};
  if (const auto forgotten = database_.forget_deleted(); !forgotten) {
    finish_not_before_ = clock_.now().value + finish_again_millis;
    return forgotten.error().kind == ErrorKind::unavailable ? Result<>() : forgotten;
  }
  return database_.write(
      [&](store::Transaction& tx) -> Result<> {
        for (const std::int64_t each : gone) tx.execute("UPDATE withdrawal SET done_at = $2 WHERE submission_id = $1", each, clock_.now());
        return {};
      },
      store::WriteClass::reader);
}

void SubmissionErasure::announce(store::Transaction& tx, SubmissionId submission, UtcMillis at) const {
  Event event;
  {
    store::Rows rows = tx.query(
        "SELECT s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1", submission);
    if (!rows.next()) return;
    event.subject = rows.uuid(0);
    event.activity = {rows.integer(1)};
    event.audit = {rows.integer(2)};
  }
  event.type = "submission.erased";
  event.actor = "system";
  event.at = at;
  event.subject_id = submission.value;
  events_.append(tx, std::move(event));
}

Result<ErasedOnce> SubmissionErasure::erased_in(store::Database& database) {
  return database.read([](store::Transaction& tx) -> Result<ErasedOnce> {
    ErasedOnce out;
    store::Rows rows = tx.query("SELECT uuid FROM submission WHERE state IN ('withdrawn', 'erased')");
    while (rows.next()) out.submissions.push_back(rows.uuid(0));
    store::Rows people = tx.query(
        "SELECT a.slug, w.number, p.code FROM participation p JOIN wave w ON w.id = p.wave_id JOIN audit a ON a.id = w.audit_id WHERE "
        "p.ended_at IS NOT NULL");
    while (people.next()) out.people.emplace_back(people.string(0) + "/" + std::to_string(people.integer(1)), people.string(2));
    return out;
  });
}

Result<std::int64_t> SubmissionErasure::withdraw_again(const ErasedOnce& erased) {
  const UtcMillis now = clock_.now();
  const WithdrawalRequest request{WithdrawalMethod::restored, {}, {}, "system"};
  std::int64_t count = 0;
  for (const Uuid& uuid : erased.submissions) {
    CITYAUDIT_TRY(again, database_.write([&](store::Transaction& tx) -> Result<std::int64_t> {
      const auto id = tx.integer("SELECT id FROM submission WHERE uuid = $1", uuid);
      if (!id) return 0;
      // What was withdrawn already then is due now: its time may be over long since.
      tx.execute("UPDATE withdrawal SET due_at = $2 WHERE submission_id = $1 AND erased_at IS NULL", *id, now);
      return Withdrawals::withdraw_in(tx, events_, SubmissionId{*id}, request, now, now);
    }));
    count += again;
  }
  for (const auto& [wave, code] : erased.people) {
    CITYAUDIT_TRY(again, database_.write([&](store::Transaction& tx) -> Result<std::int64_t> {
      const auto id = tx.integer(
          "SELECT p.id FROM participation p JOIN wave w ON w.id = p.wave_id JOIN audit a ON a.id = w.audit_id WHERE a.slug || '/' || "
          "w.number "
          "= $1 AND p.code = $2 AND p.erased_at IS NULL",
          wave, code);
      if (!id) return 0;
      tx.execute("UPDATE participation SET erase_at = $2 WHERE id = $1", *id, now);
      Withdrawals::withdraw_everything_in(tx, events_, ParticipationId{*id}, request, now, now);
      return 1;
    }));
    count += again;
  }
  return count;
}

}  // namespace cityaudit::ingest
