#include "ingest/review_rules.h"

#include <gtest/gtest.h>

#include <array>

namespace cityaudit::ingest {
namespace {

constexpr AccountId typist{3}, first_reviewer{4}, other_reviewer{5}, guide{6};

/// Everyone who may meet a submission: who takes part with the account `guide`, was typed in by `typist`.
const std::array<std::pair<std::string_view, ReviewActor>, 9> people = {{
    {"participant", {{}, "", true, false}},
    {"program", {{}, "", false, false}},
    {"facilitator", {other_reviewer, "facilitator", false, false}},
    {"auditor", {other_reviewer, "auditor", false, false}},
    {"admin", {other_reviewer, "admin", false, false}},
    {"decider", {first_reviewer, "auditor", false, false}},
    {"typist", {typist, "auditor", false, false}},
    {"guide", {guide, "auditor", false, false}},
    {"contact", {other_reviewer, "auditor", false, true}},
}};

/// What each of them may do there, letter by letter in the order of `people`: y, or why not: o own submission, a auditors only, s second
/// opinion, n not theirs, c not the contact person, w with the contact person, x not in that state or done already, p for participants
/// only, t for staff only.
struct Rule {
  std::string_view state;
  ReviewAction action;
  std::string_view answers;
  std::string_view after;
};

char letter_of(const Result<std::string>& result) {
  if (result) return 'y';
  const std::array<std::pair<std::string_view, char>, 11> letters = {{{"review.own_submission", 'o'},
                                                                      {"review.auditors_only", 'a'},
                                                                      {"review.second_opinion", 's'},
                                                                      {"review.not_yours", 'n'},
                                                                      {"review.not_the_contact", 'c'},
                                                                      {"review.with_contact", 'w'},
                                                                      {"review.not_open", 'x'},
                                                                      {"review.already", 'x'},
                                                                      {"review.appealed_before", 'x'},
                                                                      {"review.participants_only", 'p'},
                                                                      {"review.staff_only", 't'}}};
  for (const auto& [code, letter] : letters)
    if (result.error().code == code) return letter;
  return '?';
}

ReviewStanding standing_of(std::string_view state) {
  ReviewStanding standing;
  standing.entered_by = typist;
  standing.participant = guide;
  if (state == "appealed") {
    standing.appealed = true;
    standing.rejected_by = first_reviewer;
    standing.state = "in_review";
  } else if (state == "rejected again") {
    standing.appealed = true;
    standing.rejected_by = first_reviewer;
    standing.decided_by = other_reviewer;
    standing.state = "rejected";
  } else if (state == "urgent") {
    standing.urgent = true;
    standing.state = "received";
  } else if (state == "assigned") {
    standing.assigned_to = other_reviewer;
    standing.state = "in_review";
  } else {
    standing.state = state;
    standing.decided_by = first_reviewer;
  }
  return standing;
}

using enum ReviewAction;

//                              participant, program, facilitator, auditor, admin, decider, typist, guide, contact
const Rule rules[] = {
    {"received", assign, "tyyyyyyyy", "in_review"},
    {"received", release, "txxxxxxxx", ""},
    {"received", approve, "tyyyyyooy", "approved"},
    {"received", return_to_participant, "tyyyyyooy", "returned"},
    {"received", reject, "tyayyyooy", "rejected"},
    {"received", reopen, "txxxxxxxx", ""},
    {"received", appeal, "xpppppppp", ""},
    {"received", raise_urgent, "tyyyyyyyy", "received"},
    {"received", settle_urgent, "txxxxxxxx", ""},
    {"assigned", assign, "tyyyyyyyy", "in_review"},
    {"assigned", release, "tyyyyyyyy", "received"},
    {"assigned", approve, "tyyyyyooy", "approved"},
    {"assigned", return_to_participant, "tyyyyyooy", "returned"},
    {"assigned", reject, "tyayyyooy", "rejected"},
    {"assigned", reopen, "txxxxxxxx", ""},
    {"assigned", appeal, "xpppppppp", ""},
    {"approved", assign, "txxxxxxxx", ""},
    {"approved", release, "txxxxxxxx", ""},
    {"approved", approve, "txxxxxxxx", ""},
    {"approved", return_to_participant, "txxxxxxxx", ""},
    {"approved", reject, "txxxxxxxx", ""},
    {"approved", reopen, "tnnnyynnn", "in_review"},
    {"approved", appeal, "xpppppppp", ""},
    {"approved", raise_urgent, "tyyyyyyyy", "approved"},
    {"returned", approve, "txxxxxxxx", ""},
    {"returned", reopen, "tnnnyynnn", "in_review"},
    {"returned", appeal, "xpppppppp", ""},
    {"rejected", approve, "txxxxxxxx", ""},
    {"rejected", reopen, "tnnnyynnn", "in_review"},
    {"rejected", appeal, "ypppppppp", "in_review"},
    {"appealed", assign, "tyyyyyyyy", "in_review"},
    {"appealed", approve, "tyyyysooy", "approved"},
    {"appealed", return_to_participant, "tyyyysooy", "returned"},
    {"appealed", reject, "tyayysooy", "rejected"},
    {"rejected again", appeal, "xpppppppp", ""},
    {"rejected again", reopen, "tnyyynnny", "in_review"},
    {"urgent", assign, "wwwwwwwww", ""},
    {"urgent", approve, "wwwwwwwww", ""},
    {"urgent", return_to_participant, "wwwwwwwww", ""},
    {"urgent", reject, "wwwwwwwww", ""},
    {"urgent", reopen, "wwwwwwwww", ""},
    {"urgent", raise_urgent, "txxxxxxxx", ""},
    {"urgent", settle_urgent, "tcccccccy", "received"},
};

}  // namespace

TEST(ReviewRules, SayForEveryStateActionAndPersonWhetherItMayBe) {
  for (const Rule& rule : rules) {
    const ReviewStanding standing = standing_of(rule.state);
    ASSERT_EQ(rule.answers.size(), people.size()) << rule.state << " " << to_word(rule.action);
    for (std::size_t i = 0; i < people.size(); ++i) {
      const auto& [name, actor] = people[i];
      const auto result = state_after(standing, rule.action, actor);
      EXPECT_EQ(letter_of(result), rule.answers[i]) << rule.state << ": " << to_word(rule.action) << " by " << name;
      if (result) {
        EXPECT_EQ(*result, rule.after) << rule.state << ": " << to_word(rule.action) << " by " << name;
      }
    }
  }
}

TEST(ReviewRules, AnAppealThatIsLetGoGoesOnWaitingForAnotherReviewer) {
  ReviewStanding standing = standing_of("appealed");
  standing.assigned_to = other_reviewer;
  EXPECT_EQ(state_after(standing, release, {other_reviewer, "auditor", false, false}).value(), "in_review");
}

TEST(ReviewRules, PossibleActionsAreThoseThatAreNotRefused) {
  const auto words_of = [](const ReviewStanding& standing, const ReviewActor& actor) {
    std::string out;
    for (const ReviewAction action : possible_actions(standing, actor)) out += std::string(to_word(action)) + " ";
    return out;
  };
  EXPECT_EQ(words_of(standing_of("received"), people[2].second), "assign approve return raise_urgent ");
  EXPECT_EQ(words_of(standing_of("received"), people[3].second), "assign approve return reject raise_urgent ");
  EXPECT_EQ(words_of(standing_of("rejected"), people[0].second), "appeal ");
  EXPECT_EQ(words_of(standing_of("urgent"), people[8].second), "settle_urgent ");
}

TEST(ReviewRules, WordsAreReadBackAsTheyAreWritten) {
  for (std::size_t i = 0; i < review_actions; ++i) {
    const auto action = static_cast<ReviewAction>(i);
    EXPECT_EQ(review_action_from(to_word(action)), action);
    EXPECT_TRUE(event_of(action).starts_with("submission."));
  }
  EXPECT_FALSE(review_action_from("forget"));
}

TEST(ReviewRules, ReasonsHaveKindsThatFitTheDecision) {
  EXPECT_TRUE(is_reason_kind(return_to_participant, "photo_unclear"));
  EXPECT_FALSE(is_reason_kind(reject, "photo_unclear"));
  EXPECT_TRUE(is_reason_kind(raise_urgent, "danger"));
  EXPECT_FALSE(is_reason_kind(approve, "other"));
}

}  // namespace cityaudit::ingest
