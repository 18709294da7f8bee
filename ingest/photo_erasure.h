#pragma once
// Erasing a photo for good: gone from every read in one transaction; its bytes follow (ingest/doomed_files.h). What was said about it stays
// with the answers. Thread-safe; calls block.

#include "ingest/photo_tombstones.h"

namespace cityaudit::ingest {

class PhotoErasure {
 public:
  PhotoErasure(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// From its submission and from all older revisions of that. Of one that is erased already nothing changes. not_found ("photo.unknown").
  Result<Photo> erase(const Uuid& photo, ErasureGround ground, AccountId account, std::string_view actor);
  /// Erases again what a database from before the erasure brought back: those files of `tombstones` that are there. Their `submission` and
  /// `photo` do not count, the submission is told by its id for outsiders. How many files.
  Result<std::int64_t> erase_again(const std::vector<std::pair<Uuid, PhotoTombstone>>& tombstones);
  /// Every one there is, for erase_again() elsewhere.
  static Result<std::vector<std::pair<Uuid, PhotoTombstone>>> all(store::Database& database);

 private:
  Result<> erase_everywhere(store::Transaction& tx, const Photo& photo, const PhotoTombstone& tombstone) const;
  Result<> erase_file(store::Transaction& tx, SubmissionId submission, std::string_view file_name, const PhotoTombstone& tombstone) const;
  Result<> take_out_of_answers(store::Transaction& tx, SubmissionId submission, std::string_view file_name,
                               const PhotoTombstone& tombstone) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
