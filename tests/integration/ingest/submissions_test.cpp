#include "ingest/submissions.h"

#include "ingest/blob_names.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {

using tests::IngestFixture;
using tests::small_instance;

const std::string first_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e001";
const std::string second_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e002";

TEST(Submissions, StoreRowProblemsFilesJobAndEventTogether) {
  IngestFixture f;
  const auto receipt = f.receive(small_instance({.instance_id = first_id, .lighting = "9", .photo = "a.jpg"}), {f.file("a.jpg", "bytes")});
  ASSERT_TRUE(receipt);
  EXPECT_TRUE(receipt->created);
  EXPECT_EQ(receipt->files_expected, 1);
  EXPECT_EQ(receipt->files_present, 1);
  EXPECT_EQ(f.count("SELECT problem_count FROM submission"), 1);
  EXPECT_EQ(f.count("SELECT count(*) FROM submission_problem WHERE code = 'problem.unknown_choice'"), 1);
  EXPECT_EQ(f.count("SELECT count(*) FROM photo WHERE state = 'waiting'"), 1);
  EXPECT_EQ(f.count("SELECT count(*) FROM job"), 1);
  EXPECT_EQ(f.event_types().back(), "submission.received");
  EXPECT_EQ(f.count("SELECT count(*) FROM participation WHERE code = 'WA01'"), 1);
}

TEST(Submissions, TheSameAgainIsNoSecondOne) {
  IngestFixture f;
  const std::string xml = small_instance({.instance_id = first_id});
  const auto first = f.receive(xml);
  const auto again = f.receive(xml);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->uuid, first->uuid);
  EXPECT_EQ(f.count("SELECT count(*) FROM submission"), 1);
  EXPECT_EQ(f.count("SELECT count(*) FROM event WHERE type = 'submission.received'"), 1);
}

TEST(Submissions, FilesOfLaterPostsJoinTheFirst) {
  IngestFixture f;
  const std::string xml = small_instance({.instance_id = first_id, .photo = "a.jpg"});
  EXPECT_EQ(f.receive(xml)->files_present, 0);
  const auto later = f.receive(xml, {f.file("a.jpg", "bytes")});
  EXPECT_EQ(later->files_present, 1);
  EXPECT_EQ(f.event_types().back(), "submission.attachments_received");
  const auto nothing_new = f.receive(xml, {f.file("a.jpg", "bytes")});
  ASSERT_TRUE(nothing_new);
  EXPECT_EQ(f.count("SELECT count(*) FROM event WHERE type = 'submission.attachments_received'"), 1);
}

TEST(Submissions, OtherAnswersUnderTheSameIdAreAConflict) {
  IngestFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id})));
  const auto other = f.receive(small_instance({.instance_id = first_id, .comment = "Something else"}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "submission.instance_taken");
}

TEST(Submissions, AnEditReplacesAndKeepsTheFiles) {
  IngestFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .photo = "a.jpg"}), {f.file("a.jpg", "bytes")}));
  const std::string edit = small_instance({.instance_id = second_id, .comment = "Better", .photo = "a.jpg", .deprecated_id = first_id});
  const auto edited = f.receive(edit);
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->files_present, 1);
  EXPECT_EQ(f.count("SELECT revision FROM submission WHERE replaces_id IS NOT NULL"), 2);
  EXPECT_EQ(f.count("SELECT count(*) FROM submission WHERE replaced_by_id IS NOT NULL"), 1);
  // The newest edit once more, as a client that sends its files in several posts does.
  EXPECT_TRUE(f.receive(edit));
  const auto stale = f.receive(small_instance({.instance_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e003", .deprecated_id = first_id}));
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, "submission.deprecated_stale");
  const auto unknown = f.receive(small_instance(
      {.instance_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e004", .deprecated_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e0ff"}));
  EXPECT_EQ(unknown.error().code, "submission.deprecated_unknown");
}

TEST(Submissions, WithdrawnOnesStayWithdrawn) {
  IngestFixture f;
  const std::string xml = small_instance({.instance_id = first_id});
  const Uuid uuid = f.receive(xml)->uuid;
  ASSERT_TRUE(f.submissions.withdraw(uuid, "participant"));
  EXPECT_EQ(f.receive(xml).error().code, "submission.withdrawn");
  EXPECT_EQ(f.event_types().back(), "submission.withdrawn");
}

TEST(Submissions, ReviewNeedsAReasonToReturn) {
  IngestFixture f;
  const Uuid uuid = f.receive(small_instance({.instance_id = first_id}))->uuid;
  EXPECT_EQ(f.submissions.review(uuid, Decision::return_to_participant, {{}, "account:x"}, "  ").error().code, "review.reason_missing");
  EXPECT_TRUE(f.submissions.review(uuid, Decision::approve, {{}, "account:x"}, ""));
  EXPECT_EQ(f.submissions.review(uuid, Decision::approve, {{}, "account:x"}, "").error().code, "review.not_open");
  EXPECT_EQ(f.event_types().back(), "submission.approved");
}

TEST(Submissions, FlagsLatenessAndRefusedAnalysisButStores) {
  IngestFixture f;
  const auto flags = [&] { return f.count("SELECT max(flags) FROM submission"); };
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .consent = "no"})));
  EXPECT_EQ(flags(), flag_no_analysis_consent);
  auto intake = std::make_shared<IntakeActivity>(*f.intake());
  intake->activity.closes_at = f.clock.now() + -1;
  const std::string xml = small_instance({.instance_id = second_id});
  EXPECT_EQ(judge(intake, xml, f.clock.now(), 7 * millis_per_day, {})->flags, flag_late);
  EXPECT_EQ(judge(intake, xml, f.clock.now() + 8 * millis_per_day, 7 * millis_per_day, {})->flags, flag_closed);
}

TEST(Submissions, RefuseFormsThatTheActivityNeverHad) {
  IngestFixture f;
  EXPECT_EQ(f.receive(small_instance({.instance_id = first_id, .version = "77"})).error().code, "submission.form_unknown");
}

TEST(Submissions, OddInstanceIdsWorkToo) {
  IngestFixture f;
  const std::string xml = small_instance({.instance_id = "old-phone/17"});
  ASSERT_TRUE(f.receive(xml));
  EXPECT_FALSE(f.receive(xml)->created);
}

TEST(Activities, APhoneWithAnOlderFormVersionIsStillServed) {
  IngestFixture f;
  ASSERT_TRUE(f.intake());
  NewActivity same;
  same.code = "walk";
  ASSERT_TRUE(f.activities.open(f.audit, same, *f.forms.publish(tests::small_form("2")).value()));
  EXPECT_EQ(f.intake()->form->definition.version, "2") << "the cache follows the generation";
  EXPECT_TRUE(f.receive(small_instance({.instance_id = first_id, .version = "1"})));
  EXPECT_TRUE(f.receive(small_instance({.instance_id = second_id, .version = "2"})));
}

TEST(Activities, AReplacedPosterStillTakesWhatPhonesHold) {
  IngestFixture f;
  const std::string old_token = f.activities.token(f.activity);
  ASSERT_TRUE(f.activities.replace_link(f.activity.id));
  const auto old = f.activities.find_by_token(old_token);
  ASSERT_TRUE(old);
  EXPECT_TRUE((*old)->revoked);
  EXPECT_EQ(judge(*old, small_instance({.instance_id = first_id}), f.clock.now(), 0, {})->flags, flag_revoked_link);
  EXPECT_EQ(f.activities.find_by_token("AAAAAAAAAAAAAAAAAAAAAA").error().code, "link.unknown");
}

TEST(FormVersions, NeverChangeOncePublished) {
  IngestFixture f;
  std::string other = tests::small_form();
  other.replace(other.find("Small walk"), 10, "Other walk");
  EXPECT_TRUE(f.forms.publish(tests::small_form()));
  EXPECT_EQ(f.forms.publish(other).error().code, "form.version_taken");
}

TEST(Events, AreChainedAndTellWhenSomethingWasChanged) {
  IngestFixture f;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(f.receive(small_instance({.instance_id = "uuid:" + uuid_v4()})));
  EXPECT_TRUE(Events::verify(*f.database)->empty());
  ASSERT_TRUE(f.database->write([](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE event SET actor = 'someone' WHERE seq = 3");
    return {};
  }));
  EXPECT_FALSE(Events::verify(*f.database)->empty());
}

TEST(Jobs, AreClaimedOnceRetriedAndThenDead) {
  IngestFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .photo = "a.jpg"}), {f.file("a.jpg", "bytes")}));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto job = f.jobs.claim(derive_job);
    ASSERT_TRUE(job && *job) << attempt;
    EXPECT_FALSE(*f.jobs.claim(derive_job)) << "it is leased";
    EXPECT_EQ((*job)->attempts, attempt);
    ASSERT_TRUE(f.jobs.fail(**job, "the worker died"));
    f.clock.advance(millis_per_hour);
  }
  EXPECT_FALSE(*f.jobs.claim(derive_job));
  EXPECT_EQ(f.count("SELECT count(*) FROM job WHERE state = 'dead'"), 1);
}

TEST(Jobs, ALeaseThatRanOutIsTakenOver) {
  IngestFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .photo = "a.jpg"}), {f.file("a.jpg", "bytes")}));
  ASSERT_TRUE(*f.jobs.claim(derive_job));
  f.clock.advance(61'000);
  EXPECT_TRUE(*f.jobs.claim(derive_job));
}

TEST(Jobs, ALeaseThatRanOutAtTheLastAttemptIsDead) {
  IngestFixture f;
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .photo = "a.jpg"}), {f.file("a.jpg", "bytes")}));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto job = f.jobs.claim(derive_job);
    ASSERT_TRUE(job && *job) << attempt;
    f.clock.advance(61'000);
  }
  EXPECT_FALSE(*f.jobs.claim(derive_job));
  EXPECT_EQ(f.count("SELECT count(*) FROM job WHERE state = 'dead' AND last_error = 'job.lease_expired'"), 1);
}

TEST(Photos, AReplacedOriginalIsDerivedAgain) {
  IngestFixture f;
  const std::string xml = small_instance({.instance_id = first_id, .photo = "a.jpg"});
  const auto old_file = f.file("a.jpg", "old bytes");
  ASSERT_TRUE(f.receive(xml, {old_file}));
  const Job job = **f.jobs.claim(derive_job);
  ASSERT_TRUE(f.receive(xml, {f.file("a.jpg", "new bytes")}));
  Photo old_photo;
  old_photo.original = old_file.blob.sha256;
  old_photo.redactions = "[]";
  ASSERT_TRUE(f.photos.mark_ready(job, old_photo, {100, 80, false, old_file.blob.sha256, old_file.blob.sha256, old_file.blob.sha256}));
  EXPECT_EQ(f.photos.find(PhotoId{job.subject_id}).value()->state, "waiting");
  EXPECT_TRUE(*f.jobs.claim(derive_job));
}

TEST(BlobNames, KnowWhatRowsName) {
  IngestFixture f;
  const auto file = f.file("a.jpg", "bytes");
  const auto is_named = [&] {
    return *f.database->read([&](store::Transaction& tx) -> Result<bool> { return is_blob_named(tx, file.blob.sha256); });
  };
  EXPECT_FALSE(is_named());
  ASSERT_TRUE(f.receive(small_instance({.instance_id = first_id, .photo = "a.jpg"}), {file}));
  EXPECT_TRUE(is_named());
}

}  // namespace cityaudit::ingest
