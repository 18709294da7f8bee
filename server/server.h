#pragma once
// Everything that exists only while serving: who is signed in, who listens, who reads the log. Made by app.cpp.

#include "server/app.h"
#include "server/auth/accounts.h"
#include "server/live/hub.h"
#include "server/tus/under_way.h"

#include <mutex>

namespace cityaudit::server {

namespace http {
class Counters;
}
}  // namespace cityaudit::server

namespace cityaudit::media {
class WorkerPool;
}

namespace cityaudit::server {

/// Progress of the sample audit's loader, for the page.
struct SampleProgress {
  enum class State { none, loading, done, failed };
  std::atomic<State> state{State::none};
  std::atomic<std::int64_t> loaded{0};
  std::atomic<std::int64_t> total{0};
};

/// Lets the sample's loader, and nobody else, state when a submission was received. Accepted from loopback only and
/// for as long as the load lasts. Thread-safe.
class ImportCredential {
 public:
  /// A new one; an earlier one ends.
  std::string issue();
  void revoke();
  bool accepts(std::string_view credential) const;

 private:
  mutable std::mutex mutex_;
  std::string current_;
};

struct Server {
  Server(Domain& opened_domain, PublicAddress public_address)
      : domain(opened_domain),
        address(std::move(public_address)),
        accounts(*domain.database, domain.events, domain.clock, domain.settings, domain.keys),
        join_attempts(domain.clock, domain.settings.integer("people.join_attempts_per_minute")),
        return_attempts(domain.clock, domain.settings.integer("people.return_code_attempts_per_minute")),
        return_attempts_of_all(domain.clock, domain.settings.integer("people.return_code_attempts_of_all_per_minute")),
        live(*domain.database, domain.settings) {}

  Domain& domain;
  const PublicAddress address;
  std::uint16_t port = 0;              // that the listener got
  bool address_is_configured = false;  // http.public_url is set; else links in answers follow the request's own host
  auth::Accounts accounts;
  auth::Attempts join_attempts;
  auth::Attempts return_attempts;
  auth::Attempts return_attempts_of_all;  // whichever address they come from
  live::Hub live;
  SampleProgress sample;
  std::atomic<bool> ready{false};
  std::atomic<bool> stopping{false};
  ImportCredential import_credential;
  tus::UnderWay uploads_under_way;
  http::Counters* counters = nullptr;          // set before the first request
  media::WorkerPool* photo_workers = nullptr;  // the same
};

}  // namespace cityaudit::server
