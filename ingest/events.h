#pragma once
// The numbered log of every change: written in the transaction of the change it tells of, chained by hash, read by
// cursor. It is the audit trail too. Payloads hold ids and counts, never answers.
//
// hash(n) = SHA-256( hash(n-1) || seq || at || type || actor || audit || activity || subject || payload ), each field as
// text ended by a zero byte, absent ones empty; the first event follows 32 zero bytes.

#include "base/clock.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <functional>

namespace cityaudit::ingest {

struct Event {
  std::int64_t seq = 0;  // gapless from 1
  UtcMillis at;
  std::string type;   // "submission.received"
  std::string actor;  // "participant", "system", "import", "account:<uuid>"
  AuditId audit;
  ActivityId activity;
  std::int64_t subject_id = 0;  // key of the noun that `type` starts with
  std::optional<Uuid> subject;  // and its id for outsiders
  std::string payload = "{}";   // a JSON object
};

class Events {
 public:
  /// Runs inside the transaction that writes the event, for what must never be seen apart from it.
  using Reaction = std::function<void(store::Transaction&, const Event&)>;

  /// Only before the first append(); not thread-safe.
  void react(Reaction reaction) { reactions_.push_back(std::move(reaction)); }

  /// Numbers, chains and stores `event` (its seq is ignored) and runs the reactions. Inside Database::write only.
  std::int64_t append(store::Transaction& tx, Event event) const;

  /// At most `events_max` events after `seq`, in order.
  static std::vector<Event> after(store::Transaction& tx, std::int64_t seq, std::size_t events_max);
  static std::int64_t newest(store::Transaction& tx);
  /// The whole history of one subject, oldest first.
  static std::vector<Event> of_subject(store::Transaction& tx, std::string_view noun, std::int64_t subject_id);
  /// Walks the whole chain: one text per fault.
  static Result<std::vector<std::string>> verify(store::Database& database);

 private:
  std::vector<Reaction> reactions_;
};

}  // namespace cityaudit::ingest
