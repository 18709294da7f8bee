#pragma once
// Removes what has to go from the blob store: within seconds what was erased, within a minute uploads whose time is over, once at start and
// then hourly blobs that no row names and what is left of posts that broke off. A thread of its own; what it had not done before a crash it
// does after the start.

#include "ingest/blob_names.h"
#include "ingest/doomed_files.h"
#include "ingest/uploads.h"
#include "store/blob_store.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace cityaudit::server {

class BlobSweep {
 public:
  /// Blobs younger than `age_seconds` are spared: the row that will name them may be on its way.
  BlobSweep(store::Database& database, store::BlobStore& blobs, ingest::Uploads& uploads, ingest::DoomedFiles& doomed, const Clock& clock,
            std::int64_t age_seconds)
      : database_(database), blobs_(blobs), uploads_(uploads), doomed_(doomed), clock_(clock), age_seconds_(age_seconds) {}
  ~BlobSweep() { stop(); }
  void start();
  void stop();
  /// How many went.
  Result<std::int64_t> sweep_now();

 private:
  void run();
  void remove_expired_uploads();
  void sweep_blobs();

  store::Database& database_;
  store::BlobStore& blobs_;
  ingest::Uploads& uploads_;
  ingest::DoomedFiles& doomed_;
  const Clock& clock_;
  const std::int64_t age_seconds_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::server
