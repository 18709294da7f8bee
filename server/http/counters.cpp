#include "server/http/counters.h"

#include <algorithm>
#include <mutex>

namespace cityaudit::server::http {
namespace {

constexpr std::size_t routes_max = 512;

}  // namespace

void Histogram::add(std::int64_t micros) {
  const auto place = std::lower_bound(bounds_micros.begin(), bounds_micros.end(), micros) - bounds_micros.begin();
  counts[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
  sum_micros.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)), std::memory_order_relaxed);
}

std::string_view name_of(Rejection rejection) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(Rejection::count_)> names{
      "connections_max", "address_max", "handshake", "head_malformed", "head_too_large", "head_slow", "body_malformed", "body_too_large",
      "body_slow",       "write_slow",  "busy"};
  return names[static_cast<std::size_t>(rejection)];
}

RouteCounters& Counters::route(std::string_view name) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = routes_.find(name); found != routes_.end()) return *found->second;
  }
  const std::lock_guard lock(mutex_);
  const std::string key(routes_.size() < routes_max ? name : "other");
  auto& counters = routes_[key];
  if (!counters) counters = std::make_unique<RouteCounters>();
  return *counters;
}

void Counters::each_route(const std::function<void(const std::string&, const RouteCounters&)>& visit) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [name, counters] : routes_) visit(name, *counters);
}

}  // namespace cityaudit::server::http
