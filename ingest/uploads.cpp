#include "ingest/uploads.h"

#include "base/settings.h"
#include "ingest/blob_names.h"
#include "ingest/photo_tombstones.h"

namespace cityaudit::ingest {
namespace {

// Of what is sent once more after it was erased.
constexpr std::int64_t erased_lifetime_millis = millis_per_hour;

constexpr const char* columns = "uuid, file_name, bytes_expected, bytes, sha256_expected, sha256, expires_at";

Upload read(store::Rows& rows) {
  Upload upload;
  upload.uuid = rows.uuid(0);
  upload.file_name = rows.string(1);
  if (!rows.is_null(2)) upload.bytes_expected = rows.integer(2);
  upload.bytes = rows.integer(3);
  if (!rows.is_null(4)) upload.sha256_expected = rows.sha256(4);
  if (!rows.is_null(5)) upload.sha256 = rows.sha256(5);
  upload.expires_at = {rows.integer(6)};
  return upload;
}

Error too_large(std::int64_t limit) {
  return Error(ErrorKind::too_large, "submission.file_too_large", {}, {{"limit_bytes", std::to_string(limit)}});
}

/// By the first bytes, as for a file in an OpenRosa post.
Result<bool> is_photo(store::BlobStore& blobs, const Sha256& name) {
  CITYAUDIT_TRY(reader, blobs.open(name));
  std::array<unsigned char, sniff_bytes> start{};
  CITYAUDIT_TRY(got, reader->read(0, start));
  return looks_like_photo({reinterpret_cast<const char*>(start.data()), got});
}

}  // namespace

UploadLimits UploadLimits::from(const Settings& settings) {
  UploadLimits limits;
  limits.bytes_max = settings.integer("openrosa.file_bytes_max");
  limits.unfinished_bytes_max = settings.integer("uploads.unfinished_bytes_max");
  limits.unfinished_max = settings.integer("uploads.unfinished_max");
  limits.lifetime_millis = settings.integer("uploads.hours") * millis_per_hour;
  return limits;
}

bool Uploads::fits(const Load& load, std::int64_t bytes) const {
  return load.uploads < limits_.unfinished_max && load.bytes + bytes <= limits_.unfinished_bytes_max;
}

Uploads::Load Uploads::count(store::Transaction& tx, ActivityId activity) const {
  store::Rows open = tx.query(
      "SELECT count(*), coalesce(sum(coalesce(bytes_expected, $2)), 0) FROM upload u WHERE activity_id = $1 AND (sha256 IS NULL OR NOT "
      "EXISTS (SELECT 1 FROM submission s WHERE s.uuid = u.instance_uuid))",
      activity, limits_.bytes_max);
  open.next();
  return {open.integer(0), open.integer(1)};
}

bool Uploads::take_room(store::Transaction& tx, ActivityId activity, std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto known = loads_.find(activity.value);
  if (known == loads_.end() || !fits(known->second, bytes)) loads_[activity.value] = count(tx, activity);
  Load& load = loads_[activity.value];
  if (!fits(load, bytes)) return false;
  load.uploads += 1;
  load.bytes += bytes;
  return true;
}

Result<Upload> Uploads::create(const Activity& activity, const NewUpload& wanted) {
  if (wanted.bytes_expected.value_or(0) > limits_.bytes_max) return too_large(limits_.bytes_max);
  const UtcMillis now = clock_.now();
  const Uuid instance = uuid_of_instance(wanted.instance_id);
  Upload upload{random_uuid(), wanted.file_name, wanted.bytes_expected, 0, wanted.sha256, std::nullopt, now + limits_.lifetime_millis};
  return database_.write([&](store::Transaction& tx) -> Result<Upload> {
    {
      store::Rows gone = tx.query("SELECT 1 FROM submission WHERE uuid = $1 AND state IN ('withdrawn', 'erased')", instance);
      if (gone.next()) return Error(ErrorKind::conflict, "submission.withdrawn");
    }
    if (const auto erased = find_tombstone(tx, instance, wanted.file_name)) {
      // Who sends it again learns nothing new: it is taken, under another name and for a short while, and never becomes a file.
      upload.file_name = erased->attachment_name;
      upload.expires_at = now + std::min(limits_.lifetime_millis, erased_lifetime_millis);
    }
    if (!take_room(tx, activity.id, wanted.bytes_expected.value_or(limits_.bytes_max)))
      return Error(ErrorKind::rate_limited, "upload.too_many_open");
    tx.execute(
        "INSERT INTO upload (uuid, activity_id, instance_uuid, file_name, media_type, bytes_expected, bytes, sha256_expected, "
        "looks_like_photo, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, $8, $9)",
        upload.uuid, activity.id, instance, upload.file_name, wanted.media_type, upload.bytes_expected, upload.sha256_expected, now,
        upload.expires_at);
    return upload;
  });
}

Result<Upload> Uploads::find(const Activity& activity, const Uuid& id) {
  return database_.read([&](store::Transaction& tx) -> Result<Upload> {
    store::Rows rows = tx.query(std::string("SELECT ") + columns + " FROM upload WHERE uuid = $1 AND activity_id = $2", id, activity.id);
    if (!rows.next()) return Error(ErrorKind::not_found, "upload.unknown");
    Upload upload = read(rows);
    if (upload.expires_at <= clock_.now()) return Error(ErrorKind::not_found, "upload.expired");
    return upload;
  });
}

Result<> Uploads::announce_length(const Activity& activity, const Uuid& id, std::int64_t bytes) {
  if (bytes > limits_.bytes_max) return too_large(limits_.bytes_max);
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto changed = tx.execute(
        "UPDATE upload SET bytes_expected = $3 WHERE uuid = $1 AND activity_id = $2 AND (bytes_expected IS NULL OR bytes_expected = $3) "
        "AND bytes <= $3",
        id, activity.id, bytes);
    if (changed == 0) return Error(ErrorKind::conflict, "upload.length_known");
    return {};
  });
}

Result<> Uploads::acknowledge(const Uuid& id, std::int64_t bytes) {
  const auto known = database_.write([&](store::Transaction& tx) -> Result<bool> {
    if (tx.execute("UPDATE upload SET bytes = $2 WHERE uuid = $1 AND sha256 IS NULL", id, bytes) > 0) return true;
    return tx.integer("SELECT 1 FROM upload WHERE uuid = $1", id).has_value();
  });
  if (!known) return known.error();
  if (*known) return {};
  // It was removed while these bytes came, and they may have come after the others went.
  CITYAUDIT_CHECK(blobs_.remove_partial(id));
  return Error(ErrorKind::not_found, "upload.unknown");
}

Result<bool> Uploads::is_erased(const Uuid& id) {
  return database_.read([&](store::Transaction& tx) -> Result<bool> {
    return tx
        .integer(
            "SELECT 1 FROM upload u JOIN submission s ON s.uuid = u.instance_uuid JOIN photo_tombstone t ON t.submission_id = s.id AND "
            "t.attachment_name = u.file_name WHERE u.uuid = $1",
            id)
        .has_value();
  });
}

Result<> Uploads::complete(const Activity& activity, const Upload& upload, store::PartialBlob& partial) {
  CITYAUDIT_TRY(erased, is_erased(upload.uuid));
  if (erased) return forget(upload.uuid);
  CITYAUDIT_TRY(name, partial.commit());
  if (upload.sha256_expected && name.sha256 != *upload.sha256_expected) {
    // The blob has no name in any row: the sweep takes it.
    CITYAUDIT_CHECK(acknowledge(upload.uuid, 0));
    return Error(ErrorKind::invalid, "upload.checksum_mismatch");
  }
  CITYAUDIT_TRY(photo, is_photo(blobs_, name.sha256));
  const auto stored = database_.write([&](store::Transaction& tx) -> Result<> {
    Uuid submission;
    ReceivedFile file{upload.file_name, name, {}, photo};
    {
      store::Rows rows = tx.query(
          "UPDATE upload SET bytes = $2, bytes_expected = $2, sha256 = $3, looks_like_photo = $4 WHERE uuid = $1 "
          "RETURNING instance_uuid, media_type",
          upload.uuid, name.bytes, name.sha256, photo);
      if (!rows.next()) return Error(ErrorKind::not_found, "upload.unknown");
      submission = rows.uuid(0);
      file.media_type = rows.string(1);
    }
    submissions_.add_files(tx, activity.id, submission, {std::move(file)}, clock_.now());
    return {};
  });
  if (stored || stored.error().code != "upload.unknown") return stored;
  // Erased or removed while its last bytes came: what they became goes with it.
  name.hold.reset();
  CITYAUDIT_CHECK(blobs_.remove_unnamed(name.sha256, [&](const Sha256& blob) {
    return database_.read([&](store::Transaction& tx) -> Result<bool> { return is_blob_named(tx, blob); });
  }));
  return stored;
}

Result<> Uploads::remove(const Activity& activity, const Uuid& id) {
  CITYAUDIT_CHECK(find(activity, id));
  return forget(id);
}

/// The bytes first: a row without bytes can be forgotten again, bytes without a row are found by nobody.
Result<> Uploads::forget(const Uuid& id) {
  CITYAUDIT_CHECK(blobs_.remove_partial(id));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM upload WHERE uuid = $1", id);
    return {};
  });
}

Result<std::int64_t> Uploads::remove_expired() {
  const auto expired = database_.read([&](store::Transaction& tx) -> Result<std::vector<Uuid>> {
    std::vector<Uuid> ids;
    store::Rows rows = tx.query("SELECT uuid FROM upload WHERE expires_at <= $1 LIMIT 10000", clock_.now());
    while (rows.next()) ids.push_back(rows.uuid(0));
    return ids;
  });
  if (!expired) return expired.error();
  for (const Uuid& id : *expired) CITYAUDIT_CHECK(forget(id));
  return static_cast<std::int64_t>(expired->size());
}

std::vector<ReceivedFile> files_waiting_for(store::Transaction& tx, ActivityId activity, const Uuid& submission) {
  std::vector<ReceivedFile> files;
  store::Rows rows = tx.query(
      "SELECT file_name, sha256, bytes, media_type, looks_like_photo FROM upload WHERE instance_uuid = $1 AND activity_id = $2 AND "
      "sha256 IS NOT NULL ORDER BY id",
      submission, activity);
  while (rows.next()) files.push_back({rows.string(0), {rows.sha256(1), rows.integer(2)}, rows.string(3), rows.integer(4) != 0});
  return files;
}

}  // namespace cityaudit::ingest
