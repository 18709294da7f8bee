#include "ingest/review.h"

#include "ingest/corrections.h"
#include "ingest/review_comments.h"
#include "ingest/review_erasure.h"
#include "ingest/revisions.h"
#include "ingest/submission_list.h"
#include "ingest/word_covers.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::IngestFixture;
using tests::small_instance;

const std::string one_id = "uuid:1f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e001";
const std::string two_id = "uuid:1f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e002";

struct ReviewFixture : IngestFixture {
  Review decisions{*database, events, clock, 90};
  ReviewComments comments{*database, events, clock};
  Corrections corrections{*database, events, clock, forms};
  WordCovers covers{*database, events, clock, forms};
  Reviewer anna = person("Anna", "auditor"), ben = person("Ben", "facilitator"), boss = person("Boss", "admin");

  Reviewer person(const std::string& name, const std::string& role) {
    const Uuid uuid = random_uuid();
    const auto id = database->write([&](store::Transaction& tx) -> Result<std::int64_t> {
      const auto account = *tx.integer("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, $2, $3, 0) RETURNING id",
                                       uuid, name, role == "admin" ? "admin" : "member");
      if (role != "admin")
        tx.execute("INSERT INTO membership (audit_id, account_id, role, capabilities, granted_at) VALUES ($1, $2, $3, 1, 0)", audit.id,
                   account, role);
      return account;
    });
    return {{id.value()}, "account:" + to_string(uuid), role};
  }

  Uuid sent(const std::string& instance_id = one_id, const std::string& comment = "A dark corner", const std::string& deprecated = {}) {
    return receive(small_instance({.instance_id = instance_id, .comment = comment, .deprecated_id = deprecated})).value().uuid;
  }
  ReviewView view(const Uuid& uuid) {
    return database->read([&](store::Transaction& tx) -> Result<ReviewView> { return Review::find(tx, uuid).value(); }).value();
  }
  std::string state(const Uuid& uuid) { return view(uuid).standing.state; }
  Result<ReviewBatch> many(const std::vector<ReviewedItem>& items, const ReviewOrder& order, const Reviewer& who) {
    return decisions.act(audit.id, items, order, who);
  }
  Result<ReviewDone> act(const Uuid& uuid, const ReviewOrder& order, const Reviewer& who, std::int64_t seen = -1) {
    auto batch = many({{uuid, seen < 0 ? view(uuid).version : seen}}, order, who);
    if (!batch) return batch.error();
    undo_token = batch->undo_token;
    return batch->items[0];
  }
  std::string answer(const Uuid& uuid, std::string_view path) {
    const auto listed =
        database->read([&](store::Transaction& tx) -> Result<ListedSubmission> { return find_live(tx, uuid).value(); }).value();
    Answers answers = read_instance(listed.xml).value().answers;
    listed.overlay.apply(answers);
    return std::string(answer_at(answers, path));
  }
  std::string undo_token;
};

const ReviewOrder approval{ReviewAction::approve};
const ReviewOrder refusal{ReviewAction::reject, "off_topic", "It is about another town"};
const ReviewOrder giving_back{ReviewAction::return_to_participant, "photo_unclear", "Please take it again by daylight"};

}  // namespace

TEST(Review, WritesReasonsIntoItsTableAndNeverIntoEvents) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  ASSERT_TRUE(f.act(uuid, giving_back, f.anna));
  EXPECT_EQ(f.state(uuid), "returned");
  EXPECT_EQ(f.event_types().back(), "submission.returned");
  EXPECT_EQ(f.count("SELECT count(*) FROM review_step WHERE reason LIKE '%daylight%' AND reason_kind = 'photo_unclear'"), 1);
  EXPECT_EQ(f.count("SELECT count(*) FROM event WHERE payload LIKE '%daylight%'"), 0);
}

TEST(Review, WantsAReasonForWhatAParticipantHasToUnderstand) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  const auto code = [&](const ReviewOrder& order) { return f.act(uuid, order, f.anna).error().code; };
  EXPECT_EQ(code({ReviewAction::reject}), "review.reason_missing");
  EXPECT_EQ(code({ReviewAction::return_to_participant, "other", "  "}), "review.reason_missing");
  EXPECT_EQ(code({ReviewAction::return_to_participant, "harmful", "x"}), "review.reason_kind_unknown");
  EXPECT_EQ(code({ReviewAction::reject, "", std::string(9'000, 'x')}), "review.reason_too_long");
  EXPECT_TRUE(f.act(uuid, {ReviewAction::return_to_participant, "missing_release"}, f.anna)) << "a kind says enough";
}

TEST(Review, TheSecondOfTwoReviewersIsToldWhoWasFaster) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  const std::int64_t seen = f.view(uuid).version;
  ASSERT_TRUE(f.act(uuid, approval, f.anna, seen));
  f.clock.advance(3 * 60'000);
  const auto second = f.act(uuid, refusal, f.boss, seen);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "review.changed_meanwhile");
  std::map<std::string, std::string> told;
  for (const MessageArgument& each : second.error().arguments) told[each.name] = each.value;
  EXPECT_EQ(told["who"], "Anna");
  EXPECT_EQ(told["action"], "approve");
  EXPECT_EQ(told["minutes"], "3");
  EXPECT_EQ(f.state(uuid), "approved");
}

TEST(Review, AnAppealIsDecidedBySomebodyElseAndMadeOnce) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  EXPECT_EQ(f.decisions.appeal(uuid, "").error().code, "review.not_open");
  ASSERT_TRUE(f.act(uuid, refusal, f.anna));
  ASSERT_TRUE(f.decisions.appeal(uuid, "It is our town"));
  EXPECT_EQ(f.state(uuid), "in_review");
  EXPECT_EQ(f.act(uuid, approval, f.anna).error().code, "review.second_opinion");
  const ReviewOrder to_anna{ReviewAction::assign, "", "", f.anna.account};
  EXPECT_EQ(f.act(uuid, to_anna, f.ben).error().code, "review.second_opinion");
  EXPECT_TRUE(f.act(uuid, {ReviewAction::reject, "off_topic", "Still"}, f.boss));
  EXPECT_EQ(f.decisions.appeal(uuid, "Again").error().code, "review.appealed_before");
}

TEST(Review, NobodyDecidesAboutWhatTheyTypedIn) {
  ReviewFixture f;
  const std::string xml = small_instance({.instance_id = one_id});
  auto judged = judge(f.intake(), xml, f.clock.now(), 0, {}).value();
  judged.entered_by = f.ben.account;
  const Uuid uuid = f.submissions.receive(judged, {}).value().uuid;
  EXPECT_EQ(f.act(uuid, approval, f.ben).error().code, "review.own_submission");
  EXPECT_TRUE(f.act(uuid, approval, f.anna));
}

TEST(Review, TwoHundredAtOnceWithAResultEachAndOneWayBack) {
  ReviewFixture f;
  std::vector<ReviewedItem> items;
  for (int i = 0; i < 5; ++i) items.push_back({f.sent("uuid:" + uuid_v4()), 0});
  ASSERT_TRUE(f.act(items[2].submission, approval, f.ben));
  items.push_back({random_uuid(), 0});
  const auto batch = f.many(items, approval, f.anna);
  ASSERT_TRUE(batch);
  EXPECT_FALSE(batch->items[2]);
  EXPECT_EQ(batch->items[5].error().code, "submission.unknown");
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE state = 'approved'"), 5);
  // Something happens to one of them.
  ASSERT_TRUE(f.act(items[4].submission, {ReviewAction::reopen}, f.anna));

  EXPECT_EQ(f.decisions.undo(batch->undo_token, f.ben).error().code, "review.undo_over") << "it is not theirs";
  const auto undone = f.decisions.undo(batch->undo_token, f.anna);
  ASSERT_TRUE(undone);
  ASSERT_EQ(undone->size(), 4U);
  EXPECT_FALSE((*undone)[3]) << "reopened meanwhile";
  EXPECT_EQ(f.state(items[0].submission), "received");
  EXPECT_EQ(f.state(items[2].submission), "approved") << "Ben's decision was no part of it";
  EXPECT_EQ(f.event_types().back(), "submission.reopened");
  EXPECT_FALSE(f.decisions.undo(batch->undo_token, f.anna)) << "once";
  EXPECT_EQ(f.many(std::vector<ReviewedItem>(201), approval, f.anna).error().code, "review.too_many");
}

TEST(Review, UndoEndsAfterItsTime) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  ASSERT_TRUE(f.act(uuid, approval, f.anna));
  f.clock.advance(91'000);
  EXPECT_EQ(f.decisions.undo(f.undo_token, f.anna).error().code, "review.undo_over");
  EXPECT_EQ(f.state(uuid), "approved");
}

TEST(Review, UndoBringsBackTheDecisionBefore) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  ASSERT_TRUE(f.act(uuid, giving_back, f.anna));
  ASSERT_TRUE(f.act(uuid, {ReviewAction::reopen}, f.anna));
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE reviewed_at IS NULL"), 1);
  ASSERT_TRUE(f.decisions.undo(f.undo_token, f.anna));
  EXPECT_EQ(f.state(uuid), "returned");
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE review_reason LIKE '%daylight%'"), 1);
}

TEST(Review, AReturnedOneComesBackAsAnotherRevisionInTheSameHands) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  ASSERT_TRUE(f.act(uuid, {ReviewAction::assign}, f.anna));
  EXPECT_EQ(f.state(uuid), "in_review");
  ASSERT_TRUE(f.act(uuid, giving_back, f.anna));
  const Uuid newer = f.sent(two_id, "A dark corner by the school", one_id);
  EXPECT_EQ(f.state(newer), "received");
  EXPECT_EQ(f.view(newer).standing.assigned_to, f.anna.account);
  EXPECT_EQ(f.many({{uuid, 2}}, approval, f.anna)->items[0].error().code, "review.newer_revision");
  ASSERT_TRUE(f.database->read([&](store::Transaction& tx) -> Result<> {
    EXPECT_EQ(newest_revision(tx, uuid), newer);
    EXPECT_EQ(revisions_until(tx, f.view(newer).id).size(), 2U);
    return {};
  }));
}

TEST(Review, UrgentMattersAreSeenByTheirContactPersonAlone) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  const auto shown = [&](const Reviewer& who) {
    return *f.database->read(
        [&](store::Transaction& tx) -> Result<bool> { return is_shown_to(tx, f.view(uuid).id, who.account, who.role); });
  };
  ASSERT_TRUE(f.database->write([&](store::Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO urgent_contact (audit_id, account_id, at) VALUES ($1, $2, 0)", f.audit.id, f.ben.account);
    return {};
  }));
  ASSERT_TRUE(f.act(uuid, {ReviewAction::raise_urgent, "danger", "A live wire"}, f.anna));
  EXPECT_EQ(f.event_types().back(), "submission.urgent_raised");
  EXPECT_TRUE(shown(f.ben));
  EXPECT_FALSE(shown(f.anna));
  EXPECT_FALSE(shown(f.boss)) << "somebody is named";
  ASSERT_TRUE(f.database->read([&](store::Transaction& tx) -> Result<> {
    EXPECT_TRUE(list_submissions(tx, {f.audit.id, "", "", {}}, 10).empty());
    EXPECT_EQ(list_urgent(tx, f.audit.id, 10).size(), 1U);
    return {};
  }));
  EXPECT_EQ(f.act(uuid, approval, f.anna).error().code, "review.with_contact");
  EXPECT_EQ(f.comments.add(uuid, "Hm", f.anna).error().code, "review.with_contact");
  EXPECT_EQ(f.act(uuid, {ReviewAction::settle_urgent}, f.ben).error().code, "review.reason_missing");
  ASSERT_TRUE(f.act(uuid, {ReviewAction::settle_urgent, "", "The city repaired it"}, f.ben));
  EXPECT_TRUE(shown(f.anna));
  EXPECT_EQ(f.state(uuid), "received");
}

TEST(Review, WhatCameTwiceIsFlaggedWithTheOneBefore) {
  ReviewFixture f;
  const Uuid first = f.sent();
  const Uuid second = f.sent(two_id);
  EXPECT_EQ(f.count("SELECT flags FROM submission WHERE duplicate_of_id IS NOT NULL"), flag_duplicate);
  EXPECT_EQ(f.count("SELECT duplicate_of_id FROM submission WHERE duplicate_of_id IS NOT NULL"), f.view(first).id.value);
  f.sent("uuid:" + uuid_v4(), "Other words");
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE flags <> 0"), 1);
  // The same words of somebody else are no repetition.
  ASSERT_TRUE(f.receive(small_instance({.instance_id = "uuid:" + uuid_v4(), .code = "WA02"})));
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE flags <> 0"), 1);
  EXPECT_NE(first, second);
}

TEST(Review, ANewRevisionIsNoRepetitionOfTheOld) {
  ReviewFixture f;
  f.sent();
  f.sent(two_id, "A dark corner", one_id);
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE flags <> 0"), 0);
}

TEST(ReviewComments, AreOfStaffAndGoWithoutATrace) {
  ReviewFixture f;
  const Uuid uuid = f.sent();
  const Uuid comment = f.comments.add(uuid, " Ask the caretaker ", f.anna).value();
  EXPECT_EQ(f.event_types().back(), "submission.commented");
  EXPECT_EQ(f.count("SELECT count(*) FROM event WHERE payload LIKE '%caretaker%'"), 0);
  EXPECT_EQ(f.comments.erase(uuid, comment, f.ben).error().code, "comment.not_yours");
  ASSERT_TRUE(f.comments.erase(uuid, comment, f.anna));
  EXPECT_EQ(f.count("SELECT count(*) FROM review_comment WHERE words <> ''"), 0);
  EXPECT_EQ(f.comments.add(uuid, "   ", f.anna).error().code, "comment.empty");
}

TEST(Corrections, PutRightWhoseItIsAndAreTakenBack) {
  ReviewFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = two_id, .code = "WA02", .comment = "Elsewhere"})));
  const Uuid uuid = f.sent();
  const auto whose = [&] {
    return f.count(
        "SELECT CAST(substr(p.code, 3) AS bigint) FROM submission s JOIN participation p ON p.id = s.participation_id WHERE s.claimed_code "
        "= 'WA01'");
  };
  const CorrectionOrder order{CorrectedField::code, "WA02", "She took the wrong sheet", 0};
  CorrectionOrder unknown = order;
  unknown.value = "WA77";
  EXPECT_EQ(f.corrections.correct(uuid, unknown, f.ben).error().code, "correction.code_unknown");
  CorrectionOrder unexplained = order;
  unexplained.reason = " ";
  EXPECT_EQ(f.corrections.correct(uuid, unexplained, f.ben).error().code, "correction.reason_missing");
  ASSERT_TRUE(f.corrections.correct(uuid, order, f.ben));
  EXPECT_EQ(whose(), 2);
  EXPECT_EQ(f.event_types().back(), "submission.corrected");
  EXPECT_EQ(f.corrections.correct(uuid, order, f.ben).error().code, "review.changed_meanwhile");
  const auto made =
      f.database->read([&](store::Transaction& tx) -> Result<std::vector<Correction>> { return Corrections::of(tx, f.view(uuid).id); })
          .value();
  ASSERT_EQ(made.size(), 1U);
  ASSERT_TRUE(f.corrections.take_back(uuid, made[0].uuid, 1, f.anna));
  EXPECT_EQ(whose(), 1);
  EXPECT_EQ(f.corrections.take_back(uuid, made[0].uuid, 2, f.anna).error().code, "correction.unknown");
}

TEST(Corrections, ADoubleEntryIsKeptAndNotCounted) {
  ReviewFixture f;
  const Uuid first = f.sent();
  const Uuid second = f.sent(two_id, "The same corner, typed in again");
  const CorrectionOrder order{CorrectedField::duplicate, to_string(first), "The paper was entered twice", 0};
  CorrectionOrder itself = order;
  itself.value = to_string(second);
  EXPECT_EQ(f.corrections.correct(second, itself, f.ben).error().code, "correction.other_unknown");
  ASSERT_TRUE(f.corrections.correct(second, order, f.ben));
  EXPECT_EQ(f.event_types().back(), "submission.duplicate_marked");
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE (flags & 128) <> 0"), 1);
  // Two of them do not cancel each other out.
  EXPECT_EQ(f.corrections.correct(first, {CorrectedField::duplicate, to_string(second), "And back", 0}, f.ben).error().code,
            "correction.other_unknown");
  const auto made =
      f.database->read([&](store::Transaction& tx) -> Result<std::vector<Correction>> { return Corrections::of(tx, f.view(second).id); })
          .value();
  ASSERT_TRUE(f.corrections.take_back(second, made.at(0).uuid, 1, f.ben));
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE (flags & 128) <> 0"), 0);
}

TEST(WordCovers, HideWordsFromEveryReadAndKeepTheStoredAnswer) {
  ReviewFixture f;
  const Uuid uuid = f.sent(one_id, "Paní Nováková tu bydlí bez papírů");
  ASSERT_TRUE(f.covers.cover(uuid, {"/data/comment", 0, 13, "name", "[jméno]"}, f.ben));
  ASSERT_TRUE(f.covers.cover(uuid, {"/data/comment", 23, 33, "status", "▇▇▇"}, f.ben));
  EXPECT_EQ(f.answer(uuid, "/data/comment"), "[jméno] tu bydlí ▇▇▇");
  EXPECT_EQ(f.event_types().back(), "submission.redacted");
  EXPECT_EQ(f.covers.cover(uuid, {"/data/comment", 5, 20, "words", "▇▇▇"}, f.ben).error().code, "cover.overlaps");
  EXPECT_EQ(f.covers.cover(uuid, {"/data/comment", 5, 99, "words", "▇▇▇"}, f.ben).error().code, "cover.no_such_words");
  EXPECT_EQ(f.covers.cover(uuid, {"/data/lighting", 0, 1, "words", "▇▇▇"}, f.ben).error().code, "cover.not_text");
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE instr(CAST(xml AS text), 'Nováková') > 0"), 1) << "byte for byte";

  EXPECT_EQ(f.covers.unseal(uuid, "/data/comment", "The police asked", false, f.ben).error().code, "cover.sealed");
  EXPECT_EQ(f.covers.unseal(uuid, "/data/comment", " ", true, f.boss).error().code, "cover.reason_missing");
  EXPECT_EQ(f.covers.unseal(uuid, "/data/comment", "The police asked", true, f.boss).value(), "Paní Nováková tu bydlí bez papírů");
  EXPECT_EQ(f.count("SELECT count(*) FROM word_unsealing WHERE reason = 'The police asked'"), 1);
  EXPECT_EQ(f.event_types().back(), "submission.unsealed");
}

TEST(WordCovers, AreLiftedByWhoPutThemThereOrMaySeeIdentities) {
  ReviewFixture f;
  const Uuid uuid = f.sent(one_id, "Paní Nováková");
  ASSERT_TRUE(f.covers.cover(uuid, {"/data/comment", 5, 13, "name", "▇▇▇"}, f.ben));
  const auto cover =
      f.database->read([&](store::Transaction& tx) -> Result<AnswerOverlay> { return AnswerOverlay::of(tx, f.view(uuid).id); })
          .value()
          .covers.at(0)
          .uuid;
  EXPECT_EQ(f.covers.uncover(uuid, cover, false, f.anna).error().code, "cover.sealed");
  ASSERT_TRUE(f.covers.uncover(uuid, cover, false, f.ben));
  EXPECT_EQ(f.answer(uuid, "/data/comment"), "Paní Nováková");
}

TEST(WordCovers, FollowTheirWordsIntoANewRevision) {
  ReviewFixture f;
  const Uuid uuid = f.sent(one_id, "Paní Nováková");
  ASSERT_TRUE(f.covers.cover(uuid, {"/data/comment", 5, 13, "name", "▇▇▇"}, f.ben));
  ASSERT_TRUE(f.act(uuid, giving_back, f.anna));
  const Uuid newer = f.sent(two_id, "Tady bydlí Nováková, ano, Nováková", one_id);
  EXPECT_EQ(f.answer(newer, "/data/comment"), "Tady bydlí ▇▇▇, ano, ▇▇▇");
}

TEST(AnswerOverlay, FindsAnswersByPlaceAndNeverShowsWhatItCannotPlace) {
  Answers answers{{"/data/photos/caption", {1, 1}, "one"}, {"/data/photos/caption", {2, 1}, " žluťoučký\n"}};
  AnswerOverlay overlay;
  overlay.corrections.push_back({"/data/stop", "", "s2"});
  overlay.covers.push_back({{}, "/data/photos[2]/caption", 0, 2, "words", "▇"});
  overlay.covers.push_back({{}, "/data/photos[1]/caption", 1, 9, "words", "▇"});
  overlay.apply(answers);
  EXPECT_EQ(answers[0].value, "▇");
  EXPECT_EQ(answers[1].value, "▇uťoučký");
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[2].path, "/data/stop");
  EXPECT_EQ(answers[2].value, "s2");
}

TEST(ReviewErasure, LeavesNoWordsBehind) {
  ReviewFixture f;
  const Uuid uuid = f.sent(one_id, "Paní Nováková");
  ASSERT_TRUE(f.comments.add(uuid, "MARKER", f.anna));
  ASSERT_TRUE(f.covers.cover(uuid, {"/data/comment", 5, 13, "name", "▇▇▇"}, f.ben));
  ASSERT_TRUE(f.covers.unseal(uuid, "/data/comment", "MARKER", true, f.boss));
  ASSERT_TRUE(f.act(uuid, {ReviewAction::reject, "other", "MARKER"}, f.anna));
  ASSERT_TRUE(f.decisions.appeal(uuid, "MARKER"));
  ASSERT_TRUE(f.database->write([&](store::Transaction& tx) -> Result<> {
    erase_review(tx, f.view(uuid).id);
    return {};
  }));
  for (const char* sql :
       {"SELECT count(*) FROM review_comment", "SELECT count(*) FROM word_cover", "SELECT count(*) FROM word_unsealing",
        "SELECT count(*) FROM review_step WHERE reason <> ''", "SELECT count(*) FROM submission WHERE review_reason IS NOT NULL"})
    EXPECT_EQ(f.count(sql), 0) << sql;
  EXPECT_GT(f.count("SELECT count(*) FROM review_step"), 0);
}

}  // namespace cityaudit::ingest
