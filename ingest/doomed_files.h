#pragma once
// Bytes that have to leave the blob store: noted in the transaction that takes away what named them, removed by a thread that starts again
// where it was stopped. Thread-safe; calls block.

#include "ingest/keys.h"
#include "store/blob_store.h"
#include "store/database.h"

#include <atomic>

namespace cityaudit::ingest {

class DoomedFiles {
 public:
  DoomedFiles(store::Database& database, store::BlobStore& blobs, const Clock& clock) : database_(database), blobs_(blobs), clock_(clock) {}

  /// The blob goes unless another row names it by then. In the transaction after which `photo` no longer does.
  static void add_blob(store::Transaction& tx, PhotoId photo, const Sha256& blob, UtcMillis at);
  static void add_partial(store::Transaction& tx, PhotoId photo, const Uuid& upload, UtcMillis at);
  /// The same of what is erased with its submission (ingest/submission_erasure.h), or with everything of a person.
  static void add_blob(store::Transaction& tx, SubmissionId submission, const Sha256& blob, UtcMillis at);
  static void add_partial(store::Transaction& tx, SubmissionId submission, const Uuid& upload, UtcMillis at);
  static void add_blob(store::Transaction& tx, ParticipationId person, const Sha256& blob, UtcMillis at);

  /// Removes what is due. Where something withstands, it is tried again later, for as long as it takes. Then, for erased photos of which
  /// nothing is left there, sees to it that the database has no trace either. How many files were dealt with.
  Result<std::int64_t> remove_due();

 private:
  struct Doomed {
    std::int64_t id = 0;
    std::optional<Sha256> blob;
    std::optional<Uuid> partial;
  };
  Result<std::vector<Doomed>> due();
  Result<> remove(const Doomed& doomed);
  Result<> finish_erasures();

  store::Database& database_;
  store::BlobStore& blobs_;
  const Clock& clock_;
  std::atomic<std::int64_t> finish_not_before_ = 0;  // UTC milliseconds
};

}  // namespace cityaudit::ingest
