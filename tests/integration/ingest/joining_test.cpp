#include "tests/support/people_fixture.h"

#include <gtest/gtest.h>

#include <thread>

namespace cityaudit::ingest {
namespace {

using tests::PeopleFixture;
using tests::SmallAnswers;

SmallAnswers sent_as(const std::string& instance_id, const std::string& code = "") {
  SmallAnswers out;
  out.instance_id = instance_id;
  out.code = code;
  return out;
}

constexpr const char* a_phone = "7d444840-9dc0-41d1-b245-5ffdce74fad2";
constexpr const char* another_phone = "8d444840-9dc0-41d1-b245-5ffdce74fad2";
constexpr const char* sent_id = "uuid:00000000-0000-4000-8000-00000000000a";

TEST(Joining, MakesACodeAndALinkForThatPhone) {
  PeopleFixture world;
  const auto joined = world.join(a_phone);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->participation.code, "WA01");
  EXPECT_EQ(joined->participation.via, "link");
  EXPECT_EQ(joined->participation.language, "cs");
  const auto found = world.activities.find_by_token(joined->token);
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->participant_code, "WA01");
  EXPECT_EQ((*found)->participation, joined->participation.id);
}

TEST(Joining, AskedAgainAfterALostAnswerJoinsNobodyElse) {
  PeopleFixture world(1);
  const auto joined = world.join(a_phone), again = world.join(a_phone);
  ASSERT_TRUE(joined);
  ASSERT_TRUE(again) << again.error().code;
  EXPECT_EQ(joined->token, again->token);
  EXPECT_EQ(world.count("SELECT count(*) FROM participation"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM link WHERE kind = 'personal'"), 1);
}

TEST(Joining, EndsWhenThePlacesAreTakenAndTheOpenLinkGoesOn) {
  PeopleFixture world(1);
  ASSERT_TRUE(world.join(a_phone));
  EXPECT_EQ(world.join(another_phone).error().code, "join.full");
  EXPECT_TRUE(world.receive(tests::small_instance(sent_as(sent_id))));
  // Whom staff invited takes no such place, and a revoked person gives theirs back.
  world.make(3);
  ASSERT_TRUE(world.joining.set_people_max(world.activity, 2, "account:x"));
  ASSERT_TRUE(world.join(another_phone));
  EXPECT_EQ(world.join("9d444840-9dc0-41d1-b245-5ffdce74fad2").error().code, "join.full");
  ASSERT_TRUE(world.participations.revoke(world.join(a_phone)->participation.uuid, "account:x"));
  EXPECT_TRUE(world.join("9d444840-9dc0-41d1-b245-5ffdce74fad2"));
  EXPECT_EQ(world.joining.set_people_max(world.activity, 10'000, "account:x").error().code, "participant.people_max");
}

TEST(Joining, IsNotForDraftsPersonalLinksAndClosedActivities) {
  PeopleFixture world;
  EXPECT_EQ(world.join("not an id").error().code, "join.unusable");
  const auto joined = world.join(a_phone);
  const auto personal = world.activities.find_by_token(joined->token).value();
  EXPECT_EQ(world.joining.join(*personal, {another_phone, "cs", {}}).error().code, "join.not_here");
  auto closed = *world.intake();
  closed.activity.closes_at = UtcMillis{world.clock.now().value - 1};
  EXPECT_EQ(world.joining.join(closed, {another_phone, "cs", {}}).error().code, "join.not_open");
  // Who had joined before is told their link all the same.
  EXPECT_TRUE(world.joining.join(closed, {a_phone, "cs", {}}));
  ASSERT_TRUE(world.participations.revoke(joined->participation.uuid, "account:x"));
  EXPECT_EQ(world.join(a_phone).error().code, "join.ended");
}

TEST(Joining, TakesOverWhatThePhoneSentBefore) {
  PeopleFixture world;
  ASSERT_TRUE(world.receive(tests::small_instance(sent_as(sent_id, "WA07"))));
  const auto joined = world.join(a_phone, {sent_id, "uuid:nonsense", "7", "uuid:00000000-0000-4000-8000-00000000000b"});
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->attached, 1);
  EXPECT_EQ(world.own(joined->participation).size(), 1u);
  // Knowing the id takes nothing from whom it is proved to be of.
  const auto other = world.join(another_phone, {sent_id});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->attached, 0);
  EXPECT_TRUE(world.own(other->participation).empty());
}

TEST(Joining, LaterDeliveriesByTheOpenLinkAreClaimedAfterwards) {
  PeopleFixture world;
  const auto joined = world.join(a_phone);
  ASSERT_TRUE(world.receive(tests::small_instance(sent_as(sent_id))));
  const std::vector<std::string> ids{sent_id};
  const auto personal = world.activities.find_by_token(joined->token).value();
  EXPECT_EQ(world.joining.claim(*personal, ids).value(), 1);
  EXPECT_EQ(world.joining.claim(*personal, ids).value(), 0);
  EXPECT_EQ(world.joining.claim(*world.intake(), ids).error().code, "link.not_personal");
}

TEST(Joining, ManyAtOnceGetCodesOfTheirOwnAndNoMoreThanThereArePlaces) {
  constexpr int threads = 8, each = 12, places = 50;
  PeopleFixture world(places);
  const auto intake = world.intake();
  std::mutex mutex;
  std::set<std::string> codes, tokens;
  int full = 0;
  std::vector<std::thread> phones;
  for (int thread = 0; thread < threads; ++thread)
    phones.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        const auto joined = world.joining.join(*intake, {uuid_v4(), "cs", {}});
        const std::lock_guard lock(mutex);
        if (!joined) {
          EXPECT_EQ(joined.error().code, "join.full");
          ++full;
          continue;
        }
        codes.insert(joined->participation.code);
        tokens.insert(joined->token);
      }
    });
  for (std::thread& phone : phones) phone.join();
  EXPECT_EQ(codes.size(), static_cast<std::size_t>(places));
  EXPECT_EQ(tokens.size(), static_cast<std::size_t>(places));
  EXPECT_EQ(full, threads * each - places);
  EXPECT_EQ(world.count("SELECT count(*) FROM participation"), places);
}

TEST(Joining, OnePhoneAskingManyTimesAtOnceIsOnePerson) {
  PeopleFixture world;
  const auto intake = world.intake();
  std::vector<std::thread> tabs;
  for (int tab = 0; tab < 8; ++tab) tabs.emplace_back([&] { EXPECT_TRUE(world.joining.join(*intake, {a_phone, "cs", {}})); });
  for (std::thread& tab : tabs) tab.join();
  EXPECT_EQ(world.count("SELECT count(*) FROM participation"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM link WHERE kind = 'personal'"), 1);
}

TEST(PersonalLinks, AreKeptAsAHashOnly) {
  PeopleFixture world;
  const std::string token = world.link_of(world.make(1).front());
  EXPECT_EQ(token.size(), 22u);
  EXPECT_EQ(world.count("SELECT count(*) FROM link WHERE token_sha256 = x'" + to_hex(token_hash(token)) + "'"), 1);
}

TEST(PersonalLinks, PrintingAgainEndsOnlyWhatNobodyHasUsed) {
  PeopleFixture world;
  const auto people = world.make(3);
  const std::string unused = world.link_of(people[0]), opened = world.link_of(people[1]), sent_by = world.link_of(people[2]);
  ASSERT_TRUE(world.links.mark_opened(opened));
  ASSERT_TRUE(world.send(sent_by, sent_as(sent_id)));
  EXPECT_EQ(world.line(people[0]).link, "unused");
  EXPECT_EQ(world.line(people[1]).link, "used");
  EXPECT_EQ(world.line(people[2]).link, "used");
  for (const Participation& person : people) world.link_of(person);
  const auto is_revoked = [&](const std::string& token) { return world.activities.find_by_token(token).value()->revoked; };
  EXPECT_TRUE(is_revoked(unused));
  EXPECT_FALSE(is_revoked(opened));
  EXPECT_FALSE(is_revoked(sent_by));
}

TEST(PersonalLinks, AReplacedOneIsStillTakenFromAndFlagged) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const std::string lost = world.link_of(person);
  ASSERT_TRUE(world.links.mark_opened(lost));
  EXPECT_FALSE(world.activities.find_by_token(lost).value()->revoked);  // remembered by the cache
  const std::string fresh = world.link_of(person, EndedLinks::all);
  ASSERT_TRUE(world.send(lost, sent_as(sent_id)));
  EXPECT_EQ(world.count("SELECT flags FROM submission"), flag_revoked_link);
  EXPECT_EQ(world.count("SELECT participation_id FROM submission"), person.id.value);
  EXPECT_FALSE(world.activities.find_by_token(fresh).value()->revoked);
}

TEST(PersonalLinks, OfTooManyTheOldestEnds) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  std::vector<std::string> tokens;
  for (int i = 0; i <= PeopleFixture::links_max; ++i) {
    tokens.push_back(world.link_of(person, EndedLinks::none));
    world.clock.advance(1000);
  }
  EXPECT_TRUE(world.activities.find_by_token(tokens.front()).value()->revoked);
  for (std::size_t i = 1; i < tokens.size(); ++i) EXPECT_FALSE(world.activities.find_by_token(tokens[i]).value()->revoked);
}

TEST(PersonalLinks, ArePersonsOfThatAuditOnly) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  EXPECT_EQ(world.links.make(AuditId{77}, {&person.uuid, 1}, EndedLinks::none, "x").error().code, "participant.unknown");
}

TEST(PersonalLinks, ForgettingAPhoneEndsItsLinkAndNotTheOneOnPaper) {
  PeopleFixture world;
  const auto joined = world.join(a_phone);
  const std::string paper = world.link_of(joined->participation);
  ASSERT_TRUE(world.links.end_on_phone(joined->token));
  ASSERT_TRUE(world.links.end_on_phone(paper));
  ASSERT_TRUE(world.links.end_on_phone("never was"));
  EXPECT_TRUE(world.activities.find_by_token(joined->token).value()->revoked);
  EXPECT_FALSE(world.activities.find_by_token(paper).value()->revoked);
}

TEST(ReturnCodes, BringAPersonBackOnAnotherPhone) {
  PeopleFixture world;
  const auto joined = world.join(a_phone);
  const std::string digits = world.return_codes.make(joined->participation.id, "participant").value();
  EXPECT_EQ(digits.size(), 16u);
  EXPECT_EQ(world.count("SELECT count(*) FROM return_code WHERE digest = x'" + to_hex(sha256(bytes_of(digits))) + "'"), 0);  // keyed
  const auto back = world.return_codes.redeem(digits.substr(0, 4) + " " + digits.substr(4, 4) + "-" + digits.substr(8));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->participation.id, joined->participation.id);
  EXPECT_NE(back->token, joined->token);
  EXPECT_FALSE(world.activities.find_by_token(joined->token).value()->revoked);
  EXPECT_EQ(world.activities.find_by_token(back->token).value()->participation, joined->participation.id);
}

TEST(ReturnCodes, ANewOneEndsTheOldAndAllWrongOnesLookAlike) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const std::string old = world.return_codes.make(person.id, "participant").value();
  const std::string fresh = world.return_codes.make(person.id, "participant").value();
  EXPECT_NE(old, fresh);
  ASSERT_TRUE(world.return_codes.redeem(fresh));
  const std::string revoked = fresh;
  ASSERT_TRUE(world.participations.revoke(person.uuid, "x"));
  for (const std::string& typed : {old, revoked, std::string("1234"), std::string("no"), std::string(17, '1'), std::string()}) {
    const auto answer = world.return_codes.redeem(typed);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "return.unknown");
    EXPECT_TRUE(answer.error().arguments.empty());
  }
}

}  // namespace
}  // namespace cityaudit::ingest
