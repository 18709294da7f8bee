#pragma once
// The [http] settings, read once at start. Read-only afterwards; thread-safe.

#include "base/settings.h"
#include "server/http/chunked.h"
#include "server/http/request_head.h"

#include <chrono>

namespace cityaudit::server::http {

struct Limits {
  explicit Limits(const Settings& settings);

  HeadLimits head;
  ChunkedLimits chunked;
  std::size_t connections_max;
  std::size_t connections_per_address_max;
  std::size_t pipelined_requests_max;
  std::size_t small_body_bytes_max;
  std::size_t body_memory_bytes_max;
  std::size_t body_bytes_per_second_min;
  std::size_t drain_bytes_max;
  std::size_t linger_bytes_max;
  std::chrono::seconds handshake_time_max;
  std::chrono::seconds head_time_max;
  std::chrono::seconds idle_time_max;
  std::chrono::seconds body_idle_time_max;
  std::chrono::seconds write_idle_time_max;
  std::chrono::seconds linger_time_max;
  std::chrono::seconds stop_time_max;
};

}  // namespace cityaudit::server::http
