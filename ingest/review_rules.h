#pragma once
// Who may do what to a submission in which state (the life cycle of a submission). Pure; thread-safe.
//
//   received --assign--> in_review --approve--> approved
//                                  --return---> returned   (the participant sends a new revision: received again)
//                                  --reject---> rejected   (the participant appeals, once: in_review by somebody else)
//   A decision straight from received is as good. reopen: back to in_review, by whoever decided. raise_urgent takes it out of every
//   list whatever its state; settle_urgent puts it back.

#include "base/result.h"
#include "ingest/keys.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

enum class ReviewAction { assign, release, approve, return_to_participant, reject, reopen, appeal, raise_urgent, settle_urgent };
inline constexpr std::size_t review_actions = 9;

/// "assign", "release", "approve", "return", "reject", "reopen", "appeal", "raise_urgent", "settle_urgent".
std::string_view to_word(ReviewAction action);
std::optional<ReviewAction> review_action_from(std::string_view word);
/// What the log calls it: "submission.assigned", ".released", ".approved", ".returned", ".rejected", ".reopened", ...
std::string_view event_of(ReviewAction action);

/// What of a submission the rules look at.
struct ReviewStanding {
  std::string state;  // received, in_review, approved, returned, rejected
  bool urgent = false;
  bool appealed = false;
  AccountId assigned_to;
  AccountId entered_by;   // the member of staff who typed it in
  AccountId participant;  // the account of whoever takes part under that code
  AccountId decided_by;   // of the decision that stands
  AccountId rejected_by;  // of the one that was appealed against
};

/// Who acts. A member of staff as one of an audit; the participant, who has no account; or the program, with neither.
struct ReviewActor {
  AccountId account;
  std::string role;             // facilitator, auditor, admin; empty for the participant and the program
  bool participant = false;     // the one who sent it
  bool urgent_contact = false;  // to whom urgent matters of this audit are shown
};

/// The state afterwards; or why not: forbidden ("review.own_submission", "review.auditors_only", "review.second_opinion",
/// "review.not_yours", "review.not_the_contact"), conflict ("review.not_open", "review.with_contact", "review.already").
Result<std::string> state_after(const ReviewStanding& standing, ReviewAction action, const ReviewActor& actor);

/// Those that would not be refused, in the order of ReviewAction.
std::vector<ReviewAction> possible_actions(const ReviewStanding& standing, const ReviewActor& actor);

/// Reasons that a participant can be told in every language of the catalogue, beside words of the reviewer's own.
/// Of a return: missing_release, photo_unclear, wrong_place, answers_missing, personal_data, other;
/// of a rejection: off_topic, not_own, harmful, repeated, other; of an urgent matter: danger, crime.
bool is_reason_kind(ReviewAction action, std::string_view kind);
bool needs_reason(ReviewAction action);

}  // namespace cityaudit::ingest
