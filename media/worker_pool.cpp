#include "media/worker_pool.h"

#include "media/derive_answer.h"
#include "media/plain_jpeg.h"
#include "media/worker_process.h"

#include "base/log.h"

#include <algorithm>
#include <filesystem>

namespace cityaudit::media {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto start_seconds_max = std::chrono::seconds(20);
constexpr auto pause_max = std::chrono::seconds(10);
/// A worker that dies of a photo gets this photo once more, in case something else was the cause.
constexpr int attempts_max = 2;

Error unavailable(std::string detail) { return {ErrorKind::unavailable, "media.worker_unavailable", std::move(detail)}; }

std::string path_beside_executable() {
  std::error_code fault;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", fault);
  return fault ? "cityaudit-media" : (self.parent_path() / "cityaudit-media").string();
}

/// The original, piece by piece. A reading error is the blob store's; `false` means the worker went away.
Result<bool> send_original(Channel& channel, store::BlobReader& original, Channel::Deadline deadline) {
  std::array<unsigned char, piece_bytes_max> piece;
  std::int64_t at = 0;
  while (at < original.bytes()) {
    const auto wanted = std::min<std::int64_t>(piece_bytes_max, original.bytes() - at);
    CITYAUDIT_TRY(count, original.read(at, std::span(piece).first(static_cast<std::size_t>(wanted))));
    if (count == 0) return Error{ErrorKind::internal, "error.internal", "a blob is shorter than it says"};
    if (!channel.send(FrameType::piece, {reinterpret_cast<const char*>(piece.data()), count}, deadline)) return false;
    at += static_cast<std::int64_t>(count);
  }
  return channel.send(FrameType::end, {}, deadline).has_value();
}

/// What send_original() says.
Result<bool> send_request(Channel& channel, FrameType type, const std::string& request, store::BlobReader& original,
                          Channel::Deadline deadline) {
  if (!channel.send(type, request, deadline)) return false;
  return send_original(channel, original, deadline);
}

/// What no worker need be asked for.
std::optional<Refusal> refuse_by_size(const store::BlobReader& original, const DeriveLimits& limits) {
  const auto bytes = static_cast<std::uint64_t>(original.bytes());
  if (bytes == 0) return Refusal{RefusalReason::empty, "no bytes"};
  if (bytes > limits.photo_bytes_max) return Refusal{RefusalReason::too_large, std::to_string(bytes) + " bytes"};
  return std::nullopt;
}

}  // namespace

WorkerPool::Options WorkerPool::Options::from(const Settings& settings) {
  Options options;
  options.workers = settings.size("media.workers");
  options.memory_bytes_max = settings.size("media.worker_memory_bytes_max");
  options.job_seconds_max = static_cast<std::uint32_t>(settings.integer("media.job_seconds_max"));
  options.detectors = {settings.text("media.face_model_file"), settings.text("media.face_model_sha256"),
                       settings.text("media.cascade_folder")};
  options.detector_memory_bytes_max = settings.size("media.detector_memory_bytes_max");
  options.detector_idle_seconds = static_cast<std::uint32_t>(settings.integer("media.detector_idle_seconds"));
  return options;
}

WorkerPool::WorkerPool(Options options) : options_(std::move(options)), slots_(std::max<std::size_t>(options_.workers, 1) + 1) {
  slots_.back().task = Task::detect;
  slots_.back().wanted = false;
  if (options_.worker_path.empty()) options_.worker_path = path_beside_executable();
  keeper_ = std::thread([this] { keep(); });
}

WorkerPool::~WorkerPool() { stop(); }

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Slot& slot : slots_) {
      if (slot.state == SlotState::busy) slot.process->kill();
    }
  }
  idle_.notify_all();
  broken_.notify_all();
  if (keeper_.joinable()) keeper_.join();
}

bool WorkerPool::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

WorkerPool::Figures WorkerPool::figures() const {
  const std::lock_guard lock(mutex_);
  Figures figures = figures_;
  figures.running = static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.task == Task::derive && (slot.state == SlotState::idle || slot.state == SlotState::busy);
  }));
  return figures;
}

void WorkerPool::keep() {
  std::unique_lock lock(mutex_);
  const auto busy = [](const Slot& slot) { return slot.state == SlotState::busy; };
  while (!stopping_) {
    auto next = Clock::now() + std::chrono::hours(1);
    Slot* due = nullptr;
    for (Slot& slot : slots_) {
      if (slot.task == Task::detect && slot.state == SlotState::idle) {
        const auto leaves = slot.used_at + std::chrono::seconds(options_.detector_idle_seconds);
        if (leaves <= Clock::now()) retire(slot, lock);
        next = std::min(next, leaves);
      }
      if (!slot.wanted) continue;
      if (slot.state != SlotState::empty && slot.state != SlotState::broken) continue;
      if (slot.not_before <= Clock::now()) due = &slot;
      next = std::min(next, slot.not_before);
    }
    if (due)
      replace(*due, lock);
    else
      broken_.wait_until(lock, next);
  }
  // Callers that still hold a worker find it dead and bring it back; only then may it go.
  broken_.wait(lock, [&] { return std::none_of(slots_.begin(), slots_.end(), busy); });
  for (Slot& slot : slots_) {
    slot.process.reset();
    slot.state = SlotState::empty;
  }
}

void WorkerPool::retire(Slot& slot, std::unique_lock<std::mutex>& lock) {
  slot.wanted = false;
  slot.state = SlotState::empty;
  const auto old = std::move(slot.process);
  lock.unlock();  // ending a process takes its time
  old->finish();
  lock.lock();
}

/// Once, what the operator should know of processes as they turned out.
void WorkerPool::tell(const Slot& slot) {
  const Ready& ready = slot.process->ready();
  if (!ready.filtered && !std::exchange(told_unfiltered_, true)) {
    log::warning("the kernel offers no system call filter: media workers run without it");
  }
  if (slot.task != Task::detect || std::exchange(told_detectors_, true)) return;
  if (!options_.detectors.face_model.empty() && ready.faces != FaceDetector::network) {
    log::warning(
        "the face model (media.face_model_file) is not used: it is missing, not the one that media.face_model_sha256 names, or unreadable");
  }
  const std::string_view faces = ready.faces == FaceDetector::network   ? "network"
                                 : ready.faces == FaceDetector::cascade ? "cascade"
                                                                        : "none";
  log::write(ready.faces == FaceDetector::none ? log::Level::warning : log::Level::info, "what people may want to cover is suggested",
             {{"faces_by", faces}, {"plates_by", ready.plates ? "cascade" : "none"}});
}

void WorkerPool::replace(Slot& slot, std::unique_lock<std::mutex>& lock) {
  const auto old = std::move(slot.process);
  lock.unlock();
  WorkerProcess::Options options{options_.worker_path, options_.memory_bytes_max, options_.job_seconds_max + 5U, std::nullopt};
  if (slot.task == Task::detect) {
    options.memory_bytes_max = options_.detector_memory_bytes_max;
    options.detectors = options_.detectors;
  }
  auto started = WorkerProcess::start(options, Clock::now() + start_seconds_max);
  lock.lock();
  if (!started) {
    const auto pause = std::chrono::milliseconds(std::uint64_t{options_.restart_pause_millis} << std::min(slot.deaths_in_a_row, 12U));
    slot.not_before = Clock::now() + std::min<std::chrono::milliseconds>(pause, pause_max);
    ++slot.deaths_in_a_row;
    slot.state = SlotState::broken;
    log::error("a media worker cannot be started", {{"detail", started.error().message}});
    return;
  }
  slot.process = *std::move(started);
  slot.state = SlotState::idle;
  slot.used_at = Clock::now();
  tell(slot);
  idle_.notify_all();  // who waits may wait for the other task
}

Result<WorkerPool::Slot*> WorkerPool::borrow(Task task) {
  std::unique_lock lock(mutex_);
  const auto patience = Clock::now() + 2 * std::chrono::seconds(options_.job_seconds_max);
  for (;;) {
    if (stopping_) return unavailable("the pool stops");
    for (Slot& slot : slots_) {
      if (slot.task != task) continue;
      if (!std::exchange(slot.wanted, true)) broken_.notify_all();
      if (slot.state != SlotState::idle) continue;
      if (slot.process->poll_end() == WorkerProcess::End::running) {
        slot.state = SlotState::busy;
        return &slot;
      }
      slot.state = SlotState::broken;  // died while it had nothing to do: no photo's fault
      ++figures_.deaths;
      broken_.notify_all();
    }
    if (idle_.wait_until(lock, patience) == std::cv_status::timeout) return unavailable("no media worker became free");
  }
}

void WorkerPool::give_back(Slot& slot, Attempt attempt) {
  const std::lock_guard lock(mutex_);
  slot.used_at = Clock::now();
  if (attempt == Attempt::done) {
    slot.state = SlotState::idle;
    slot.deaths_in_a_row = 0;
    ++figures_.jobs;
  } else {
    slot.state = SlotState::broken;
    ++figures_.deaths;
    const auto pause = std::chrono::milliseconds(std::uint64_t{options_.restart_pause_millis} << std::min(slot.deaths_in_a_row, 12U));
    slot.not_before = slot.deaths_in_a_row == 0 ? Clock::now() : Clock::now() + std::min<std::chrono::milliseconds>(pause, pause_max);
    ++slot.deaths_in_a_row;
  }
  broken_.notify_all();
  idle_.notify_all();
}

/// Runs `use(Channel&, Deadline) -> Result<Channel::Outcome<bool>>` with a worker: an error is the caller's own, a fault the
/// channel's, and `false` an answer that breaks the protocol.
template <class Use>
Result<WorkerPool::Attempt> WorkerPool::with_worker(Task task, Use&& use) {
  CITYAUDIT_TRY(slot, borrow(task));
  const auto deadline = Clock::now() + std::chrono::seconds(options_.job_seconds_max);
  auto used = use(slot->process->channel(), Channel::Deadline(deadline));
  if (used && *used && **used) {
    give_back(*slot, Attempt::done);
    return Attempt::done;
  }
  // finish() kills, so that nothing is left of a half-finished conversation.
  const bool timed_out = Clock::now() >= deadline;
  const bool violated = used && (*used ? !**used : (*used).error() == Channel::Fault::malformed);
  const bool closed = used && !*used && (*used).error() == Channel::Fault::closed;
  const auto end = slot->process->finish();
  const Attempt attempt = timed_out                                     ? Attempt::timed_out
                          : closed && end == WorkerProcess::End::killed ? Attempt::worker_killed
                                                                        : Attempt::worker_failed;
  give_back(*slot, attempt);
  if (!used) return used.error();
  if (is_stopping()) return unavailable("the pool stops");
  log::warning("a media worker did not finish a request",
               {{"timed_out", timed_out}, {"violated", violated}, {"killed", attempt == Attempt::worker_killed}});
  return attempt;
}

/// The same for work on a photo, which gets another worker when one dies of it. A refusal when it is the photo that ends workers,
/// or that takes too long.
template <class Use>
Result<std::optional<Refusal>> WorkerPool::with_photo(Task task, Use&& use) {
  Attempt last = Attempt::worker_failed;
  for (int i = 0; i < attempts_max; ++i) {
    CITYAUDIT_TRY(attempt, with_worker(task, use));
    if (attempt == Attempt::done) return std::nullopt;
    if (attempt == Attempt::timed_out) return Refusal{RefusalReason::took_too_long, "over the time limit"};
    last = attempt;
  }
  if (last == Attempt::worker_killed) return unavailable("media workers are killed from outside");
  return Refusal{RefusalReason::unreadable, "decoding ends the worker"};
}

Result<Derived> WorkerPool::derive(store::BlobReader& original, const DeriveLimits& limits, std::span<const Redaction> redactions,
                                   OriginParts asked) {
  if (!are_sound(redactions)) return Error{ErrorKind::invalid, "photo.redactions_invalid", "redactions out of their bounds"};
  if (auto refusal = refuse_by_size(original, limits)) return Derived::refused(*std::move(refusal));
  const std::string request =
      encode(DeriveRequest{limits, static_cast<std::uint64_t>(original.bytes()), {redactions.begin(), redactions.end()}, asked});
  Derived derived;
  const auto use = [&](Channel& channel, Channel::Deadline deadline) -> Result<Channel::Outcome<bool>> {
    CITYAUDIT_TRY(sent, send_request(channel, FrameType::derive, request, original, deadline));
    if (!sent) return Channel::Outcome<bool>(Channel::Fault::closed);
    DeriveAnswer answer(limits, asked);
    for (;;) {
      auto frame = channel.receive(deadline);
      if (!frame) return Channel::Outcome<bool>(frame.error());
      const auto state = answer.accept(frame->type, std::move(frame->payload));
      if (state == DeriveAnswer::State::open) continue;
      if (state == DeriveAnswer::State::complete) derived = answer.take();
      return Channel::Outcome<bool>(state == DeriveAnswer::State::complete);
    }
  };
  CITYAUDIT_TRY(refusal, with_photo(Task::derive, use));
  if (refusal) return Derived::refused(*std::move(refusal));
  return derived;
}

Result<Suggestions> WorkerPool::suggest(store::BlobReader& original, const DeriveLimits& limits) {
  if (auto refusal = refuse_by_size(original, limits)) return Suggestions{std::move(refusal), {}};
  const std::string request = encode(DeriveRequest{limits, static_cast<std::uint64_t>(original.bytes()), {}, {}});
  Suggestions suggestions;
  const auto use = [&](Channel& channel, Channel::Deadline deadline) -> Result<Channel::Outcome<bool>> {
    CITYAUDIT_TRY(sent, send_request(channel, FrameType::suggest, request, original, deadline));
    if (!sent) return Channel::Outcome<bool>(Channel::Fault::closed);
    const auto frame = channel.receive(deadline);
    if (!frame) return Channel::Outcome<bool>(frame.error());
    if (frame->type == FrameType::refusal) {
      suggestions.refusal = decode_refusal(frame->payload);
      return Channel::Outcome<bool>(suggestions.refusal.has_value());
    }
    auto found = frame->type == FrameType::suggestions ? decode_suggestions(frame->payload) : std::nullopt;
    if (found) suggestions.found = *std::move(found);
    return Channel::Outcome<bool>(found.has_value());
  };
  CITYAUDIT_TRY(refusal, with_photo(Task::detect, use));
  if (refusal) return Suggestions{std::move(refusal), {}};
  return suggestions;
}

Result<std::string> WorkerPool::draw(const SceneRequest& request) {
  std::string picture;
  const auto use = [&](Channel& channel, Channel::Deadline deadline) -> Result<Channel::Outcome<bool>> {
    if (auto sent = channel.send(FrameType::draw, encode(request), deadline); !sent) return Channel::Outcome<bool>(sent.error());
    auto frame = channel.receive(deadline);
    if (!frame) return Channel::Outcome<bool>(frame.error());
    picture = std::move(frame->payload);
    return Channel::Outcome<bool>(frame->type == FrameType::picture && is_plain_jpeg(bytes_of(picture), request.width, request.height));
  };
  for (int i = 0; i < attempts_max; ++i) {
    CITYAUDIT_TRY(attempt, with_worker(Task::derive, use));
    if (attempt == Attempt::done) return picture;
  }
  return unavailable("a scene could not be drawn");
}

}  // namespace cityaudit::media
