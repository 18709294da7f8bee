#include "ingest/review.h"
#include "tests/support/people_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::PeopleFixture;
using tests::SmallAnswers;

SmallAnswers answers_of(const std::string& instance_id, const std::string& code = "") {
  SmallAnswers out;
  out.instance_id = instance_id;
  out.code = code;
  return out;
}

constexpr const char* first_id = "uuid:00000000-0000-4000-8000-000000000001";
constexpr const char* second_id = "uuid:00000000-0000-4000-8000-000000000002";

TEST(Participants, ABatchGetsTheNextFreeCodesOfItsPrefix) {
  PeopleFixture world;
  ASSERT_TRUE(world.receive(tests::small_instance(answers_of(first_id, "WA02"))));
  const auto made = world.make(3);
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(made[0].code, "WA01");
  EXPECT_EQ(made[1].code, "WA03");
  EXPECT_EQ(made[2].code, "WA04");
  EXPECT_EQ(made[0].activity, world.activity.id);
  EXPECT_EQ(world.make(1, "PV").front().code, "PV01");
  EXPECT_EQ(world.make(1, "PV").front().code, "PV02");
}

TEST(Participants, CodesGrowAndEnd) {
  PeopleFixture world;
  for (int hundred = 0; hundred < 99; ++hundred) world.make(100);
  const auto last = world.make(99);
  EXPECT_EQ(last.back().code, "WA9999");
  NewParticipants one;
  EXPECT_EQ(world.participations.make(world.activity, one, "system").error().code, "participant.codes_exhausted");
  EXPECT_EQ(world.make(1, "WB").front().code, "WB01");
}

TEST(Participants, WhatCannotBeSaidOfThemIsRefused) {
  PeopleFixture world;
  const auto code_of = [&](auto set) {
    NewParticipants wanted;
    set(wanted);
    const auto made = world.participations.make(world.activity, wanted, "system");
    return made ? std::string() : made.error().code;
  };
  EXPECT_EQ(code_of([](NewParticipants& w) { w.count = 0; }), "participant.count");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.count = 101; }), "participant.count");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.prefix = "pv"; }), "participant.prefix");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.perspective = "tourist"; }), "participant.perspective");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.via = "code"; }), "participant.via");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.language = "<b>"; }), "participant.language");
  EXPECT_EQ(code_of([](NewParticipants& w) { w.perspective = "migrant_tcn", w.language = "uk"; }), "");
}

TEST(Participants, WhatComesByAPersonalLinkIsThatPersonsWhateverCodeIsTyped) {
  PeopleFixture world;
  const auto people = world.make(2);
  const std::string token = world.link_of(people[0]);
  ASSERT_TRUE(world.send(token, answers_of(first_id, "WA02")));
  EXPECT_EQ(world.count("SELECT participation_id FROM submission"), people[0].id.value);
  EXPECT_EQ(world.count("SELECT flags FROM submission"), flag_code_mismatch);
  EXPECT_EQ(world.own(people[0]).size(), 1u);
  EXPECT_TRUE(world.own(people[1]).empty());
}

TEST(Participants, ATypedCodeIsAClaimAndShowsNobodyAnything) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  ASSERT_TRUE(world.receive(tests::small_instance(answers_of(first_id, "WA01"))));
  EXPECT_EQ(world.count("SELECT participation_id FROM submission"), person.id.value);
  EXPECT_EQ(world.line(person).claimed, 1);
  // The real person comes later: what somebody typed is not shown to them as theirs.
  world.link_of(person);
  EXPECT_TRUE(world.own(person).empty());
  // And from now on typing it is not even a claim.
  ASSERT_TRUE(world.receive(tests::small_instance(answers_of(second_id, "WA01"))));
  EXPECT_EQ(world.count("SELECT count(*) FROM submission WHERE participation_id IS NULL"), 1);
}

TEST(Participants, StaffMayAttachWhatWasOnlyClaimed) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const auto receipt = world.receive(tests::small_instance(answers_of(first_id, "WA01")));
  ASSERT_TRUE(receipt);
  const auto attach = [&](store::Transaction& tx) -> Result<> {
    attach_submission(tx, world.events, receipt->id, person.id, AttachedBy::staff, "account:x", world.clock.now());
    return {};
  };
  ASSERT_TRUE(world.database->write(attach));
  EXPECT_EQ(world.own(person).size(), 1u);
  EXPECT_EQ(world.line(person).claimed, 0);
  EXPECT_EQ(world.event_types().back(), "submission.attached");
  // Taken back it is a claim again.
  const auto take_back = [&](store::Transaction& tx) -> Result<> {
    take_back_participation(tx, receipt->id, person.id, false);
    return {};
  };
  ASSERT_TRUE(world.database->write(take_back));
  EXPECT_TRUE(world.own(person).empty());
}

TEST(Participants, ANewRevisionStaysWithThePersonItIsProvedToBeOf) {
  PeopleFixture world;
  ASSERT_TRUE(world.receive(tests::small_instance(answers_of(first_id))));
  const auto joined = world.join("7d444840-9dc0-41d1-b245-5ffdce74fad2", {first_id});
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->attached, 1);
  SmallAnswers revised = answers_of(second_id);
  revised.deprecated_id = first_id;
  ASSERT_TRUE(world.receive(tests::small_instance(revised)));
  const auto own = world.own(joined->participation);
  ASSERT_EQ(own.size(), 1u);
  EXPECT_EQ(own.front().revision, 2);
  EXPECT_EQ(own.front().instance_id, second_id);
}

TEST(Participants, ARevokedPersonsSubmissionIsStoredAndFlagged) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const std::string token = world.link_of(person);
  ASSERT_TRUE(world.return_codes.make(person.id, "participant"));
  ASSERT_TRUE(world.participations.revoke(person.uuid, "account:x"));
  ASSERT_TRUE(world.participations.revoke(person.uuid, "account:x"));
  const auto types = world.event_types();
  EXPECT_EQ(std::count(types.begin(), types.end(), "participation.revoked"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM return_code"), 0);
  EXPECT_TRUE(world.activities.find_by_token(token).value()->revoked);
  ASSERT_TRUE(world.send(token, answers_of(first_id, "WA01")));
  EXPECT_EQ(world.count("SELECT flags FROM submission"), flag_revoked_link);
  EXPECT_EQ(world.line(person).link, "ended");
  EXPECT_EQ(world.links.make(world.audit.id, {&person.uuid, 1}, EndedLinks::none, "x").error().code, "participant.revoked");
  EXPECT_EQ(world.return_codes.make(person.id, "participant").error().code, "participant.revoked");
  // Nor does a typed code bring the revoked person anything.
  ASSERT_TRUE(world.receive(tests::small_instance(answers_of(second_id, "WA01"))));
  EXPECT_EQ(world.count("SELECT count(*) FROM submission WHERE participation_id IS NULL"), 1);
}

TEST(Participants, WhoWorksOnTheAuditAndTakesPartIsKnownAsOne) {
  PeopleFixture world;
  const auto people = world.make(2);
  const auto anna = world.account("anna"), ben = world.account("ben");
  const auto receipt = world.send(world.link_of(people[0]), answers_of(first_id, "WA01"));
  ASSERT_TRUE(receipt);
  const auto behind = [&] {
    const auto read = [&](store::Transaction& tx) -> Result<AccountId> { return account_behind(tx, receipt->id); };
    return world.database->read(read).value();
  };
  EXPECT_FALSE(behind());
  ParticipationChange change;
  change.account = to_string(ben.uuid);
  ASSERT_TRUE(world.participations.change(people[1].uuid, change, "account:x"));
  EXPECT_FALSE(behind());
  // By the same human's other participation, too; by their own first.
  ASSERT_TRUE(world.linked.link(people[0].uuid, people[1].uuid, "account:x"));
  EXPECT_EQ(behind(), ben.id);
  change.account = to_string(anna.uuid);
  ASSERT_TRUE(world.participations.change(people[0].uuid, change, "account:x"));
  EXPECT_EQ(behind(), anna.id);
  EXPECT_EQ(world.line(people[0]).account_name, "anna");
  const auto standing = [&](store::Transaction& tx) -> Result<ReviewStanding> { return Review::find(tx, receipt->uuid)->standing; };
  EXPECT_EQ(world.database->read(standing)->participant, anna.id);
  change.account = uuid_v4();
  EXPECT_EQ(world.participations.change(people[1].uuid, change, "account:x").error().code, "participant.account_unknown");
  change.account = "";
  ASSERT_TRUE(world.participations.change(people[0].uuid, change, "account:x"));
  EXPECT_EQ(behind(), ben.id);
}

TEST(Participants, OnlyWhatIsGivenChanges) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  ParticipationChange change;
  change.perspective = "ngo";
  ASSERT_TRUE(world.participations.change(person.uuid, change, "x"));
  change = {};
  change.language = "vi";
  ASSERT_TRUE(world.participations.change(person.uuid, change, "x"));
  Participation now = world.line(person).participation;
  EXPECT_EQ(now.perspective, "ngo");
  EXPECT_EQ(now.language, "vi");
  EXPECT_EQ(now.via, "individual");
  change.perspective = "";
  ASSERT_TRUE(world.participations.change(person.uuid, change, "x"));
  EXPECT_EQ(world.line(person).participation.perspective, "");
  EXPECT_EQ(world.participations.change(random_uuid(), change, "x").error().code, "participant.unknown");
}

TEST(LinkedParticipations, AreOneHumanUntilTheyAreTakenApart) {
  PeopleFixture world;
  const auto people = world.make(4);
  ASSERT_TRUE(world.send(world.link_of(people[2]), answers_of(first_id, "WA03")));
  const auto person_of = [&](std::size_t at) {
    const auto read = [&](store::Transaction& tx) -> Result<std::size_t> { return participations_of_person(tx, people[at].id).size(); };
    return world.database->read(read).value();
  };
  ASSERT_TRUE(world.linked.link(people[1].uuid, people[2].uuid, "x"));
  EXPECT_EQ(world.event_types()[world.event_types().size() - 2], "submission.attached");
  ASSERT_TRUE(world.linked.link(people[0].uuid, people[2].uuid, "x"));
  EXPECT_EQ(person_of(0), 3u);
  EXPECT_EQ(person_of(1), 3u);
  EXPECT_EQ(person_of(3), 1u);
  EXPECT_EQ(world.count("SELECT count(DISTINCT person_key) FROM participation"), 1);
  EXPECT_EQ(world.line(people[0]).linked, (std::vector<std::string>{"WA02", "WA03"}));
  // The one whose id the others carried leaves: these two stay together.
  ASSERT_TRUE(world.linked.unlink(people[0].uuid, "x"));
  EXPECT_EQ(person_of(0), 1u);
  EXPECT_EQ(person_of(1), 2u);
  EXPECT_EQ(world.count("SELECT count(*) FROM participation WHERE person_key IS NOT NULL"), 2);
  ASSERT_TRUE(world.linked.unlink(people[2].uuid, "x"));
  EXPECT_EQ(world.count("SELECT count(*) FROM participation WHERE person_key IS NOT NULL"), 0);
  EXPECT_EQ(world.linked.link(people[0].uuid, people[0].uuid, "x").error().code, "participant.same");
}

TEST(Identities, AreReadOnlyWithAReasonAndEveryReadIsKept) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const AccountId anna = world.account("anna").id;
  ASSERT_TRUE(world.identities.write(person.uuid, {" Olena K. ", "olena@example.org", "+420 1", "prefers SMS"}, anna, "account:a"));
  EXPECT_EQ(world.identities.read(person.uuid, anna, "account:a", "  ").error().code, "identity.reason_missing");
  EXPECT_EQ(world.count("SELECT count(*) FROM identity_reading"), 0);
  const auto read = world.identities.read(person.uuid, anna, "account:a", "She asked for her photo");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->identity->name, "Olena K.");
  EXPECT_TRUE(read->earlier.empty());
  EXPECT_EQ(world.event_types().back(), "identity.read");
  EXPECT_EQ(world.count("SELECT count(*) FROM event WHERE payload LIKE '%photo%' OR payload LIKE '%Olena%'"), 0);
  ASSERT_TRUE(world.identities.erase(person.uuid, "account:a"));
  const auto again = world.identities.read(person.uuid, anna, "account:a", "Is it gone?");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->identity);
  ASSERT_EQ(again->earlier.size(), 1u);
  EXPECT_EQ(again->earlier.front().reason, "She asked for her photo");
  EXPECT_EQ(again->earlier.front().reader, "anna");
  EXPECT_FALSE(world.line(person).has_identity);
}

TEST(Identities, TakeNoMoreThanTheyHold) {
  PeopleFixture world;
  const auto person = world.make(1).front();
  const AccountId anna = world.account("anna").id;
  EXPECT_EQ(world.identities.write(person.uuid, {std::string(301, 'x'), "", "", ""}, anna, "x").error().code, "identity.too_long");
  EXPECT_EQ(world.identities.write(person.uuid, {"", "nobody", "", ""}, anna, "x").error().code, "identity.email");
  EXPECT_EQ(world.identities.write(random_uuid(), {}, anna, "x").error().code, "participant.unknown");
}

}  // namespace
}  // namespace cityaudit::ingest
