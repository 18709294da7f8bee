#pragma once
// Live pages: one thread follows the event log and hands every event, as server-sent-event text made once, to all who
// listen. Thread-safe. Nothing here is authoritative: a listener that is cut off resumes by the last id it saw.

#include "base/settings.h"
#include "ingest/events.h"
#include "server/http/response.h"
#include "server/live/event_text.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cityaudit::server::live {

class Bell;
class Subscriber;

/// Whose events a listener hears: those of some audits. Events that are of no audit are heard only with everything.
struct Audience {
  ingest::AccountId account;  // who listens; when what they may has changed, they are cut off and ask again
  std::int64_t as_of = 0;     // the newest event when this was read, in the same transaction
  bool everything = false;
  std::set<ingest::AuditId> audits;

  bool hears(ingest::AuditId audit) const { return everything || audits.contains(audit); }
};

class Hub {
 public:
  Hub(store::Database& database, const Settings& settings);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Starts the thread. Once, before the first subscribe().
  void start();
  /// Ends every listener and the thread. Any number of times.
  void stop();
  /// There may be new events; for Database::on_commit. Without it the log is looked at every 200 ms while someone listens.
  void notify();

  /// Everything after event `after` and then what comes, or only what has come since `audience` was read.
  /// unavailable ("live.full") over live.subscribers_max, or when stopping.
  Result<std::shared_ptr<http::EventSource>> subscribe(std::optional<std::int64_t> after, Audience audience);

  /// Tells all who listen to that audit now something that is not in the log and has no id. `members`: the JSON members beside "type",
  /// for example `"loaded":12,"total":160`; may be empty. Never blocks for long.
  void publish_transient(std::string_view type, std::string_view members, ingest::AuditId audit);

  std::size_t subscribers() const;

 private:
  using Subscribers = std::vector<std::shared_ptr<Subscriber>>;

  void run();
  /// Those that have not ended; the ended ones are let go.
  Subscribers listeners();
  /// Gives what is new to those that are live. True when there may be more.
  bool broadcast(const Subscribers& to);
  /// Gives the others the next piece of the log, or makes them live. True when there may be more.
  bool replay(const Subscribers& to);
  Result<std::vector<EventText>> read(std::int64_t seq, std::size_t events_max);

  store::Database& database_;
  const std::size_t subscribers_max_;
  const std::size_t buffer_bytes_max_;
  const std::chrono::seconds heartbeat_every_;

  const std::shared_ptr<Bell> bell_;
  mutable std::mutex mutex_;
  Subscribers subscribers_;
  bool stopping_ = false;

  // Of the thread alone.
  std::int64_t position_ = 0;  // every live listener was given what is up to here
  EventTexts texts_;

  std::thread thread_;
};

}  // namespace cityaudit::server::live
