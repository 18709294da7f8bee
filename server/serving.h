#pragma once
// A running server, from the opened data folder to the last answered request: threads, pools, workers, in the order they
// start and stop. Used by `cityaudit serve` and by tests that want the real thing in their own process.

#include "server/server.h"

#include <cstdint>
#include <memory>

namespace cityaudit::server {

class Serving {
 public:
  /// Takes the folder's lock, opens or makes the data, listens. Ready when it returns. `sample` names a sample audit that is
  /// loaded from then on, unless it is there; may be empty.
  static Result<std::unique_ptr<Serving>> start(const Settings& settings, const DataFolder& folder, std::string_view sample = {});
  /// Two phases: takes no more and finishes, then cuts off. Also by the destructor.
  void stop();
  ~Serving();

  std::uint16_t port() const;
  Server& server();
  /// What to open, for the person at the terminal.
  std::string banner() const;
  Result<> reload_certificate();

 private:
  struct State;
  explicit Serving(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cityaudit::server
