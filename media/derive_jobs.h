#pragma once
// Takes photos that wait for derivatives, one after the other per thread, and stores what came of them; when none waits, looks
// for faces and plates in those that somebody will have to decide about. Restart-safe: a job is claimed by a lease, and
// everything up to the one write that settles it can be done again. notify() from any thread.

#include "ingest/photo_review.h"
#include "media/worker_pool.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace cityaudit::media {

class DeriveJobs {
 public:
  /// What it works on; everything must outlive it. The pool must be stopped after it, not before.
  struct Parts {
    ingest::Jobs& jobs;
    ingest::Photos& photos;
    ingest::PhotoReview& review;
    store::BlobStore& blobs;
    WorkerPool& pool;
  };

  /// Starts `threads` threads: as many as the pool has workers. None: photos wait until a server with some is started.
  DeriveJobs(Parts parts, DeriveLimits limits, std::size_t threads);
  ~DeriveJobs();  // stop()
  DeriveJobs(const DeriveJobs&) = delete;
  DeriveJobs& operator=(const DeriveJobs&) = delete;

  /// There may be new work. Returns at once; without it new work is found within a second.
  void notify();
  /// Finishes what is under way and returns. Idempotent.
  void stop();

 private:
  void run();
  /// Whether there was a job.
  Result<bool> do_next();
  /// Whether there was a job of that kind; `work` is done for its photo.
  using Work = Result<> (DeriveJobs::*)(const ingest::Job& job, const ingest::Photo& photo);
  Result<bool> do_next(std::string_view kind, Work work);
  Result<> derive(const ingest::Job& job, const ingest::Photo& photo);
  Result<> suggest(const ingest::Job& job, const ingest::Photo& photo);
  Result<store::BlobName> keep(std::string_view jpeg);

  Parts parts_;
  const DeriveLimits limits_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t notified_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cityaudit::media
