#pragma once
// How many jobs pool threads hold for a server. Thread-safe.

#include <atomic>
#include <cstddef>

namespace cityaudit::server::http {

/// Counts the jobs that pool threads still hold: the event loop must outlive the last touch of each, which comes after its
/// coroutine has gone on.
class JobCount {
 public:
  class Guard {
   public:
    explicit Guard(JobCount& count) : count_(count) { count_.jobs_.fetch_add(1); }
    ~Guard() { count_.jobs_.fetch_sub(1); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    JobCount& count_;
  };
  bool none() const { return jobs_.load() == 0; }

 private:
  std::atomic<std::size_t> jobs_{0};
};

}  // namespace cityaudit::server::http
