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
    const auto named = parts_.database.read([&](store::Transaction& tx) -> Result<bool> { return ingest::is_blob_named(tx, name); });
    return !named || *named;  // in doubt it stays
  };
  return parts_.blobs.sweep(parts_.clock.now() + -ages_.blob_seconds * millis_per_second, is_named);
}

void BlobSweep::erase() {
  if (const auto erased = parts_.erasure.erase_due(); !erased)
    log::warning("what was withdrawn was not erased", {{"code", erased.error().code}, {"detail", erased.error().message}});
  else if (*erased > 0)
    log::info("what was withdrawn was erased", {{"count", *erased}});
  if (const auto removed = parts_.doomed.remove_due(); !removed)
    log::warning("what was erased was not removed", {{"code", removed.error().code}, {"detail", removed.error().message}});
  if (const auto finished = parts_.erasure.finish(); !finished)
    log::warning("an erasure was not finished", {{"code", finished.error().code}, {"detail", finished.error().message}});
}

void BlobSweep::remove_expired_uploads() {
  if (const auto expired = parts_.uploads.remove_expired(); !expired)
    log::warning("expired uploads were not removed", {{"code", expired.error().code}, {"detail", expired.error().message}});
}

void BlobSweep::sweep_blobs() {
  const auto removed = sweep_now();
  if (!removed)
    log::warning("the blob sweep failed", {{"code", removed.error().code}, {"detail", removed.error().message}});
  else if (*removed > 0)
    log::info("blobs without a name were removed", {{"count", *removed}});
}

void BlobSweep::forget_origins() {
  if (const auto forgotten = parts_.photos.forget_origins(parts_.clock.now() + -ages_.origin_days * millis_per_day); !forgotten)
    log::warning("times and places of photos were not forgotten",
                 {{"code", forgotten.error().code}, {"detail", forgotten.error().message}});
}

void BlobSweep::run() {
  constexpr std::int64_t uploads_every = 30, blobs_every = 3600;  // turns of a second
  for (std::int64_t turn = 0;; ++turn) {
    erase();
    if (turn % uploads_every == 0) remove_expired_uploads();
    if (turn % blobs_every == 0) {
      sweep_blobs();
      forget_origins();
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; })) return;
  }
}

}  // namespace cityaudit::server
