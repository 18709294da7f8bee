#pragma once
// The end of what was withdrawn. Rows are emptied in one transaction: of a submission its ids, dates, activity and form version stay, and a
// keyed digest of its answers; of a person their code and dates. Bytes follow (ingest/doomed_files.h). Thread-safe; calls block.

#include "ingest/links.h"
#include "ingest/withdrawals.h"

#include <atomic>

namespace cityaudit::ingest {

/// What a newer state tells an older one, from which a backup was made.
struct ErasedOnce {
  std::vector<Uuid> submissions;                            // withdrawn or erased
  std::vector<std::pair<std::string, std::string>> people;  // who withdrew everything: audit and wave "slug/2", and code
};

class SubmissionErasure {
 public:
  SubmissionErasure(store::Database& database, const Events& events, const Clock& clock, const LinkKey& key)
      : database_(database), events_(events), clock_(clock), key_(key) {}

  /// Erases what is due and no longer counted in any aggregate, in transactions of one submission each. How many submissions and people.
  Result<std::int64_t> erase_due();
  /// Those of which nothing is left: noted, once the database's own log is cut as well. Not while somebody reads an older state.
  Result<> finish();

  /// Everything that tables hold of a submission, in the caller's transaction. Each noun with rows of its own about a submission has its
  /// line in it; docs/data-model.md lists them.
  void erase(store::Transaction& tx, SubmissionId submission, UtcMillis at) const;
  void erase_person(store::Transaction& tx, ParticipationId person, UtcMillis at) const;

  static Result<ErasedOnce> erased_in(store::Database& database);
  /// Withdraws again what a database from before brought back; erase_due() then erases it. How many submissions and people.
  Result<std::int64_t> withdraw_again(const ErasedOnce& erased);

 private:
  Result<bool> erase_next_submission();
  Result<bool> erase_next_person();
  void announce(store::Transaction& tx, SubmissionId submission, UtcMillis at) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const LinkKey& key_;
  std::atomic<std::int64_t> finish_not_before_ = 0;  // UTC milliseconds
};

}  // namespace cityaudit::ingest
