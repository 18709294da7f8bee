#include "ingest/photos.h"

namespace cityaudit::ingest {
namespace {

#define PHOTO_COLUMNS                                                                                                          \
  "id, uuid, submission_id, attachment_name, original_sha256, state, refusal_code, damaged, width, height, thumbnail_sha256, " \
  "preview_sha256, publication"

Photo read_photo(const store::Rows& rows) {
  Photo photo;
  photo.id = {rows.integer(0)};
  photo.uuid = rows.uuid(1);
  photo.submission = {rows.integer(2)};
  photo.attachment_name = rows.string(3);
  photo.original = rows.sha256(4);
  photo.state = rows.string(5);
  photo.refusal_code = rows.string(6);
  photo.damaged = rows.integer(7) != 0;
  photo.width = rows.integer(8);
  photo.height = rows.integer(9);
  if (!rows.is_null(10)) photo.thumbnail = rows.sha256(10);
  if (!rows.is_null(11)) photo.preview = rows.sha256(11);
  photo.publication = rows.string(12);
  return photo;
}

template <class Key>
Result<std::optional<Photo>> find_one(store::Database& database, std::string_view sql, const Key& key) {
  return database.read([&](store::Transaction& tx) -> Result<std::optional<Photo>> {
    store::Rows rows = tx.query(sql, key);
    if (!rows.next()) return std::optional<Photo>{};
    return std::optional(read_photo(rows));
  });
}

}  // namespace

void Photos::add(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, const Sha256& original, UtcMillis at) {
  const auto id = tx.integer(
      "INSERT INTO photo (uuid, submission_id, attachment_name, original_sha256, state, damaged, publication) "
      "VALUES ($1, $2, $3, $4, 'waiting', 0, 'private') ON CONFLICT (submission_id, attachment_name) DO UPDATE SET "
      "original_sha256 = $4, state = 'waiting', refusal_code = NULL, damaged = 0, width = NULL, height = NULL, thumbnail_sha256 = NULL, "
      "preview_sha256 = NULL, publication = 'private' RETURNING id",
      random_uuid(), submission, attachment_name, original);
  Jobs::add(tx, derive_job, *id, at);
}

Result<std::optional<Photo>> Photos::find(const Uuid& uuid) {
  return find_one(database_, "SELECT " PHOTO_COLUMNS " FROM photo WHERE uuid = $1", uuid);
}

Result<std::optional<Photo>> Photos::find(PhotoId id) {
  return find_one(database_, "SELECT " PHOTO_COLUMNS " FROM photo WHERE id = $1", id);
}

std::vector<Photo> Photos::of_submission(store::Transaction& tx, SubmissionId submission) {
  std::vector<Photo> out;
  store::Rows rows = tx.query("SELECT " PHOTO_COLUMNS " FROM photo WHERE submission_id = $1 ORDER BY attachment_name", submission);
  while (rows.next()) out.push_back(read_photo(rows));
  return out;
}

Result<> Photos::settle(const Job& job, const Sha256& original, std::string_view type,
                        const std::function<void(store::Transaction&)>& change) {
  const auto store_result = [&](store::Transaction& tx) -> Result<> {
    Event event;
    {
      store::Rows rows = tx.query(
          "SELECT p.uuid, p.original_sha256, s.activity_id, a.audit_id FROM photo p JOIN submission s ON s.id = p.submission_id "
          "JOIN activity a ON a.id = s.activity_id WHERE p.id = $1",
          job.subject_id);
      // A photo that was erased or replaced meanwhile: the work is void; a replaced one has a waiting job of its own.
      if (!rows.next()) {
        Jobs::finish(tx, job.id);
        return {};
      }
      if (rows.sha256(1) != original) return {};
      event.subject = rows.uuid(0);
      event.activity = {rows.integer(2)};
      event.audit = {rows.integer(3)};
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

Result<> Photos::mark_ready(const Job& job, const Sha256& original, const DerivedPhoto& derived) {
  return settle(job, original, "photo.derived", [&](store::Transaction& tx) {
    tx.execute(
        "UPDATE photo SET state = 'ready', refusal_code = NULL, damaged = $2, width = $3, height = $4, thumbnail_sha256 = $5, "
        "preview_sha256 = $6, derived_at = $7 WHERE id = $1",
        job.subject_id, derived.damaged, derived.width, derived.height, derived.thumbnail, derived.preview, clock_.now());
  });
}

Result<> Photos::mark_refused(const Job& job, const Sha256& original, std::string_view refusal_code) {
  return settle(job, original, "photo.refused", [&](store::Transaction& tx) {
    tx.execute("UPDATE photo SET state = 'refused', refusal_code = $2, derived_at = $3 WHERE id = $1", job.subject_id, refusal_code,
               clock_.now());
  });
}

#undef PHOTO_COLUMNS

}  // namespace cityaudit::ingest
