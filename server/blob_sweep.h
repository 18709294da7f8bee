#pragma once
// Removes what has to go: when its time has come what was withdrawn; from the blob store within seconds what was erased, within a minute
// uploads whose time is over, once at start and then hourly blobs that no row names, what is left of posts that broke off, and times and
// places of photos whose time is over. A thread of its own; what it had not done before a crash it does after the start.

#include "ingest/blob_names.h"
#include "ingest/doomed_files.h"
#include "ingest/photos.h"
#include "ingest/submission_erasure.h"
#include "ingest/uploads.h"
#include "store/blob_store.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace cityaudit::server {

class BlobSweep {
 public:
  struct Parts {
    store::Database& database;
    store::BlobStore& blobs;
    ingest::Uploads& uploads;
    ingest::DoomedFiles& doomed;
    ingest::SubmissionErasure& erasure;
    ingest::Photos& photos;
    const Clock& clock;
  };
  struct Ages {
    std::int64_t blob_seconds;  // younger ones are spared: the row that will name them may be on its way
    std::int64_t origin_days;   // of times and places of photos
  };
  BlobSweep(Parts parts, Ages ages) : parts_(parts), ages_(ages) {}
  ~BlobSweep() { stop(); }
  void start();
  void stop();
  /// How many went.
  Result<std::int64_t> sweep_now();

 private:
  void run();
  void erase();
  void remove_expired_uploads();
  void sweep_blobs();
  void forget_origins();

  Parts parts_;
  const Ages ages_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::server
