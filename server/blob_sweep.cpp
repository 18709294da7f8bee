#include "server/blob_sweep.h"

#include "base/log.h"

#include <chrono>

namespace cityaudit::server {

void BlobSweep::start() {
  thread_ = std::thread([this] { run(); });
}

void BlobSweep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<std::int64_t> BlobSweep::sweep_now() {
  const auto is_named = [&](const Sha256& name) {
    const auto named = database_.read([&](store::Transaction& tx) -> Result<bool> { return ingest::is_blob_named(tx, name); });
    return !named || *named;  // in doubt it stays
  };
  return blobs_.sweep(clock_.now() + -age_seconds_ * millis_per_second, is_named);
}

void BlobSweep::run() {
  for (;;) {
    if (const auto expired = uploads_.remove_expired(); !expired)
      log::warning("expired uploads were not removed", {{"code", expired.error().code}, {"detail", expired.error().message}});
    if (const auto removed = sweep_now(); !removed) {
      log::warning("the blob sweep failed", {{"code", removed.error().code}, {"detail", removed.error().message}});
    } else if (*removed > 0) {
      log::info("blobs without a name were removed", {{"count", *removed}});
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, std::chrono::hours(1), [&] { return stopping_; })) return;
  }
}

}  // namespace cityaudit::server
