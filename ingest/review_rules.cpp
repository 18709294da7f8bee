#include "ingest/review_rules.h"

#include <algorithm>
#include <array>

namespace cityaudit::ingest {
namespace {

constexpr std::array<std::string_view, review_actions> action_words = {"assign", "release", "approve",      "return",       "reject",
                                                                       "reopen", "appeal",  "raise_urgent", "settle_urgent"};

constexpr std::array<std::string_view, review_actions> event_types = {
    "submission.assigned", "submission.released", "submission.approved",      "submission.returned",      "submission.rejected",
    "submission.reopened", "submission.appealed", "submission.urgent_raised", "submission.urgent_settled"};

Error refused(const char* code) { return Error(ErrorKind::forbidden, code); }

Error not_in_that_state(const ReviewStanding& standing) {
  return Error(ErrorKind::conflict, "review.not_open", standing.state, {{"state", standing.state}});
}

bool is_open(std::string_view state) { return state == "received" || state == "in_review"; }

bool decides(ReviewAction action) {
  return action == ReviewAction::approve || action == ReviewAction::return_to_participant || action == ReviewAction::reject;
}

/// Whether this person may judge it at all.
Result<> may_judge(const ReviewStanding& standing, ReviewAction action, const ReviewActor& actor) {
  if (actor.participant) return refused("review.own_submission");
  if (actor.account && (actor.account == standing.entered_by || actor.account == standing.participant))
    return refused("review.own_submission");
  if (standing.appealed && actor.account && actor.account == standing.rejected_by) return refused("review.second_opinion");
  if (action == ReviewAction::reject && actor.role == "facilitator") return refused("review.auditors_only");
  return {};
}

Result<std::string> urgent_state(const ReviewStanding& standing, ReviewAction action, const ReviewActor& actor) {
  if (actor.participant) return refused("review.staff_only");
  if (action == ReviewAction::raise_urgent) {
    if (standing.urgent) return Error(ErrorKind::conflict, "review.already");
    return standing.state;
  }
  if (!standing.urgent) return Error(ErrorKind::conflict, "review.already");
  if (!actor.urgent_contact) return refused("review.not_the_contact");
  return standing.state;
}

constexpr std::array<std::string_view, 3> states_decided = {"approved", "returned", "rejected"};

}  // namespace

std::string_view to_word(ReviewAction action) { return action_words[static_cast<std::size_t>(action)]; }

std::optional<ReviewAction> review_action_from(std::string_view word) {
  const auto found = std::find(action_words.begin(), action_words.end(), word);
  if (found == action_words.end()) return std::nullopt;
  return static_cast<ReviewAction>(found - action_words.begin());
}

std::string_view event_of(ReviewAction action) { return event_types[static_cast<std::size_t>(action)]; }

Result<std::string> state_after(const ReviewStanding& standing, ReviewAction action, const ReviewActor& actor) {
  if (action == ReviewAction::raise_urgent || action == ReviewAction::settle_urgent) return urgent_state(standing, action, actor);
  if (action == ReviewAction::appeal) {
    if (!actor.participant) return refused("review.participants_only");
    if (standing.state != "rejected") return not_in_that_state(standing);
    if (standing.appealed) return Error(ErrorKind::conflict, "review.appealed_before");
    return std::string("in_review");
  }
  if (standing.urgent) return Error(ErrorKind::conflict, "review.with_contact");
  if (actor.participant) return refused("review.staff_only");
  switch (action) {
    case ReviewAction::assign:
      if (!is_open(standing.state)) return not_in_that_state(standing);
      return std::string("in_review");
    case ReviewAction::release:
      if (standing.state != "in_review" && standing.state != "received") return not_in_that_state(standing);
      if (!standing.assigned_to) return Error(ErrorKind::conflict, "review.already");
      // An appeal goes on waiting for another reviewer.
      return std::string(standing.appealed ? standing.state : "received");
    case ReviewAction::reopen:
      if (std::find(states_decided.begin(), states_decided.end(), standing.state) == states_decided.end())
        return not_in_that_state(standing);
      if (actor.role != "admin" && actor.account != standing.decided_by) return refused("review.not_yours");
      CITYAUDIT_CHECK(may_judge(standing, action, actor));
      return std::string("in_review");
    default: break;
  }
  if (!decides(action)) return not_in_that_state(standing);
  if (!is_open(standing.state)) return not_in_that_state(standing);
  CITYAUDIT_CHECK(may_judge(standing, action, actor));
  return std::string(states_decided[static_cast<std::size_t>(action) - static_cast<std::size_t>(ReviewAction::approve)]);
}

std::vector<ReviewAction> possible_actions(const ReviewStanding& standing, const ReviewActor& actor) {
  std::vector<ReviewAction> out;
  for (std::size_t i = 0; i < review_actions; ++i) {
    const auto action = static_cast<ReviewAction>(i);
    if (state_after(standing, action, actor)) out.push_back(action);
  }
  return out;
}

bool is_reason_kind(ReviewAction action, std::string_view kind) {
  constexpr std::array<std::string_view, 6> returns = {"missing_release", "photo_unclear", "wrong_place",
                                                       "answers_missing", "personal_data", "other"};
  constexpr std::array<std::string_view, 5> rejections = {"off_topic", "not_own", "harmful", "repeated", "other"};
  constexpr std::array<std::string_view, 2> urgent = {"danger", "crime"};
  const auto among = [kind](const auto& kinds) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  if (action == ReviewAction::return_to_participant) return among(returns);
  if (action == ReviewAction::reject) return among(rejections);
  if (action == ReviewAction::raise_urgent) return among(urgent);
  return kind.empty();
}

bool needs_reason(ReviewAction action) {
  return action == ReviewAction::return_to_participant || action == ReviewAction::reject || action == ReviewAction::raise_urgent ||
         action == ReviewAction::settle_urgent;
}

}  // namespace cityaudit::ingest
