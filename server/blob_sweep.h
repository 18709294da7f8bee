#pragma once
// Removes blobs that no row names, what is left of posts that broke off, and uploads whose time is over. A thread of its own, once at start
// and then hourly.

#include "ingest/blob_names.h"
#include "ingest/uploads.h"
#include "store/blob_store.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace cityaudit::server {

class BlobSweep {
 public:
  /// Blobs younger than `age_seconds` are spared: the row that will name them may be on its way.
  BlobSweep(store::Database& database, store::BlobStore& blobs, ingest::Uploads& uploads, const Clock& clock, std::int64_t age_seconds)
      : database_(database), blobs_(blobs), uploads_(uploads), clock_(clock), age_seconds_(age_seconds) {}
  ~BlobSweep() { stop(); }
  void start();
  void stop();
  /// How many went.
  Result<std::int64_t> sweep_now();

 private:
  void run();

  store::Database& database_;
  store::BlobStore& blobs_;
  ingest::Uploads& uploads_;
  const Clock& clock_;
  const std::int64_t age_seconds_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::server
