#pragma once
// The one bridge from the event loop to code that waits: bounded pools of threads. Thread-safe.
// The connection's side of it, `co_await blocking(pool, ...)`, is in server/http/task.h.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cityaudit::server {

struct PoolOptions {
  std::string name;  // at most 15 characters are seen in ps and top
  std::size_t threads = 4;
  std::size_t queue_max = 1024;  // jobs waiting for a thread
  int nice = 0;                  // above 0 for work that must not delay others
  bool batch = false;            // SCHED_BATCH
};

class BlockingPool {
 public:
  class Job {
   public:
    virtual ~Job() = default;
    virtual void run() noexcept = 0;
  };

  explicit BlockingPool(PoolOptions options);
  /// Runs what is queued, then ends the threads.
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// False, with the job left to the caller, when the queue is full.
  bool post(std::unique_ptr<Job>& job);
  /// For the next step of work that was let in before, and for tidying up after it: at most one per connection.
  void post_admitted(std::unique_ptr<Job> job);

  struct Load {
    std::size_t threads;
    std::size_t running;
    std::size_t queued;
    std::size_t queue_max;
  };
  Load load() const;
  const std::string& name() const { return options_.name; }

 private:
  void work();
  void lower_priority() const;

  const PoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<Job>> queue_;
  std::size_t running_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cityaudit::server
