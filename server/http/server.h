#pragma once
// The HTTP/1.1 server: listener, connections, deadlines, stop. Compose it with an Application and two pools:
//
//   BlockingPool read({"read", 4, 1024}), intake({"intake", 64, 4096});
//   http::Server server(settings, application, {read, intake});
//   auto port = server.start();  // http.listen; port 0 takes a free one
//   ...
//   server.stop();               // from any thread but the server's own; again is harmless
//
// The settings, application, pools and clock outlive it.

#include "base/clock.h"
#include "base/result.h"
#include "base/settings.h"
#include "server/blocking.h"
#include "server/http/counters.h"
#include "server/http/route.h"

#include <cstdint>
#include <memory>

namespace cityaudit::server::http {

struct Pools {
  BlockingPool& read;
  BlockingPool& intake;
};

class Server {
 public:
  Server(const Settings& settings, Application& application, Pools pools);
  Server(const Settings& settings, Application& application, Pools pools, const Clock& clock);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, starts http.io_threads threads and returns the port. The process ignores SIGPIPE from then on.
  Result<std::uint16_t> start();

  /// In two phases: takes no more, closes what is idle, ends event streams and lets running requests finish for at most
  /// http.stop_seconds_max; then cuts the rest off. Returns when no connection is left and no handler runs.
  void stop();

  /// Reads the TLS certificate and key again (SIGHUP); connections that are open keep the old one.
  Result<> reload_certificate();

  Counters& counters();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cityaudit::server::http
