#pragma once
// Work that follows from an event and touches more than the database: done at least once, so it must be idempotent.
// A job is claimed for a time (lease), retried with back-off, and dead after its last attempt, for an admin to see.

#include "base/clock.h"
#include "ingest/keys.h"
#include "store/database.h"

namespace cityaudit::ingest {

struct Job {
  JobId id;
  std::string kind;  // "photo.derive"
  std::int64_t subject_id = 0;
  std::int64_t attempts = 0;  // this one included
};

class Jobs {
 public:
  Jobs(store::Database& database, const Clock& clock, std::int64_t lease_millis, std::int64_t attempts_max)
      : database_(database), clock_(clock), lease_millis_(lease_millis), attempts_max_(attempts_max) {}

  /// In the transaction that makes the work necessary. Again for the same subject: it is done again.
  static void add(store::Transaction& tx, std::string_view kind, std::int64_t subject_id, UtcMillis at);
  /// In the transaction that stores the result.
  static void finish(store::Transaction& tx, JobId job);

  /// The next job that is due or whose lease ran out; one whose lease ran out at its last attempt is dead instead.
  Result<std::optional<Job>> claim(std::string_view kind);
  /// Another attempt after a back-off of 2, 8, 32 ... seconds, or dead.
  Result<> fail(const Job& job, std::string_view reason);
  Result<std::int64_t> waiting(std::string_view kind);

 private:
  store::Database& database_;
  const Clock& clock_;
  const std::int64_t lease_millis_;
  const std::int64_t attempts_max_;
};

}  // namespace cityaudit::ingest
