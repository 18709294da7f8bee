#pragma once
// When a connection is given up. Renewed for every phase (handshake, head, body piece, write ...) by a plain store; the
// server's sweep looks at all of them a few times a second, so no connection owns a timer.
// Renewed on the connection's strand; read from any thread.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace cityaudit::server::http {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  void renew(Clock::duration from_now) { set(Clock::now() + from_now); }
  void set(Clock::time_point at) { at_.store(at.time_since_epoch().count(), std::memory_order_relaxed); }
  /// While a handler works: how long that takes is not the sender's fault.
  void suspend() { at_.store(never, std::memory_order_relaxed); }
  bool passed(Clock::time_point now) const { return now.time_since_epoch().count() > at_.load(std::memory_order_relaxed); }

 private:
  static constexpr Clock::rep never = INT64_MAX;
  std::atomic<Clock::rep> at_{never};
};

}  // namespace cityaudit::server::http
