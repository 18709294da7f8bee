#pragma once
// Deciding about submissions: one at a time or two hundred, and taking it back. Thread-safe; calls block.
//
// Every order names the version it was given in view of (ReviewView.version): when somebody else was faster, nothing happens and the
// error says who it was. Rules are those of ingest/review_rules.h.

#include "ingest/events.h"
#include "ingest/review_rules.h"
#include "ingest/review_steps.h"

#include <span>

namespace cityaudit::ingest {

/// Who decides: an account and its role in the audit; without an account the program.
struct Reviewer {
  AccountId account;
  std::string actor;  // "account:<uuid>"
  std::string role = {};
};

inline constexpr std::size_t review_orders_max = 200;
inline constexpr std::size_t review_reason_bytes_max = 8'000;

struct ReviewOrder {
  ReviewAction action = ReviewAction::approve;
  std::string reason_kind = {};  // see is_reason_kind()
  std::string reason = {};       // words; a return or a rejection needs words or a kind other than "other"
  AccountId assignee = {};       // of assign; none: whoever gives the order
};

/// One submission, and the version that the order was given in view of.
struct ReviewedItem {
  Uuid submission;
  std::int64_t seen = 0;
};

struct ReviewDone {
  Uuid submission;
  std::string state;
  std::int64_t version = 0;
};

struct ReviewBatch {
  std::vector<Result<ReviewDone>> items;  // as asked
  std::string undo_token;                 // empty when nothing was done
};

/// A submission as the review sees it.
struct ReviewView {
  SubmissionId id;
  Uuid uuid;
  AuditId audit;
  std::int64_t version = 0;
  ReviewStanding standing;
};

class Review {
 public:
  Review(store::Database& database, const Events& events, const Clock& clock, std::int64_t undo_seconds)
      : database_(database), events_(events), clock_(clock), undo_millis_(undo_seconds * millis_per_second) {}

  /// Items that are refused do not keep the others from being done. Of one audit; not_found ("submission.unknown") for others.
  /// invalid: "review.reason_missing", "review.reason_too_long", "review.reason_kind_unknown", "review.too_many",
  /// "review.assignee_unknown". Of an item, besides state_after(): conflict ("review.changed_meanwhile", "review.newer_revision").
  Result<ReviewBatch> act(AuditId audit, std::span<const ReviewedItem> items, const ReviewOrder& order, const Reviewer& reviewer);
  /// Takes back what that token stands for, item by item, unless something happened to it since. not_found ("review.undo_over").
  Result<std::vector<Result<ReviewDone>>> undo(std::string_view token, const Reviewer& reviewer);

  /// From now on urgent matters of that audit are shown to this account; invalid ("review.assignee_unknown").
  Result<> name_urgent_contact(AuditId audit, AccountId contact, const Reviewer& reviewer);

  /// The participant's appeal against a rejection; who may is for the caller to know.
  Result<> appeal(const Uuid& submission, std::string_view words);

  /// Nothing for what is not there or gone; the newest revision only.
  static std::optional<ReviewView> find(store::Transaction& tx, const Uuid& submission);
  static ReviewActor actor_of(store::Transaction& tx, AuditId audit, const Reviewer& reviewer);
  /// Whether `view` is still what the reviewer saw; conflict ("review.changed_meanwhile") tells who changed it.
  static Result<> check_seen(store::Transaction& tx, const ReviewView& view, std::int64_t seen, UtcMillis now);

 private:
  Result<ReviewDone> act_in(store::Transaction& tx, AuditId audit, const ReviewedItem& item, const ReviewOrder& order,
                            const Reviewer& reviewer, std::int64_t batch) const;
  Result<ReviewDone> undo_in(store::Transaction& tx, SubmissionId submission, const ReviewStep& step, const Reviewer& reviewer) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const std::int64_t undo_millis_;
};

/// Who may be given submissions of the audit to decide about, by name.
std::vector<AccountId> reviewers_of(store::Transaction& tx, AuditId audit);
bool is_reviewer(store::Transaction& tx, AuditId audit, AccountId account);

}  // namespace cityaudit::ingest
