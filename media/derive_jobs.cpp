#include "media/derive_jobs.h"

#include "base/log.h"

namespace cityaudit::media {
namespace {

constexpr auto poll_interval = std::chrono::seconds(1);

}  // namespace

DeriveJobs::DeriveJobs(Parts parts, DeriveLimits limits, std::size_t threads) : parts_(parts), limits_(limits) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) threads_.emplace_back([this] { run(); });
}

DeriveJobs::~DeriveJobs() { stop(); }

void DeriveJobs::notify() {
  {
    const std::lock_guard lock(mutex_);
    ++notified_;
  }
  wake_.notify_all();
}

void DeriveJobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void DeriveJobs::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::uint64_t seen = notified_;
    lock.unlock();
    const auto worked = do_next();
    if (!worked)
      log::warning("a photo's job could not be claimed or settled", {{"code", worked.error().code}, {"detail", worked.error().message}});
    lock.lock();
    if (worked && *worked) continue;
    wake_.wait_for(lock, poll_interval, [&] { return stopping_ || notified_ != seen; });
  }
}

Result<bool> DeriveJobs::do_next() {
  CITYAUDIT_TRY(job, parts_.jobs.claim(ingest::derive_job));
  if (!job) return false;
  CITYAUDIT_TRY(photo, parts_.photos.find(ingest::PhotoId{job->subject_id}));
  if (!photo) {
    // Erased since: settling finds the same and only takes the job away.
    CITYAUDIT_CHECK(parts_.photos.mark_refused(*job, Sha256{}, code_of(RefusalReason::empty)));
    return true;
  }
  auto derived = derive(*job, *photo);
  if (derived) return true;
  log::warning(
      "a photo waits for another attempt",
      {{"job_id", job->id.value}, {"attempt", job->attempts}, {"code", derived.error().code}, {"detail", derived.error().message}});
  CITYAUDIT_CHECK(parts_.jobs.fail(*job, derived.error().code));
  return true;
}

Result<> DeriveJobs::derive(const ingest::Job& job, const ingest::Photo& photo) {
  CITYAUDIT_TRY(original, parts_.blobs.open(photo.original));
  CITYAUDIT_TRY(derived, parts_.pool.derive(*original, limits_));
  if (derived.refusal) {
    log::info("a photo is refused",
              {{"job_id", job.id.value}, {"code", code_of(derived.refusal->reason)}, {"detail", derived.refusal->detail}});
    return parts_.photos.mark_refused(job, photo.original, code_of(derived.refusal->reason));
  }
  CITYAUDIT_TRY(thumbnail, keep(derived.thumbnail_jpeg));
  CITYAUDIT_TRY(preview, keep(derived.preview_jpeg));
  return parts_.photos.mark_ready(job, photo.original,
                                  {derived.facts.width, derived.facts.height, derived.facts.damaged, thumbnail, preview});
}

Result<Sha256> DeriveJobs::keep(std::string_view jpeg) {
  CITYAUDIT_TRY(writer, parts_.blobs.create());
  CITYAUDIT_CHECK(writer->write(bytes_of(jpeg)));
  CITYAUDIT_TRY(name, writer->commit());
  return name.sha256;
}

}  // namespace cityaudit::media
