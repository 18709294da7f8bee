#pragma once
// What the transport counts, for /metrics. Thread-safe and cheap: relaxed atomics, written once per request.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace cityaudit::server::http {

using Count = std::atomic<std::uint64_t>;

/// Latencies from the end of a request's head to the end of its answer.
struct Histogram {
  static constexpr std::array<std::int64_t, 12> bounds_micros{500,    1'000,   2'500,   5'000,     10'000,    25'000,
                                                              50'000, 100'000, 250'000, 1'000'000, 2'500'000, 10'000'000};
  std::array<Count, bounds_micros.size() + 1> counts{};  // not cumulative; the last is above every bound
  Count sum_micros{0};
  void add(std::int64_t micros);
};

struct RouteCounters {
  std::array<Count, 6> by_status_class{};  // [2]: 2xx
  Histogram latency;
};

/// Why a connection or request was turned away before any handler saw it.
enum class Rejection {
  connections_max,
  address_max,
  handshake,
  head_malformed,
  head_too_large,
  head_slow,
  body_malformed,
  body_too_large,
  body_slow,
  write_slow,
  busy,
  count_
};
std::string_view name_of(Rejection rejection);

class Counters {
 public:
  Count connections_accepted{0};
  Count connections_open{0};
  Count event_streams_open{0};
  Count bytes_received{0};
  Count bytes_sent{0};
  Count handler_exceptions{0};
  std::array<Count, static_cast<std::size_t>(Rejection::count_)> rejected{};

  void reject(Rejection why) { rejected[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed); }

  /// The counters of a route; those beyond the first 512 names share "other".
  RouteCounters& route(std::string_view name);
  void each_route(const std::function<void(const std::string& name, const RouteCounters& counters)>& visit) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<RouteCounters>, std::less<>> routes_;
};

}  // namespace cityaudit::server::http
