#pragma once
// The media workers of this server: N processes, kept running, given one photo at a time. Thread-safe; derive(), suggest()
// and draw() block their caller until a worker is free and has answered, so call them from media threads only.
//
// One keeper thread starts the processes (they die with the thread that starts them) and replaces dead ones, with growing
// pauses while they die without having done anything. One process more detects what people may want to cover: it needs twice
// the memory, is started when it is asked for and ends after a while without work.

#include "media/photo.h"

#include "base/result.h"
#include "store/blob_store.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace cityaudit::media {

class WorkerProcess;

class WorkerPool {
 public:
  struct Options {
    std::string worker_path;  // empty: cityaudit-media beside the running executable
    std::size_t workers = 2;
    std::uint64_t memory_bytes_max = 768U << 20U;  // address space of one worker; 0: no limit
    std::uint32_t job_seconds_max = 30;            // a worker that takes longer is killed
    std::uint32_t restart_pause_millis = 100;      // after the second death in a row; doubles up to 10 s
    DetectorFiles detectors;
    std::uint64_t detector_memory_bytes_max = 768U << 20U;
    std::uint32_t detector_idle_seconds = 60;

    static Options from(const Settings& settings);
  };

  /// For metrics. Counts are since the start of the pool.
  struct Figures {
    std::size_t running = 0;  // without the one that detects
    std::uint64_t jobs = 0;
    std::uint64_t deaths = 0;
  };

  /// Returns at once; the processes start in the background.
  explicit WorkerPool(Options options);
  ~WorkerPool();  // stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// A refusal is part of the value: it is a fact about the photo. An error (unavailable, or what the reader reports) means
  /// that the same call may succeed later; invalid ("photo.redactions_invalid"), that the redactions are not sound. Holds the
  /// derivatives in memory and never more than one piece of the original. `redactions` are covered in the preview before
  /// anything else is made of it. Time and place are told as far as they are `asked`.
  Result<Derived> derive(store::BlobReader& original, const DeriveLimits& limits, std::span<const Redaction> redactions = {},
                         OriginParts asked = {});

  /// Faces and number plates that a detector sees in the upright picture; empty where none is installed. Errors as with derive().
  Result<Suggestions> suggest(store::BlobReader& original, const DeriveLimits& limits);

  /// A drawn sample photo as a JPEG file.
  Result<std::string> draw(const SceneRequest& request);

  /// Ends the workers. Calls that are under way or come later return unavailable. Idempotent.
  void stop();

  Figures figures() const;

 private:
  enum class Task { derive, detect };
  enum class SlotState { empty, idle, busy, broken };
  struct Slot {
    Task task = Task::derive;
    bool wanted = true;  // a process should be there
    SlotState state = SlotState::empty;
    std::unique_ptr<WorkerProcess> process;
    std::uint32_t deaths_in_a_row = 0;
    std::chrono::steady_clock::time_point not_before{};
    std::chrono::steady_clock::time_point used_at{};
  };
  /// How one attempt at a request went.
  enum class Attempt { done, worker_failed, worker_killed, timed_out };

  void keep();
  void replace(Slot& slot, std::unique_lock<std::mutex>& lock);
  void retire(Slot& slot, std::unique_lock<std::mutex>& lock);
  void tell(const Slot& slot);
  Result<Slot*> borrow(Task task);
  void give_back(Slot& slot, Attempt attempt);
  bool is_stopping() const;
  template <class Use>
  Result<Attempt> with_worker(Task task, Use&& use);
  template <class Use>
  Result<std::optional<Refusal>> with_photo(Task task, Use&& use);

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;    // a worker became idle, or the pool stops
  std::condition_variable broken_;  // a worker must be replaced, or the pool stops
  std::vector<Slot> slots_;         // never resized after the constructor; the last one detects
  Figures figures_;
  bool stopping_ = false;
  bool told_unfiltered_ = false;
  bool told_detectors_ = false;
  std::thread keeper_;
};

}  // namespace cityaudit::media
