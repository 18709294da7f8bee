#pragma once
// One running cityaudit-media. For one thread at a time; kill() from any thread.

#include "media/channel.h"

#include "base/result.h"

#include <sys/types.h>

namespace cityaudit::media {

class WorkerProcess {
 public:
  struct Options {
    std::string path;
    std::uint64_t memory_bytes_max = 0;
    std::uint64_t processor_seconds_max = 0;
    std::optional<DetectorFiles> detectors;  // it detects, too
  };

  enum class End {
    running,
    exited,  // by itself, or by a signal that the work brought on it (segmentation fault, abort, processor limit)
    killed,  // from outside: by us, an operator, or the kernel when memory ran out
  };

  /// Starts the process and waits for it to be ready, at most until `deadline`. The worker dies with the calling thread:
  /// call from one that lives as long as the workers are needed. unavailable ("media.worker_unavailable") otherwise.
  static Result<std::unique_ptr<WorkerProcess>> start(const Options& options, Channel::Deadline deadline);

  /// Kills what still runs and takes its exit status, so no zombie stays.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  Channel& channel() { return channel_; }
  pid_t pid() const { return pid_; }
  /// What it said of itself when it started.
  const Ready& ready() const { return ready_; }

  /// How the process ended, or that it has not.
  End poll_end();
  /// Ends it and says whether it had ended by itself before.
  End finish();
  /// Sends SIGKILL; the owner finds the channel closed. Must not be called after finish().
  void kill() const;

 private:
  WorkerProcess(pid_t pid, Channel channel) : pid_(pid), channel_(std::move(channel)) {}

  pid_t pid_;
  Channel channel_;
  Ready ready_;
  End end_ = End::running;
};

}  // namespace cityaudit::media
