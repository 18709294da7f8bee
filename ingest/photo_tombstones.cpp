#include "ingest/photo_tombstones.h"

#include "ingest/doomed_files.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view ground_words[] = {"subject_asked", "sender_asked", "no_consent", "harmful", "mistake"};

#define TOMBSTONE_COLUMNS \
  "t.submission_id, t.attachment_name, t.photo_id, t.salt, t.name_digest, t.ground, t.erased_at, coalesce(t.erased_by, 0)"

std::vector<PhotoTombstone> read_all(store::Rows rows) {
  std::vector<PhotoTombstone> out;
  while (rows.next())
    out.push_back({{rows.integer(0)},
                   rows.string(1),
                   {rows.integer(2)},
                   rows.uuid(3),
                   rows.sha256(4),
                   rows.string(5),
                   {rows.integer(6)},
                   {rows.integer(7)}});
  return out;
}

std::optional<PhotoTombstone> among(std::vector<PhotoTombstone> tombstones, std::string_view file_name) {
  for (PhotoTombstone& each : tombstones)
    if (each.is_of(file_name)) return std::move(each);
  return std::nullopt;
}

Sha256 digest_of(const Uuid& salt, std::string_view file_name) {
  Sha256Stream digest;
  digest.update(Bytes{salt.value});
  digest.update(bytes_of(file_name));
  return digest.finish();
}

}  // namespace

std::string_view to_word(ErasureGround ground) { return ground_words[static_cast<std::size_t>(ground)]; }

std::optional<ErasureGround> erasure_ground_from(std::string_view word) {
  const auto found = std::find(std::begin(ground_words), std::end(ground_words), word);
  if (found == std::end(ground_words)) return std::nullopt;
  return static_cast<ErasureGround>(found - std::begin(ground_words));
}

bool PhotoTombstone::is_of(std::string_view file_name) const {
  return file_name == attachment_name || digest_of(salt, file_name) == name_digest;
}

PhotoTombstone make_tombstone(std::string_view file_name) {
  PhotoTombstone tombstone;
  tombstone.attachment_name = "erased-" + uuid_v4();
  tombstone.salt = random_uuid();
  tombstone.name_digest = digest_of(tombstone.salt, file_name);
  return tombstone;
}

std::vector<PhotoTombstone> tombstones_of(store::Transaction& tx, SubmissionId submission) {
  return read_all(tx.query("SELECT " TOMBSTONE_COLUMNS " FROM photo_tombstone t WHERE t.submission_id = $1", submission));
}

std::optional<PhotoTombstone> find_tombstone(store::Transaction& tx, SubmissionId submission, std::string_view file_name) {
  return among(tombstones_of(tx, submission), file_name);
}

std::optional<PhotoTombstone> find_tombstone(store::Transaction& tx, const Uuid& submission, std::string_view file_name) {
  return among(
      read_all(tx.query("SELECT " TOMBSTONE_COLUMNS " FROM photo_tombstone t JOIN submission s ON s.id = t.submission_id WHERE s.uuid = $1",
                        submission)),
      file_name);
}

#undef TOMBSTONE_COLUMNS

void add_tombstone(store::Transaction& tx, const PhotoTombstone& t) {
  tx.execute(
      "INSERT INTO photo_tombstone (submission_id, attachment_name, photo_id, salt, name_digest, ground, erased_at, erased_by) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      t.submission, t.attachment_name, t.photo, t.salt, t.name_digest, t.ground, t.erased_at,
      t.erased_by ? std::optional(t.erased_by.value) : std::nullopt);
}

void absorb(store::Transaction& tx, const PhotoTombstone& tombstone, const Sha256& blob, UtcMillis at) {
  DoomedFiles::add_blob(tx, tombstone.photo, blob, at);
  tx.execute("UPDATE photo_tombstone SET done_at = NULL WHERE photo_id = $1", tombstone.photo);
}

ErasedFiles erased_files(store::Transaction& tx, SubmissionId replaced, const std::vector<ExpectedAttachment>& named) {
  ErasedFiles out;
  for (const PhotoTombstone& tombstone : tombstones_of(tx, replaced))
    for (const ExpectedAttachment& file : named)
      if (tombstone.is_of(file.file_name)) out.emplace(file.file_name, tombstone);
  return out;
}

void keep_tombstones(store::Transaction& tx, SubmissionId replaced, SubmissionId revision, const ErasedFiles& named) {
  for (PhotoTombstone& tombstone : tombstones_of(tx, replaced)) {
    const auto is_same = [&](const auto& each) { return each.second.attachment_name == tombstone.attachment_name; };
    if (std::any_of(named.begin(), named.end(), is_same)) continue;
    tombstone.submission = revision;
    add_tombstone(tx, tombstone);
  }
}

void drop_uploads(store::Transaction& tx, const PhotoTombstone& tombstone, SubmissionId submission, std::string_view file_name) {
  struct Sent {
    Uuid uuid;
    std::optional<Sha256> blob;
  };
  std::vector<Sent> uploads;
  {
    store::Rows rows =
        tx.query("SELECT u.uuid, u.sha256 FROM upload u JOIN submission s ON s.uuid = u.instance_uuid WHERE s.id = $1 AND u.file_name = $2",
                 submission, file_name);
    while (rows.next()) uploads.push_back({rows.uuid(0), rows.is_null(1) ? std::nullopt : std::optional(rows.sha256(1))});
  }
  for (const Sent& each : uploads) {
    tx.execute("DELETE FROM upload WHERE uuid = $1", each.uuid);
    if (each.blob) DoomedFiles::add_blob(tx, tombstone.photo, *each.blob, tombstone.erased_at);
    DoomedFiles::add_partial(tx, tombstone.photo, each.uuid, tombstone.erased_at);
  }
}

void carry_tombstone(store::Transaction& tx, const PhotoTombstone& tombstone, SubmissionId revision, std::string_view file_name) {
  tx.execute("INSERT INTO attachment (submission_id, name, expected, is_photo, erased_at) VALUES ($1, $2, 0, 0, $3)", revision,
             tombstone.attachment_name, tombstone.erased_at);
  PhotoTombstone carried = tombstone;
  carried.submission = revision;
  carried.photo = {*tx.integer(
      "INSERT INTO photo (uuid, submission_id, attachment_name, state, damaged, publication, people, erased_at) VALUES ($1, $2, $3, "
      "'erased', 0, 'private', 'undeclared', $4) RETURNING id",
      random_uuid(), revision, tombstone.attachment_name, tombstone.erased_at)};
  add_tombstone(tx, carried);
  drop_uploads(tx, carried, revision, file_name);
}

}  // namespace cityaudit::ingest
