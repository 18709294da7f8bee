#pragma once
// What staff say to each other about a submission. Never shown to participants or the public. Thread-safe; calls block.

#include "ingest/review.h"

namespace cityaudit::ingest {

inline constexpr std::size_t review_comment_bytes_max = 8'000;
inline constexpr std::size_t review_comments_max = 500;  // of one revision

struct ReviewComment {
  Uuid uuid;
  SubmissionId submission;
  AccountId account;
  UtcMillis at;
  std::string words;  // empty once erased
  std::optional<UtcMillis> erased_at;
};

class ReviewComments {
 public:
  ReviewComments(store::Database& database, const Events& events, const Clock& clock)
      : database_(database), events_(events), clock_(clock) {}

  /// not_found ("submission.unknown"); invalid: "comment.empty", "comment.too_long", "comment.too_many"; conflict ("review.with_contact").
  Result<Uuid> add(const Uuid& submission, std::string_view words, const Reviewer& reviewer);
  /// By its author, or by anybody with the role admin. forbidden ("comment.not_yours"), not_found ("comment.unknown").
  Result<> erase(const Uuid& submission, const Uuid& comment, const Reviewer& reviewer);

  /// Oldest first.
  static std::vector<ReviewComment> of(store::Transaction& tx, SubmissionId submission);

 private:
  Result<SubmissionId> find_visible(store::Transaction& tx, const Uuid& submission, const Reviewer& reviewer) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
