// Consent as rows: from forms, from papers and from what somebody said; and what follows when it changes.
#include "ingest/consents.h"

#include "ingest/photo_releases.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::small_instance;

class ConsentsTest : public testing::Test, protected tests::IngestFixture {
 protected:
  static std::string instance(int n) { return "uuid:00000000-0000-4000-8000-0000000000" + std::to_string(10 + n); }
  SubmissionId send(int n, const std::string& consent, const std::string& replaces = {}, const std::string& code = "WA01") {
    const auto receipt = receive(small_instance({.instance_id = instance(n), .code = code, .consent = consent, .deprecated_id = replaces}));
    EXPECT_TRUE(receipt) << receipt.error().code;
    return receipt ? receipt->id : SubmissionId();
  }
  /// By a personal link, so that nobody has to believe a typed code.
  SubmissionId send_by_link(int n, const std::string& consent, ParticipationId person) {
    auto own = std::make_shared<IntakeActivity>(*intake());
    own->participation = person;
    own->participant_code = "WA01";
    const std::string xml = small_instance({.instance_id = instance(n), .consent = consent});
    const auto judged = judge(own, xml, clock.now(), 7 * millis_per_day, {}).value();
    return submissions.receive(judged, {}).value().id;
  }
  ParticipationId person(const std::string& code = "WA01") {
    return {*database->write([&](store::Transaction& tx) -> Result<std::int64_t> {
      return *tx.integer(
          "INSERT INTO participation (wave_id, code, instrument, joined_at, has_personal_link) VALUES ($1, $2, 'walk', 0, 1) RETURNING id",
          activity.wave, code);
    })};
  }
  EffectiveConsent of(SubmissionId submission) {
    return *database->read([&](store::Transaction& tx) -> Result<EffectiveConsent> { return effective_consent(tx, submission); });
  }
  bool is_flagged(SubmissionId submission) {
    return (count("SELECT flags FROM submission WHERE id = " + std::to_string(submission.value)) & flag_no_analysis_consent) != 0;
  }
  static ConsentStatement statement(Purpose purpose, ConsentDecision decision, Channels channels = {}) {
    ConsentStatement said;
    said.purpose = purpose;
    said.decision = decision;
    said.channels = channels;
    said.method = ConsentMethod::told_facilitator;
    return said;
  }
  Result<> say(const ConsentSubject& subject, Purpose purpose, ConsentDecision decision, Channels channels = {}) {
    clock.advance(1000);
    ConsentStatement said = statement(purpose, decision, channels);
    said.given_at = clock.now();
    return consents.record(subject, {said}, "account:a");
  }

  Consents consents{*database, events, clock};
  PhotoReleases releases{*database, events, clock};
};

TEST_F(ConsentsTest, AnAnswerBecomesARowWithTheQuestionAsEvidence) {
  const SubmissionId sent = send(1, "yes");
  const EffectiveConsent consent = of(sent);
  EXPECT_TRUE(consent.is_given(Purpose::analyse));
  EXPECT_EQ(consent.of(Purpose::quote).decision, ConsentDecision::not_asked);
  const auto rows =
      *database->read([&](store::Transaction& tx) -> Result<std::vector<RecordedConsent>> { return Consents::history(tx, {{}, sent}); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].statement.question, "/data/consent");
  EXPECT_TRUE(rows[0].statement.form);
  EXPECT_EQ(rows[0].submission, sent);
  EXPECT_FALSE(is_flagged(sent));
}

TEST_F(ConsentsTest, AnythingButAYesIsNoConsent) {
  const SubmissionId no = send(1, "no"), unknown = send(2, "dk");
  EXPECT_TRUE(is_flagged(no));
  EXPECT_TRUE(is_flagged(unknown));
  EXPECT_FALSE(of(no).may_analyse());
  const SubmissionId blank = send(3, "");
  EXPECT_EQ(of(blank).of(Purpose::analyse).decision, ConsentDecision::not_asked);
  EXPECT_FALSE(is_flagged(blank));
}

TEST_F(ConsentsTest, ARevisionThatLeavesTheQuestionBlankTakesItBack) {
  send(1, "yes");
  clock.advance(1000);
  const SubmissionId second = send(2, "", instance(1));
  EXPECT_TRUE(of(second).is_denied(Purpose::analyse));
  EXPECT_TRUE(is_flagged(second));
  clock.advance(1000);
  const SubmissionId third = send(3, "yes", instance(2));
  EXPECT_TRUE(of(third).is_given(Purpose::analyse));
  EXPECT_FALSE(is_flagged(third));
  EXPECT_EQ(count("SELECT count(*) FROM consent"), 3);
}

TEST_F(ConsentsTest, ATypedCodeSpeaksForItsOwnSubmissionAlone) {
  const SubmissionId mine = send(1, "yes");
  clock.advance(1000);
  const SubmissionId of_somebody = send(2, "no");
  EXPECT_FALSE(is_flagged(mine));
  EXPECT_TRUE(is_flagged(of_somebody));
}

TEST_F(ConsentsTest, OfOnePersonTheLastWordHoldsForEverything) {
  const ParticipationId author = person();
  const SubmissionId first = send_by_link(1, "yes", author);
  clock.advance(1000);
  const SubmissionId second = send_by_link(2, "no", author);
  EXPECT_TRUE(is_flagged(first));
  EXPECT_TRUE(is_flagged(second));
  clock.advance(1000);
  const SubmissionId third = send_by_link(3, "yes", author);
  for (const SubmissionId each : {first, second, third}) EXPECT_FALSE(is_flagged(each));
}

TEST_F(ConsentsTest, ANoAlsoHidesWhatSaidNothingBefore) {
  const ParticipationId author = person();
  const SubmissionId silent = send_by_link(1, "", author);
  clock.advance(1000);
  send_by_link(2, "no", author);
  EXPECT_TRUE(is_flagged(silent));
}

TEST_F(ConsentsTest, WhatWasFilledInBeforeAWithdrawalDoesNotUndoIt) {
  const ParticipationId author = person();
  send_by_link(1, "yes", author);
  const UtcMillis then = clock.now();
  ASSERT_TRUE(say({author, {}}, Purpose::analyse, ConsentDecision::withdrawn));
  // A phone that was away sends what was filled in before.
  auto own = std::make_shared<IntakeActivity>(*intake());
  own->participation = author;
  own->participant_code = "WA01";
  const std::string xml = small_instance({.instance_id = instance(2), .consent = "yes"});
  auto judged = judge(own, xml, clock.now(), 7 * millis_per_day, {}).value();
  judged.consents.front().given_at = then;
  const SubmissionId late = submissions.receive(judged, {}).value().id;
  EXPECT_TRUE(is_flagged(late));
}

TEST_F(ConsentsTest, GivingNarrowingAndWithdrawingAreEvents) {
  const SubmissionId sent = send(1, "yes");
  const ConsentSubject subject{{}, sent};
  ASSERT_TRUE(say(subject, Purpose::publish_photo, ConsentDecision::given, Channels::of("report web")));
  ASSERT_TRUE(say(subject, Purpose::publish_photo, ConsentDecision::given, Channels::of("report")));
  EXPECT_EQ(of(sent).may_publish(), Channels::of("report"));
  ASSERT_TRUE(say(subject, Purpose::publish_photo, ConsentDecision::withdrawn));
  EXPECT_FALSE(of(sent).may_publish().any());
  ASSERT_TRUE(say(subject, Purpose::analyse, ConsentDecision::withdrawn));
  EXPECT_TRUE(is_flagged(sent));
  ASSERT_TRUE(say(subject, Purpose::analyse, ConsentDecision::given));
  EXPECT_FALSE(is_flagged(sent));
  std::vector<std::string> types = event_types();
  std::erase_if(types, [](const std::string& type) { return !type.starts_with("consent") && type != "submission.consent_changed"; });
  EXPECT_EQ(types, (std::vector<std::string>{"consent.given", "consent.narrowed", "consent.withdrawn", "consent.withdrawn",
                                             "submission.consent_changed", "consent.given", "submission.consent_changed"}));
}

TEST_F(ConsentsTest, WhatIsRecordedForSomebodyNeedsItsEvidence) {
  const SubmissionId sent = send(1, "yes");
  ConsentStatement oral = statement(Purpose::quote, ConsentDecision::given);
  oral.method = ConsentMethod::oral_witnessed;
  EXPECT_EQ(consents.record({{}, sent}, {oral}, "account:a").error().code, "consent.witness_missing");
  oral.witness = "Jana";
  EXPECT_TRUE(consents.record({{}, sent}, {oral}, "account:a"));
  EXPECT_TRUE(of(sent).may_quote());
  ConsentStatement paper = statement(Purpose::archive, ConsentDecision::given);
  paper.method = ConsentMethod::paper_scan;
  EXPECT_EQ(consents.record({{}, sent}, {paper}, "account:a").error().code, "consent.scan_missing");
  EXPECT_EQ(say({{}, sent}, Purpose::publish_photo, ConsentDecision::given).error().code, "consent.channels_missing");
  EXPECT_EQ(say({{}, sent}, Purpose::take_part, ConsentDecision::withdrawn).error().code, "consent.take_part");
}

TEST_F(ConsentsTest, APublishedPhotoIsTakenDownInTheTransactionThatNarrows) {
  const auto receipt = receive(small_instance({.instance_id = instance(1), .photo = "a.jpg"}), {file("a.jpg", "\xff\xd8\xff photo")});
  ASSERT_TRUE(receipt);
  const ConsentSubject subject{{}, receipt->id};
  ASSERT_TRUE(say(subject, Purpose::publish_photo, ConsentDecision::given, Channels::all()));
  ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE photo SET publication = 'published'");
    return {};
  }));
  ASSERT_TRUE(say(subject, Purpose::publish_photo, ConsentDecision::given, Channels::of("report")));
  EXPECT_EQ(count("SELECT count(*) FROM photo WHERE publication = 'unpublished'"), 1);
}

TEST_F(ConsentsTest, APhotoIsReleasedByASignatureAndAChildByItsGuardian) {
  ASSERT_TRUE(
      receive(small_instance({.instance_id = instance(1), .photo = "a.jpg", .people = "minors"}), {file("a.jpg", "\xff\xd8\xff a")}));
  const PhotoReviewer admin{{}, "account:a", true};
  const Photo photo = *photos.find(PhotoId{1}).value();
  ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE photo SET state = 'ready'");
    return {};
  }));
  const auto clear = [&] { return review.clear(photo.uuid, Clearance::released, admin); };
  EXPECT_EQ(clear().error().code, "release.guardian_missing");
  NewRelease release{"the boy on the left", false, Channels::of("report web"), clock.now(), {}};
  ASSERT_TRUE(releases.add(photo.uuid, release, {}, "account:a"));
  EXPECT_EQ(clear().error().code, "release.guardian_missing");
  release.guardian = true;
  release.channels = Channels::of("report");
  const auto signed_one = releases.add(photo.uuid, release, {}, "account:a");
  ASSERT_TRUE(signed_one);
  ASSERT_TRUE(clear());
  ASSERT_TRUE(say({{}, {1}}, Purpose::publish_photo, ConsentDecision::given, Channels::all()));
  const auto channels = [&] {
    return *database->read(
        [&](store::Transaction& tx) -> Result<Channels> { return publishable_channels(tx, *Photos::find(tx, photo.id)); });
  };
  EXPECT_EQ(channels(), Channels::of("report"));
  ASSERT_TRUE(releases.withdraw(photo.uuid, signed_one->uuid, "account:a"));
  EXPECT_EQ(photos.find(photo.id).value()->publication, "private");
  EXPECT_FALSE(channels().any());
}

}  // namespace
}  // namespace cityaudit::ingest
