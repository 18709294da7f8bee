#include "media/derive_jobs.h"

#include "base/log.h"

namespace cityaudit::media {
namespace {

constexpr auto poll_interval = std::chrono::seconds(1);

std::string hint_words(const PhotoFacts& facts) {
  std::string out = looks_blurred(facts) ? "blurred" : "";
  const Exposure exposure = exposure_of(facts);
  if (exposure == Exposure::good) return out;
  if (!out.empty()) out += ' ';
  return out + (exposure == Exposure::dark ? "dark" : "bright");
}

}  // namespace

DeriveJobs::DeriveJobs(Parts parts, DeriveLimits limits, std::size_t threads) : parts_(parts), limits_(limits) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
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
  CITYAUDIT_TRY(derived, do_next(ingest::derive_job, &DeriveJobs::derive));
  if (derived) return true;
  return do_next(ingest::suggest_job, &DeriveJobs::suggest);
}

Result<bool> DeriveJobs::do_next(std::string_view kind, Work work) {
  CITYAUDIT_TRY(job, parts_.jobs.claim(kind));
  if (!job) return false;
  CITYAUDIT_TRY(photo, parts_.photos.find(ingest::PhotoId{job->subject_id}));
  if (!photo || photo->erased_at) {
    CITYAUDIT_CHECK(parts_.photos.drop_job(*job));
    return true;
  }
  auto done = (this->*work)(*job, *photo);
  if (done) return true;
  log::warning("a photo waits for another attempt", {{"job_id", job->id.value},
                                                     {"kind", kind},
                                                     {"attempt", job->attempts},
                                                     {"code", done.error().code},
                                                     {"detail", done.error().message}});
  CITYAUDIT_CHECK(parts_.jobs.fail(*job, done.error().code));
  return true;
}

Result<> DeriveJobs::derive(const ingest::Job& job, const ingest::Photo& photo) {
  CITYAUDIT_TRY(covers, ingest::read_redactions(photo.redactions));
  CITYAUDIT_TRY(original, parts_.blobs.open(photo.original));
  CITYAUDIT_TRY(derived, parts_.pool.derive(*original, limits_, covers, photo.keep));
  if (derived.refusal) {
    log::info("a photo is refused",
              {{"job_id", job.id.value}, {"code", code_of(derived.refusal->reason)}, {"detail", derived.refusal->detail}});
    return parts_.photos.mark_refused(job, photo, code_of(derived.refusal->reason));
  }
  ingest::DerivedPhoto stored;
  stored.width = derived.facts.width;
  stored.height = derived.facts.height;
  stored.damaged = derived.facts.damaged;
  // The fingerprint of nothing would make every blank photo a near duplicate of every other.
  if (derived.facts.fingerprint) stored.fingerprint = static_cast<std::int64_t>(derived.facts.fingerprint);
  stored.hints = hint_words(derived.facts);
  stored.origin = std::move(derived.origin);
  CITYAUDIT_TRY(thumbnail, keep(derived.thumbnail_jpeg));
  CITYAUDIT_TRY(preview, keep(derived.preview_jpeg));
  CITYAUDIT_TRY(veil, keep(derived.veil_jpeg));
  stored.thumbnail = thumbnail.sha256;
  stored.preview = preview.sha256;
  stored.veil = veil.sha256;
  return parts_.photos.mark_ready(job, photo, stored);
}

Result<> DeriveJobs::suggest(const ingest::Job& job, const ingest::Photo& photo) {
  CITYAUDIT_TRY(original, parts_.blobs.open(photo.original));
  CITYAUDIT_TRY(suggestions, parts_.pool.suggest(*original, limits_));
  std::vector<ingest::PhotoSuggestion> found;
  for (const Suggestion& one : suggestions.found)
    found.push_back({one.kind == SuggestionKind::face ? "face" : "plate", one.region.from, one.region.to, one.score});
  return parts_.review.store_suggestions(job, found);
}

Result<store::BlobName> DeriveJobs::keep(std::string_view jpeg) {
  CITYAUDIT_TRY(writer, parts_.blobs.create());
  CITYAUDIT_CHECK(writer->write(bytes_of(jpeg)));
  return writer->commit();
}

}  // namespace cityaudit::media
