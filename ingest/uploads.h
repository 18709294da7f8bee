#pragma once
// Files that arrive in pieces: a photo of 8 MB over a network that breaks every minute. An upload belongs to an activity and
// names the submission (by instanceID) and the file in it; either may come first. Thread-safe; calls block.

#include "ingest/submissions.h"

#include <map>
#include <mutex>

namespace cityaudit::ingest {

struct NewUpload {
  std::string instance_id;
  std::string file_name;
  std::string media_type;
  std::optional<std::int64_t> bytes_expected;  // nothing: told later
  std::optional<Sha256> sha256;                // as the sender computed it
};

struct Upload {
  Uuid uuid;
  std::string file_name;
  std::optional<std::int64_t> bytes_expected;
  std::int64_t bytes = 0;  // durable
  std::optional<Sha256> sha256_expected;
  std::optional<Sha256> sha256;  // of all of it, once it is complete
  UtcMillis expires_at;

  bool complete() const { return sha256.has_value(); }
};

struct UploadLimits {
  std::int64_t bytes_max = 60'000'000;  // of one file
  // Of one activity: what is not complete, and what is complete and whose submission has not come.
  std::int64_t unfinished_bytes_max = 2'000'000'000;  // by what was announced; bytes_max where nothing was
  std::int64_t unfinished_max = 2'000;
  std::int64_t lifetime_millis = 7 * millis_per_day;  // from its creation

  static UploadLimits from(const Settings& settings);  // uploads.*
};

class Uploads {
 public:
  Uploads(store::Database& database, store::BlobStore& blobs, Submissions& submissions, const Clock& clock, UploadLimits limits)
      : database_(database), blobs_(blobs), submissions_(submissions), clock_(clock), limits_(limits) {}

  /// too_large ("submission.file_too_large"), rate_limited ("upload.too_many_open"), conflict ("submission.withdrawn").
  Result<Upload> create(const Activity& activity, const NewUpload& wanted);
  /// not_found: "upload.unknown" for another activity's too, "upload.expired".
  Result<Upload> find(const Activity& activity, const Uuid& id);
  /// Once; conflict ("upload.length_known") when another was told before.
  Result<> announce_length(const Activity& activity, const Uuid& id, std::int64_t bytes);
  /// `bytes` of the partial are synced. not_found ("upload.unknown") when the upload was removed meanwhile: its bytes are gone, too.
  Result<> acknowledge(const Uuid& id, std::int64_t bytes);
  /// All bytes are in `partial`: makes it a blob and gives it to its submission when that is here. The order matters: a
  /// complete upload is acknowledged only with its blob, so a crash in between costs a repeat and never a photo.
  /// invalid ("upload.checksum_mismatch") when the bytes are not those that the sender announced; they are thrown away.
  /// A file that was erased from its submission is taken and thrown away. not_found ("upload.unknown") when it was removed meanwhile.
  Result<> complete(const Activity& activity, const Upload& upload, store::PartialBlob& partial);
  Result<> remove(const Activity& activity, const Uuid& id);
  /// Those whose time is over go, with their bytes; how many.
  Result<std::int64_t> remove_expired();

 private:
  struct Load {
    std::int64_t uploads = 0;
    std::int64_t bytes = 0;
  };
  Result<> forget(const Uuid& id);
  /// Whether it brings once more what was erased.
  Result<bool> is_erased(const Uuid& id);
  bool fits(const Load& load, std::int64_t bytes) const;
  Load count(store::Transaction& tx, ActivityId activity) const;
  /// Whether the activity may have another upload of that size; if so it is counted.
  bool take_room(store::Transaction& tx, ActivityId activity, std::int64_t bytes);

  store::Database& database_;
  store::BlobStore& blobs_;
  Submissions& submissions_;
  const Clock& clock_;
  const UploadLimits limits_;
  // By activity, never too low: what was created since it was counted is added, what went or was claimed is not taken off. Counting
  // reads every upload of the activity, so it is done anew only where this says that there is no room.
  std::mutex mutex_;
  std::map<std::int64_t, Load> loads_;
};

/// Complete files that came before their submission.
std::vector<ReceivedFile> files_waiting_for(store::Transaction& tx, ActivityId activity, const Uuid& submission);

}  // namespace cityaudit::ingest
