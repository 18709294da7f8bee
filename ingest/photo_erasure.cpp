#include "ingest/photo_erasure.h"

#include "ingest/doomed_files.h"
#include "ingest/forms/answer_replacement.h"
#include "ingest/photo_events.h"
#include "ingest/submission_list.h"

namespace cityaudit::ingest {
namespace {

/// The submission and those that it replaced, the newest first.
std::vector<SubmissionId> revisions(store::Transaction& tx, SubmissionId newest) {
  std::vector<SubmissionId> out;
  for (std::optional<std::int64_t> id = newest.value; id;) {
    out.push_back({*id});
    id = tx.integer("SELECT replaces_id FROM submission WHERE id = $1", out.back());
  }
  return out;
}

/// The files of an older revision that are this photo: of its name or of its bytes.
std::vector<std::string> same_file_in(store::Transaction& tx, SubmissionId revision, const Photo& photo) {
  std::vector<std::string> names;
  store::Rows rows = tx.query("SELECT name FROM attachment WHERE submission_id = $1 AND erased_at IS NULL AND (name = $2 OR sha256 = $3)",
                              revision, photo.attachment_name, photo.original);
  while (rows.next()) names.push_back(rows.string(0));
  return names;
}

void doom_blobs(store::Transaction& tx, SubmissionId submission, std::string_view file_name, const PhotoTombstone& tombstone) {
  std::vector<Sha256> blobs;
  {
    store::Rows rows = tx.query(
        "SELECT sha256 FROM attachment WHERE submission_id = $1 AND name = $2 UNION "
        "SELECT original_sha256 FROM photo WHERE submission_id = $1 AND attachment_name = $2 UNION "
        "SELECT thumbnail_sha256 FROM photo WHERE submission_id = $1 AND attachment_name = $2 UNION "
        "SELECT preview_sha256 FROM photo WHERE submission_id = $1 AND attachment_name = $2 UNION "
        "SELECT veil_sha256 FROM photo WHERE submission_id = $1 AND attachment_name = $2",
        submission, file_name);
    while (rows.next())
      if (!rows.is_null(0)) blobs.push_back(rows.sha256(0));
  }
  for (const Sha256& blob : blobs) DoomedFiles::add_blob(tx, tombstone.photo, blob, tombstone.erased_at);
}

}  // namespace

Result<Photo> PhotoErasure::erase(const Uuid& uuid, ErasureGround ground, AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<Photo> {
    const auto photo = Photos::find(tx, uuid);
    if (!photo || !is_shown(tx, photo->submission)) return Error(ErrorKind::not_found, "photo.unknown");
    if (photo->state == "erased") return *photo;
    PhotoTombstone tombstone = make_tombstone(photo->attachment_name);
    tombstone.ground = to_word(ground);
    tombstone.erased_at = clock_.now();
    tombstone.erased_by = account;
    CITYAUDIT_CHECK(erase_everywhere(tx, *photo, tombstone));
    events_.append(tx, photo_event(tx, "photo.erased", *photo, actor, clock_.now()));
    return *Photos::find(tx, photo->id);
  });
}

Result<> PhotoErasure::erase_everywhere(store::Transaction& tx, const Photo& photo, const PhotoTombstone& given) const {
  PhotoTombstone tombstone = given;
  tombstone.photo = photo.id;
  for (const SubmissionId revision : revisions(tx, photo.submission)) {
    tombstone.submission = revision;
    if (revision == photo.submission) {
      CITYAUDIT_CHECK(erase_file(tx, revision, photo.attachment_name, tombstone));
      continue;
    }
    for (const std::string& name : same_file_in(tx, revision, photo)) {
      PhotoTombstone older = tombstone;
      if (name != photo.attachment_name) {
        const PhotoTombstone renamed = make_tombstone(name);
        older.attachment_name = renamed.attachment_name;
        older.salt = renamed.salt;
        older.name_digest = renamed.name_digest;
      }
      CITYAUDIT_CHECK(erase_file(tx, revision, name, older));
    }
  }
  return {};
}

Result<> PhotoErasure::erase_file(store::Transaction& tx, SubmissionId submission, std::string_view file_name,
                                  const PhotoTombstone& tombstone) const {
  doom_blobs(tx, submission, file_name, tombstone);
  drop_uploads(tx, tombstone, submission, file_name);
  tx.execute(
      "UPDATE attachment SET name = $3, expected = 0, is_photo = 0, sha256 = NULL, bytes = NULL, media_type = NULL, received_at = NULL, "
      "people = NULL, keep = NULL, erased_at = $4 WHERE submission_id = $1 AND name = $2",
      submission, file_name, tombstone.attachment_name, tombstone.erased_at);
  if (const auto photo = tx.integer("SELECT id FROM photo WHERE submission_id = $1 AND attachment_name = $2", submission, file_name)) {
    tx.execute("DELETE FROM photo_suggestion WHERE photo_id = $1", *photo);
    PhotoOrigins::forget(tx, PhotoId{*photo});
    for (const std::string_view kind : {derive_job, suggest_job})
      tx.execute("DELETE FROM job WHERE kind = $1 AND subject_id = $2", kind, *photo);
    tx.execute(
        "UPDATE photo SET attachment_name = $2, erased_at = $3, state = 'erased', original_sha256 = NULL, refusal_code = NULL, "
        "damaged = 0, width = NULL, height = NULL, thumbnail_sha256 = NULL, preview_sha256 = NULL, veil_sha256 = NULL, publication = "
        "'private', people "
        "= 'undeclared', redactions = '[]', fingerprint = NULL, hints = '', derived_at = NULL, suggested_at = NULL, cleared_at = NULL, "
        "cleared_by = NULL, clearance = NULL, keep = '' WHERE id = $1",
        *photo, tombstone.attachment_name, tombstone.erased_at);
  }
  add_tombstone(tx, tombstone);
  return take_out_of_answers(tx, submission, file_name, tombstone);
}

/// The file's name is an answer, and often tells a time or a person.
Result<> PhotoErasure::take_out_of_answers(store::Transaction& tx, SubmissionId submission, std::string_view file_name,
                                           const PhotoTombstone& tombstone) const {
  std::string xml;
  {
    store::Rows rows = tx.query("SELECT xml FROM submission WHERE id = $1", submission);
    if (!rows.next()) return {};
    const Bytes bytes = rows.blob(0);
    xml.assign(bytes.begin(), bytes.end());
  }
  CITYAUDIT_TRY(kept, replace_answers(xml, {{std::string(file_name), tombstone.attachment_name}}));
  tx.execute("UPDATE submission SET xml = $2, xml_kept_sha256 = $3 WHERE id = $1", submission, bytes_of(kept), sha256(bytes_of(kept)));
  return {};
}

Result<std::int64_t> PhotoErasure::erase_again(const std::vector<std::pair<Uuid, PhotoTombstone>>& tombstones) {
  std::int64_t erased = 0;
  for (const auto& [submission, tombstone] : tombstones) {
    CITYAUDIT_TRY(again, database_.write([&](store::Transaction& tx) -> Result<bool> {
      const SubmissionId id{tx.integer("SELECT id FROM submission WHERE uuid = $1", submission).value_or(0)};
      for (const Photo& photo : Photos::of_submission(tx, id)) {
        if (photo.state == "erased" || !tombstone.is_of(photo.attachment_name)) continue;
        PhotoTombstone known = tombstone;
        // That database may know nobody of that number, or somebody else.
        known.erased_by = {};
        CITYAUDIT_CHECK(erase_everywhere(tx, photo, known));
        events_.append(tx, photo_event(tx, "photo.erased", photo, "system", clock_.now()));
        return true;
      }
      return false;
    }));
    erased += again ? 1 : 0;
  }
  return erased;
}

Result<std::vector<std::pair<Uuid, PhotoTombstone>>> PhotoErasure::all(store::Database& database) {
  return database.read([](store::Transaction& tx) -> Result<std::vector<std::pair<Uuid, PhotoTombstone>>> {
    std::vector<std::pair<Uuid, SubmissionId>> submissions;
    {
      store::Rows rows =
          tx.query("SELECT DISTINCT s.uuid, s.id FROM photo_tombstone t JOIN submission s ON s.id = t.submission_id ORDER BY s.id DESC");
      while (rows.next()) submissions.emplace_back(rows.uuid(0), SubmissionId{rows.integer(1)});
    }
    std::vector<std::pair<Uuid, PhotoTombstone>> out;
    for (const auto& [uuid, id] : submissions)
      for (PhotoTombstone& each : tombstones_of(tx, id)) out.emplace_back(uuid, std::move(each));
    return out;
  });
}

}  // namespace cityaudit::ingest
