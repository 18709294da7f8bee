#pragma once
// What remains of photos that were erased: enough to say so, and to recognise a file that a phone sends once more. Inside a transaction.

#include "ingest/forms/facts.h"
#include "ingest/photos.h"

#include <map>

namespace cityaudit::ingest {

/// Why a photo was erased. A word and no sentence: a sentence would often name the person whose trace is to go.
enum class ErasureGround { subject_asked, sender_asked, no_consent, harmful, mistake };
std::string_view to_word(ErasureGround ground);
std::optional<ErasureGround> erasure_ground_from(std::string_view word);

struct PhotoTombstone {
  SubmissionId submission;
  std::string attachment_name;  // that stands where the file's did
  PhotoId photo;
  Uuid salt;
  Sha256 name_digest;  // of salt and the file's name
  std::string ground;
  UtcMillis erased_at;
  AccountId erased_by;  // may be none

  /// Whether a file of that name is the erased one.
  bool is_of(std::string_view file_name) const;
};

/// With a name, a salt and a digest of its own; the rest is the caller's.
PhotoTombstone make_tombstone(std::string_view file_name);

std::vector<PhotoTombstone> tombstones_of(store::Transaction& tx, SubmissionId submission);
std::optional<PhotoTombstone> find_tombstone(store::Transaction& tx, SubmissionId submission, std::string_view file_name);
/// The same by the submission's id for outsiders.
std::optional<PhotoTombstone> find_tombstone(store::Transaction& tx, const Uuid& submission, std::string_view file_name);
void add_tombstone(store::Transaction& tx, const PhotoTombstone& tombstone);

/// Bytes of an erased photo that were sent once more: they go again.
void absorb(store::Transaction& tx, const PhotoTombstone& tombstone, const Sha256& blob, UtcMillis at);

/// What came of that file in pieces, whole or not, goes.
void drop_uploads(store::Transaction& tx, const PhotoTombstone& tombstone, SubmissionId submission, std::string_view file_name);

/// Which of the files that a new revision names were erased from the one it replaces, by the name that its answers give them.
using ErasedFiles = std::map<std::string, PhotoTombstone, std::less<>>;
ErasedFiles erased_files(store::Transaction& tx, SubmissionId replaced, const std::vector<ExpectedAttachment>& named);
/// What it does not name was erased all the same, and stays so if a later revision names it.
void keep_tombstones(store::Transaction& tx, SubmissionId replaced, SubmissionId revision, const ErasedFiles& named);

/// A new revision names a file that was erased from the one it replaces: it is erased there, too, from the start.
void carry_tombstone(store::Transaction& tx, const PhotoTombstone& tombstone, SubmissionId revision, std::string_view file_name);

}  // namespace cityaudit::ingest
