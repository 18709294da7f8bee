#include "ingest/doomed_files.h"

#include "base/log.h"
#include "ingest/blob_names.h"

namespace cityaudit::ingest {
namespace {

constexpr std::int64_t retry_millis = 5'000;
// Trying to cut the database's log holds writers up for a moment, so not often.
constexpr std::int64_t finish_again_millis = 10'000;
constexpr std::int64_t files_per_turn_max = 200;

}  // namespace

void DoomedFiles::add_blob(store::Transaction& tx, PhotoId photo, const Sha256& blob, UtcMillis at) {
  tx.execute("INSERT INTO doomed_file (photo_id, blob_sha256, since, due_at) VALUES ($1, $2, $3, $3)", photo, blob, at);
}

void DoomedFiles::add_partial(store::Transaction& tx, PhotoId photo, const Uuid& upload, UtcMillis at) {
  tx.execute("INSERT INTO doomed_file (photo_id, partial_uuid, since, due_at) VALUES ($1, $2, $3, $3)", photo, upload, at);
}

void DoomedFiles::add_blob(store::Transaction& tx, SubmissionId submission, const Sha256& blob, UtcMillis at) {
  tx.execute("INSERT INTO doomed_file (submission_id, blob_sha256, since, due_at) VALUES ($1, $2, $3, $3)", submission, blob, at);
}

void DoomedFiles::add_partial(store::Transaction& tx, SubmissionId submission, const Uuid& upload, UtcMillis at) {
  tx.execute("INSERT INTO doomed_file (submission_id, partial_uuid, since, due_at) VALUES ($1, $2, $3, $3)", submission, upload, at);
}

void DoomedFiles::add_blob(store::Transaction& tx, ParticipationId person, const Sha256& blob, UtcMillis at) {
  tx.execute("INSERT INTO doomed_file (participation_id, blob_sha256, since, due_at) VALUES ($1, $2, $3, $3)", person, blob, at);
}

Result<std::vector<DoomedFiles::Doomed>> DoomedFiles::due() {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<Doomed>> {
    std::vector<Doomed> out;
    store::Rows rows = tx.query("SELECT id, blob_sha256, partial_uuid FROM doomed_file WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2",
                                clock_.now(), files_per_turn_max);
    while (rows.next()) {
      Doomed doomed;
      doomed.id = rows.integer(0);
      if (!rows.is_null(1)) doomed.blob = rows.sha256(1);
      if (!rows.is_null(2)) doomed.partial = rows.uuid(2);
      out.push_back(doomed);
    }
    return out;
  });
}

Result<> DoomedFiles::remove(const Doomed& doomed) {
  const auto is_named = [&](const Sha256& name) {
    return database_.read([&](store::Transaction& tx) -> Result<bool> { return is_blob_named(tx, name); });
  };
  if (doomed.partial) CITYAUDIT_CHECK(blobs_.remove_partial(*doomed.partial));
  if (doomed.blob) CITYAUDIT_CHECK(blobs_.remove_unnamed(*doomed.blob, is_named));
  return {};
}

Result<std::int64_t> DoomedFiles::remove_due() {
  CITYAUDIT_TRY(files, due());
  for (const Doomed& doomed : files) {
    const auto removed = remove(doomed);
    if (!removed && removed.error().code != "blob.held")
      log::warning("bytes that must go withstand", {{"code", removed.error().code}, {"detail", removed.error().message}});
    const auto note = [&](store::Transaction& tx) -> Result<> {
      if (removed)
        tx.execute("DELETE FROM doomed_file WHERE id = $1", doomed.id);
      else
        tx.execute("UPDATE doomed_file SET due_at = $2 WHERE id = $1", doomed.id, clock_.now() + retry_millis);
      return {};
    };
    CITYAUDIT_CHECK(database_.write(note, store::WriteClass::reader));
  }
  CITYAUDIT_CHECK(finish_erasures());
  return static_cast<std::int64_t>(files.size());
}

/// After the rows that held digests and names are gone: until then the database's own log would still tell of them.
Result<> DoomedFiles::finish_erasures() {
  constexpr std::string_view finished =
      "done_at IS NULL AND NOT EXISTS (SELECT 1 FROM doomed_file d WHERE d.photo_id = photo_tombstone.photo_id)";
  CITYAUDIT_TRY(photos, database_.read([&](store::Transaction& tx) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> out;
    store::Rows rows = tx.query("SELECT DISTINCT photo_id FROM photo_tombstone WHERE " + std::string(finished));
    while (rows.next()) out.push_back(rows.integer(0));
    return out;
  }));
  if (photos.empty() || clock_.now().value < finish_not_before_) return {};
  if (const auto forgotten = database_.forget_deleted(); !forgotten) {
    // Somebody reads an older state, a backup perhaps.
    finish_not_before_ = clock_.now().value + finish_again_millis;
    return forgotten.error().kind == ErrorKind::unavailable ? Result<>() : forgotten;
  }
  return database_.write(
      [&](store::Transaction& tx) -> Result<> {
        for (const std::int64_t photo : photos)
          tx.execute("UPDATE photo_tombstone SET done_at = $2 WHERE photo_id = $1 AND done_at IS NULL", photo, clock_.now());
        return {};
      },
      store::WriteClass::reader);
}

}  // namespace cityaudit::ingest
