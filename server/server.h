#pragma once
// Everything that exists only while serving: who is signed in, who listens, who reads the log. Made by app.cpp.

#include "server/app.h"
#include "server/auth/accounts.h"
#include "server/live/hub.h"

namespace cityaudit::server {

namespace http {
struct Metrics;
}

/// Progress of the sample audit's loader, for the page.
struct SampleProgress {
  enum class State { none, loading, done, failed };
  std::atomic<State> state{State::none};
  std::atomic<std::int64_t> loaded{0};
  std::atomic<std::int64_t> total{0};
};

struct Server {
  Server(Domain& opened_domain, PublicAddress public_address)
      : domain(opened_domain), address(std::move(public_address)), accounts(*domain.database, domain.clock, domain.settings), live(*domain.database, domain.settings) {}

  Domain& domain;
  const PublicAddress address;
  auth::Accounts accounts;
  live::Hub live;
  SampleProgress sample;
  std::atomic<bool> ready{false};
  std::atomic<bool> stopping{false};
  /// Lets the sample's loader alone state when a submission was received; empty when nothing is being loaded.
  /// Compared in constant time, accepted from loopback only, cleared when the load is done.
  std::string import_credential;
  const http::Metrics* metrics = nullptr;  // set before the first request
};

}  // namespace cityaudit::server
