#pragma once
// Taking back what was sent: one submission or everything of a person. Hidden from every read in the transaction that says so, whoever
// reads; erased later (ingest/submission_erasure.h). Thread-safe; calls block.

#include "base/settings.h"
#include "ingest/events.h"

#include <vector>

namespace cityaudit::ingest {

/// How we know that somebody wants it.
enum class WithdrawalMethod { own_link, phone, told_facilitator, restored };
std::string_view to_word(WithdrawalMethod method);

struct WithdrawalRequest {
  WithdrawalMethod method = WithdrawalMethod::own_link;
  AccountId recorded_by;  // may be none
  std::string reason;     // of staff; goes with the erasure
  std::string actor = "participant";
};

struct Withdrawn {
  std::int64_t submissions = 0;  // that were there until now
  UtcMillis erased_from;         // when the erasure starts
};

class Withdrawals {
 public:
  Withdrawals(store::Database& database, const Events& events, const Clock& clock, std::int64_t erase_after_millis)
      : database_(database), events_(events), clock_(clock), erase_after_millis_(erase_after_millis) {}

  /// With all its revisions. Of what is gone already nothing changes. not_found ("submission.unknown").
  Result<Withdrawn> withdraw(const Uuid& submission, const WithdrawalRequest& request);
  /// Of those instances the ones that came by this activity: the instanceID is a secret of the phone that sent it.
  Result<Withdrawn> withdraw_of_phone(ActivityId activity, const std::vector<std::string>& instance_ids, const WithdrawalRequest& request);
  /// Those of `submissions` that came from this person, under any of their codes.
  Result<Withdrawn> withdraw_of_person(ParticipationId person, const std::vector<Uuid>& submissions, const WithdrawalRequest& request);
  /// Everything, and nothing more is taken in from them. Who they are is erased with it.
  Result<Withdrawn> withdraw_everything(ParticipationId person, const WithdrawalRequest& request);

  /// In the caller's transaction; `due`: when it is to be erased. How many submissions, a revised one counting once.
  static std::int64_t withdraw_in(store::Transaction& tx, const Events& events, SubmissionId submission, const WithdrawalRequest& request,
                                  UtcMillis at, UtcMillis due);
  static std::int64_t withdraw_everything_in(store::Transaction& tx, const Events& events, ParticipationId person,
                                             const WithdrawalRequest& request, UtcMillis at, UtcMillis due);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const std::int64_t erase_after_millis_;
};

/// Hours from a withdrawal to its erasure; between 0 and 720, whatever the setting says.
std::int64_t erase_after_millis(const Settings& settings);

/// Whether this person has withdrawn everything.
bool has_ended(store::Transaction& tx, ParticipationId person);

}  // namespace cityaudit::ingest
