#include "ingest/jobs.h"

namespace cityaudit::ingest {

void Jobs::add(store::Transaction& tx, std::string_view kind, std::int64_t subject_id, UtcMillis at) {
  tx.execute(
      "INSERT INTO job (kind, subject_id, state, attempts, run_at) VALUES ($1, $2, 'waiting', 0, $3) "
      "ON CONFLICT (kind, subject_id) DO UPDATE SET state = 'waiting', attempts = 0, run_at = $3, lease_until = NULL, last_error = NULL",
      kind, subject_id, at);
}

void Jobs::finish(store::Transaction& tx, JobId job) { tx.execute("DELETE FROM job WHERE id = $1", job); }

Result<std::optional<Job>> Jobs::claim(std::string_view kind) {
  const UtcMillis now = clock_.now();
  const auto due = [&](store::Transaction& tx) -> Result<bool> {
    return tx.integer("SELECT 1 FROM job WHERE kind = $1 AND state = 'waiting' AND run_at <= $2 LIMIT 1", kind, now).has_value() ||
           tx.integer("SELECT 1 FROM job WHERE kind = $1 AND state = 'running' AND lease_until <= $2 LIMIT 1", kind, now).has_value();
  };
  CITYAUDIT_TRY(any, database_.read(due));
  if (!any) return std::optional<Job>{};
  const auto take = [&](store::Transaction& tx) -> Result<std::optional<Job>> {
    // Work that outlives its lease again and again may be what brings the process down.
    tx.execute(
        "UPDATE job SET state = CASE WHEN attempts >= $3 THEN 'dead' ELSE 'waiting' END, run_at = $2, lease_until = NULL, "
        "last_error = 'job.lease_expired' WHERE kind = $1 AND state = 'running' AND lease_until <= $2",
        kind, now, attempts_max_);
    store::Rows rows = tx.query(
        "UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $3 WHERE id = "
        "(SELECT id FROM job WHERE kind = $1 AND state = 'waiting' AND run_at <= $2 ORDER BY run_at, id LIMIT 1) "
        "RETURNING id, subject_id, attempts",
        kind, now, now + lease_millis_);
    if (!rows.next()) return std::optional<Job>{};
    Job job{{rows.integer(0)}, std::string(kind), rows.integer(1), rows.integer(2)};
    return std::optional(std::move(job));
  };
  return database_.write(take, store::WriteClass::reader);
}

Result<> Jobs::fail(const Job& job, std::string_view reason) {
  const std::int64_t back_off_millis = 2000LL << (2 * std::min<std::int64_t>(job.attempts - 1, 6));
  return database_.write(
      [&](store::Transaction& tx) -> Result<> {
        tx.execute("UPDATE job SET state = $2, run_at = $3, lease_until = NULL, last_error = $4 WHERE id = $1", job.id,
                   job.attempts >= attempts_max_ ? "dead" : "waiting", clock_.now() + back_off_millis, reason);
        return {};
      },
      store::WriteClass::reader);
}

Result<std::int64_t> Jobs::waiting(std::string_view kind) {
  return database_.read([&](store::Transaction& tx) -> Result<std::int64_t> {
    return tx.integer("SELECT count(*) FROM job WHERE kind = $1 AND state <> 'dead'", kind).value_or(0);
  });
}

}  // namespace cityaudit::ingest
