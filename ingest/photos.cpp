#include "ingest/photos.h"

#include "ingest/doomed_files.h"

namespace cityaudit::ingest {
namespace {

#define PHOTO_COLUMNS                                                                                                          \
  "id, uuid, submission_id, attachment_name, original_sha256, state, refusal_code, damaged, width, height, thumbnail_sha256, " \
  "preview_sha256, publication, veil_sha256, people, redactions, hints, fingerprint, suggested_at, clearance, erased_at, keep"

Photo read_photo(const store::Rows& rows) {
  Photo photo;
  photo.id = {rows.integer(0)};
  photo.uuid = rows.uuid(1);
  photo.submission = {rows.integer(2)};
  photo.attachment_name = rows.string(3);
  if (!rows.is_null(4)) photo.original = rows.sha256(4);
  photo.state = rows.string(5);
  photo.refusal_code = rows.string(6);
  photo.damaged = rows.integer(7) != 0;
  photo.width = rows.integer(8);
  photo.height = rows.integer(9);
  if (!rows.is_null(10)) photo.thumbnail = rows.sha256(10);
  if (!rows.is_null(11)) photo.preview = rows.sha256(11);
  photo.publication = rows.string(12);
  if (!rows.is_null(13)) photo.veil = rows.sha256(13);
  photo.people = rows.string(14);
  photo.redactions = rows.string(15);
  photo.hints = rows.string(16);
  if (!rows.is_null(17)) photo.fingerprint = rows.integer(17);
  if (!rows.is_null(18)) photo.suggested_at = UtcMillis{rows.integer(18)};
  photo.clearance = rows.string(19);
  if (!rows.is_null(20)) photo.erased_at = UtcMillis{rows.integer(20)};
  photo.keep = origin_parts_of(rows.text(21));
  return photo;
}

template <class... Keys>
std::optional<Photo> find_one(store::Transaction& tx, std::string_view sql, const Keys&... keys) {
  store::Rows rows = tx.query(sql, keys...);
  if (!rows.next()) return std::nullopt;
  return read_photo(rows);
}

}  // namespace

bool is_veiled(const Photo& photo) {
  if (photo.state == "erased") return false;  // there is nothing behind a veil
  const bool nobody_recognisable = photo.people == "none" || photo.people == "not_identifiable";
  return !nobody_recognisable && (photo.publication == "private" || photo.publication == "unpublished");
}

void Photos::add(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, const Sha256& original, UtcMillis at) {
  const auto id = tx.integer(
      "INSERT INTO photo (uuid, submission_id, attachment_name, original_sha256, state, damaged, publication, people, keep) "
      "VALUES ($1, $2, $3, $4, 'waiting', 0, 'private', coalesce((SELECT f.people FROM attachment f WHERE f.submission_id = $2 AND "
      "f.name = $3), 'undeclared'), coalesce((SELECT f.keep FROM attachment f WHERE f.submission_id = $2 AND f.name = $3), '')) ON "
      "CONFLICT (submission_id, attachment_name) DO UPDATE SET original_sha256 = $4, state = 'waiting', "
      "refusal_code = NULL, damaged = 0, width = NULL, height = NULL, thumbnail_sha256 = NULL, preview_sha256 = NULL, veil_sha256 = NULL, "
      "fingerprint = NULL, hints = '', redactions = '[]', suggested_at = NULL, publication = 'private', cleared_at = NULL, "
      "cleared_by = NULL, clearance = NULL, keep = excluded.keep RETURNING id",
      random_uuid(), submission, attachment_name, original);
  PhotoOrigins::forget(tx, PhotoId{*id});  // of the file that this one replaces
  Jobs::add(tx, derive_job, *id, at);
}

void Photos::drop_files(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, UtcMillis at) {
  const auto photo =
      find_one(tx, "SELECT " PHOTO_COLUMNS " FROM photo WHERE submission_id = $1 AND attachment_name = $2", submission, attachment_name);
  if (!photo || photo->erased_at) return;
  DoomedFiles::add_blob(tx, photo->id, photo->original, at);
  drop_derivatives(tx, *photo, at);
}

void Photos::drop_derivatives(store::Transaction& tx, const Photo& photo, UtcMillis at) {
  for (const auto& blob : {photo.thumbnail, photo.preview, photo.veil})
    if (blob) DoomedFiles::add_blob(tx, photo.id, *blob, at);
}

void Photos::keep_covers(store::Transaction& tx, SubmissionId submission, SubmissionId replaced, std::string_view attachment_name) {
  tx.execute(
      "UPDATE photo SET redactions = coalesce((SELECT o.redactions FROM photo o WHERE o.submission_id = $3 AND o.attachment_name = $2 "
      "AND o.original_sha256 = photo.original_sha256), redactions) WHERE submission_id = $1 AND attachment_name = $2",
      submission, attachment_name, replaced);
  // What people in it signed was about these bytes.
  tx.execute(
      "UPDATE photo_release SET photo_id = (SELECT p.id FROM photo p WHERE p.submission_id = $1 AND p.attachment_name = $2) WHERE photo_id "
      "IN (SELECT o.id FROM photo o JOIN photo p ON p.original_sha256 = o.original_sha256 WHERE o.submission_id = $3 AND "
      "o.attachment_name = $2 AND p.submission_id = $1 AND p.attachment_name = $2)",
      submission, attachment_name, replaced);
}

std::optional<Photo> Photos::find(store::Transaction& tx, const Uuid& uuid) {
  return find_one(tx, "SELECT " PHOTO_COLUMNS " FROM photo WHERE uuid = $1", uuid);
}

std::optional<Photo> Photos::find(store::Transaction& tx, PhotoId id) {
  return find_one(tx, "SELECT " PHOTO_COLUMNS " FROM photo WHERE id = $1", id);
}

Result<std::optional<Photo>> Photos::find(const Uuid& uuid) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Photo>> { return find(tx, uuid); });
}

Result<std::optional<Photo>> Photos::find(PhotoId id) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Photo>> { return find(tx, id); });
}

std::optional<AuditId> Photos::audit_of(store::Transaction& tx, const Uuid& uuid) {
  const auto id = tx.integer(
      "SELECT a.audit_id FROM photo p JOIN submission s ON s.id = p.submission_id JOIN activity a ON a.id = s.activity_id WHERE p.uuid = "
      "$1",
      uuid);
  return id ? std::optional(AuditId{*id}) : std::nullopt;
}

std::vector<Photo> Photos::of_submission(store::Transaction& tx, SubmissionId submission) {
  std::vector<Photo> out;
  store::Rows rows = tx.query("SELECT " PHOTO_COLUMNS " FROM photo WHERE submission_id = $1 ORDER BY attachment_name", submission);
  while (rows.next()) out.push_back(read_photo(rows));
  return out;
}

Result<> Photos::settle(const Job& job, const Photo& photo, std::string_view type, const DerivedPhoto* derived,
                        const std::function<void(store::Transaction&)>& change) {
  const auto store_result = [&](store::Transaction& tx) -> Result<> {
    Event event;
    {
      store::Rows rows = tx.query(
          "SELECT p.uuid, p.original_sha256, p.redactions, s.activity_id, a.audit_id FROM photo p JOIN submission s ON s.id = "
          "p.submission_id JOIN activity a ON a.id = s.activity_id WHERE p.id = $1",
          job.subject_id);
      if (!rows.next()) {
        Jobs::finish(tx, job.id);
        return {};
      }
      const bool erased = rows.is_null(1);
      if (erased || rows.sha256(1) != photo.original || rows.text(2) != photo.redactions) {
        // Replaced, covered anew or erased meanwhile: the work is void. But for the last a job of its own waits.
        if (erased) Jobs::finish(tx, job.id);
        if (derived)
          for (const Sha256& blob : {derived->thumbnail, derived->preview, derived->veil})
            DoomedFiles::add_blob(tx, PhotoId{job.subject_id}, blob, clock_.now());
        return {};
      }
      event.subject = rows.uuid(0);
      event.activity = {rows.integer(3)};
      event.audit = {rows.integer(4)};
    }
    change(tx);
    Jobs::finish(tx, job.id);
    event.type = type;
    event.actor = "system";
    event.at = clock_.now();
    event.subject_id = job.subject_id;
    events_.append(tx, std::move(event));
    return {};
  };
  return database_.write(store_result, store::WriteClass::reader);
}

void Photos::keep_origin(store::Transaction& tx, const Photo& photo, const PhotoOrigin& found) {
  if (!photo.keep.any()) return;
  const auto received_at = tx.integer(
      "SELECT coalesce(f.received_at, $2) FROM attachment f JOIN photo p ON p.submission_id = f.submission_id AND p.attachment_name = "
      "f.name WHERE p.id = $1 AND p.keep <> ''",
      photo.id, clock_.now());
  if (!received_at) return;  // its time is over since the worker was asked
  PhotoOrigins::keep(tx, photo.id, kept_origin(found, photo.keep, UtcMillis{*received_at}), UtcMillis{*received_at});
}

Result<> Photos::mark_ready(const Job& job, const Photo& photo, const DerivedPhoto& derived) {
  return settle(job, photo, "photo.derived", &derived, [&](store::Transaction& tx) {
    tx.execute(
        "UPDATE photo SET state = 'ready', refusal_code = NULL, damaged = $2, width = $3, height = $4, thumbnail_sha256 = $5, "
        "preview_sha256 = $6, veil_sha256 = $7, fingerprint = $8, hints = $9, derived_at = $10 WHERE id = $1",
        job.subject_id, derived.damaged, derived.width, derived.height, derived.thumbnail, derived.preview, derived.veil,
        derived.fingerprint, derived.hints, clock_.now());
    keep_origin(tx, photo, derived.origin);
    // Faces are looked for where somebody will have to decide about them.
    if (is_veiled(photo) && !photo.suggested_at) Jobs::add(tx, suggest_job, job.subject_id, clock_.now());
  });
}

Result<> Photos::mark_refused(const Job& job, const Photo& photo, std::string_view refusal_code) {
  return settle(job, photo, "photo.refused", nullptr, [&](store::Transaction& tx) {
    tx.execute("UPDATE photo SET state = 'refused', refusal_code = $2, derived_at = $3 WHERE id = $1", job.subject_id, refusal_code,
               clock_.now());
    PhotoOrigins::forget(tx, photo.id);
  });
}

Result<std::int64_t> Photos::forget_origins(UtcMillis before) {
  const auto forget = [&](store::Transaction& tx) -> Result<std::int64_t> { return PhotoOrigins::forget_older(tx, before); };
  return database_.write(forget);
}

Result<> Photos::drop_job(const Job& job) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    Jobs::finish(tx, job.id);
    return {};
  });
}

#undef PHOTO_COLUMNS

}  // namespace cityaudit::ingest
