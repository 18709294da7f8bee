#pragma once
// What all connections of one server share, and who they are. Thread-safe.

#include "base/clock.h"
#include "server/blocking.h"
#include "server/http/counters.h"
#include "server/http/forwarded.h"
#include "server/http/job_count.h"
#include "server/http/limits.h"
#include "server/http/memory_budget.h"
#include "server/http/route.h"
#include "server/http/server.h"
#include "server/http/tls.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace cityaudit::server::http {

class Connection;

/// Lets connections in up to http.connections_max and, per address, http.connections_per_address_max. Loopback and trusted proxies
/// are exempt from the second: many people stand behind them.
class Door {
 public:
  Door(const Limits& limits, const Forwarding& forwarding) : limits_(limits), forwarding_(forwarding) {}
  /// Nothing when let in; leave() must follow then.
  std::optional<Rejection> enter(const Address& peer);
  void leave(const Address& peer);

 private:
  bool exempt(const Address& peer) const { return peer.is_loopback() || forwarding_.trusts(peer); }

  const Limits& limits_;
  const Forwarding& forwarding_;
  std::mutex mutex_;
  std::size_t open_ = 0;
  std::map<std::array<unsigned char, 16>, std::size_t> by_address_;
};

/// The open connections: for the sweep of deadlines and for the stop.
class Connections {
 public:
  void add(Connection& connection);
  void remove(Connection& connection);
  std::size_t size() const;
  /// Visits each under the lock: `visit` must neither block nor remove.
  void each(const std::function<void(Connection&)>& visit);
  /// Whether all were gone before `until`.
  bool wait_until_empty(std::chrono::steady_clock::time_point until);

 private:
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::vector<Connection*> open_;
};

struct Front {
  Front(const Settings& settings, Application& its_application, Pools its_pools, const Clock& its_clock)
      : limits(settings),
        application(its_application),
        pools(its_pools),
        clock(its_clock),
        forwarding(settings),
        budget(limits.body_memory_bytes_max),
        door(limits, forwarding) {}

  const Limits limits;
  Application& application;
  const Pools pools;
  const Clock& clock;
  const Forwarding forwarding;
  std::unique_ptr<Tls> tls;  // null: plain http
  Counters counters;
  MemoryBudget budget;
  Door door;
  Connections connections;
  JobCount jobs;
  std::atomic<bool> stopping{false};
};

}  // namespace cityaudit::server::http
