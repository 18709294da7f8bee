// How authors are named beside their photos: by the filled form, by their own link, by a facilitator; and which of them holds.
#include "ingest/author_credits.h"

#include "tests/support/people_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::PeopleFixture;
using tests::small_instance;

const AuthorCredit mother{CreditKind::pseudonym, "Máma z Libuše"}, hoa{CreditKind::name, "Hoa"};

class AuthorCreditsTest : public testing::Test, protected PeopleFixture {
 protected:
  /// By the link of that person, or by the open one, with what the form says of the author.
  Receipt send_with(const std::optional<AuthorCredit>& credit, const std::string& token = {}) {
    const std::string xml = small_instance({.instance_id = fmt::format("uuid:00000000-0000-4000-8000-{:012d}", ++sent_)});
    auto judged =
        judge(token.empty() ? intake() : activities.find_by_token(token).value(), xml, clock.now(), 7 * millis_per_day, {}).value();
    judged.credit = credit;
    clock.advance(1000);
    return submissions.receive(judged, {}).value();
  }
  AuthorCredit of(SubmissionId submission) {
    return database->read([&](store::Transaction& tx) -> Result<AuthorCredit> { return credit_of(tx, submission); }).value();
  }

  AuthorCredits credits{*database, events, clock};
  int sent_ = 0;
};

TEST_F(AuthorCreditsTest, WhoeverChoseNothingIsAnonymous) { EXPECT_EQ(of(send_with({}).id), AuthorCredit{}); }

TEST_F(AuthorCreditsTest, WhatCameByAnOpenLinkHoldsForThatSubmissionAlone) {
  const auto first = send_with(mother).id, second = send_with({}).id;
  EXPECT_EQ(of(first), mother);
  EXPECT_EQ(of(second), AuthorCredit{});
}

TEST_F(AuthorCreditsTest, OfOnePersonTheLastWordHoldsForEverything) {
  const Participation person = make().front();
  const std::string token = link_of(person);
  const auto first = send_with(mother, token).id;
  EXPECT_EQ(of(first), mother);
  const auto second = send_with(hoa, token).id;
  EXPECT_EQ(of(first), hoa);
  EXPECT_EQ(of(second), hoa);
  ASSERT_TRUE(credits.choose(person.id, {CreditKind::anonymous, "ignored"}, "participant"));
  EXPECT_EQ(of(first), AuthorCredit{});
  EXPECT_EQ(event_types().back(), "participation.credit_chosen");
  const auto events_before = event_types().size();
  ASSERT_TRUE(credits.choose(person.id, {CreditKind::anonymous, ""}, "participant")) << "the same again changes nothing";
  EXPECT_EQ(event_types().size(), events_before);
}

TEST_F(AuthorCreditsTest, ItHoldsUnderAllCodesOfAPerson) {
  const auto people = make(2);
  const auto sent = send_with({}, link_of(people[1])).id;
  ASSERT_TRUE(credits.choose(people[0].id, mother, "participant"));
  EXPECT_EQ(of(sent), AuthorCredit{});
  ASSERT_TRUE(linked.link(people[0].uuid, people[1].uuid, "account:a"));
  EXPECT_EQ(of(sent), mother);
}

TEST_F(AuthorCreditsTest, AFacilitatorWritesItDownForTheAuthorOrForOneSubmission) {
  const Participation person = make().front();
  const std::string token = link_of(person);
  const auto first = send_with({}, token), second = send_with({}, token), nobodys = send_with({});
  ASSERT_TRUE(credits.choose(first.uuid, mother, "account:a"));
  EXPECT_EQ(of(second.id), mother);
  ASSERT_TRUE(credits.choose(nobodys.uuid, hoa, "account:a"));
  EXPECT_EQ(of(nobodys.id), hoa);
  EXPECT_EQ(of(second.id), mother);
  EXPECT_EQ(event_types().back(), "submission.credit_recorded");
}

TEST_F(AuthorCreditsTest, WordsHaveToBeThereAndToFit) {
  const Participation person = make().front();
  const auto code = [&](const std::string& words) {
    const auto answer = credits.choose(person.id, {CreditKind::pseudonym, words}, "participant");
    return answer ? std::string() : answer.error().fields.at(0).code;
  };
  EXPECT_EQ(code("  "), "credit.words_missing");
  std::string long_words;
  for (int i = 0; i < 60; ++i) long_words += "ž";
  EXPECT_EQ(code(long_words), "");
  EXPECT_EQ(code(long_words + "x"), "credit.words_too_long");
  EXPECT_EQ(credits.choose(random_uuid(), hoa, "account:a").error().code, "submission.unknown");
}

}  // namespace
}  // namespace cityaudit::ingest
