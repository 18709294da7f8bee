// Taking back what was sent: hidden at once, erased when its time has come, and calm towards phones that send it once more.
#include "ingest/withdrawals.h"

#include "ingest/consents.h"
#include "ingest/doomed_files.h"
#include "ingest/participations.h"
#include "ingest/photo_releases.h"
#include "ingest/receipts.h"
#include "ingest/submission_erasure.h"
#include "ingest/submission_list.h"
#include "ingest/uploads.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::small_instance;

class WithdrawalsTest : public testing::Test, protected tests::IngestFixture {
 protected:
  static std::string instance(int n) { return "uuid:00000000-0000-4000-8000-0000000000" + std::to_string(10 + n); }
  static Uuid uuid(int n) { return uuid_of_instance(instance(n)); }
  std::string xml(int n, const std::string& replaces = {}) {
    return small_instance({.instance_id = instance(n),
                           .comment = "words-of-marta",
                           .photo = "marta.jpg",
                           .people = "identifiable",
                           .deprecated_id = replaces});
  }
  Receipt send(int n, const std::string& replaces = {}) {
    return receive(xml(n, replaces), {file("marta.jpg", "\xff\xd8\xff photo " + std::to_string(n))}).value();
  }
  ParticipationId person_of(int n) { return {count("SELECT participation_id FROM submission WHERE uuid = x'" + hex(n) + "'")}; }
  static std::string hex(int n) { return to_hex(Bytes{uuid(n).value}); }
  std::string state(int n) {
    return *database->read([&](store::Transaction& tx) -> Result<std::string> {
      return tx.text("SELECT state FROM submission WHERE uuid = $1", uuid(n)).value_or("");
    });
  }
  void erase_all() {
    while (*erasure.erase_due() > 0) {
    }
    while (*doomed.remove_due() > 0) {
    }
    ASSERT_TRUE(erasure.finish());
  }
  /// Every value of every table, but for the names of tables and columns.
  std::string everything() {
    return *database->read([](store::Transaction& tx) -> Result<std::string> {
      std::vector<std::string> tables;
      store::Rows names =
          tx.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'form_version'");
      while (names.next()) tables.push_back(names.string(0));
      std::string out;
      for (const std::string& table : tables) {
        const std::int64_t columns = tx.integer("SELECT count(*) FROM pragma_table_info($1)", table).value_or(0);
        const std::string sql = "SELECT * FROM " + table;
        store::Rows rows = tx.query(sql);
        while (rows.next())
          for (int i = 0; i < columns; ++i) {
            const Bytes value = rows.blob(i);
            out.append(value.begin(), value.end());
            out += '\n';
          }
      }
      return out;
    });
  }

  DoomedFiles doomed{*database, *blobs, clock};
  Withdrawals withdrawals{*database, events, clock, millis_per_day};
  SubmissionErasure erasure{*database, events, clock, key};
};

TEST_F(WithdrawalsTest, HidesAtOnceWithAllRevisionsAndErasesADayLater) {
  send(1);
  send(2, instance(1));
  const auto withdrawn = withdrawals.withdraw(uuid(2), {});
  ASSERT_TRUE(withdrawn);
  EXPECT_EQ(withdrawn->submissions, 1);
  EXPECT_EQ(withdrawn->erased_from, clock.now() + millis_per_day);
  EXPECT_EQ(state(1), "withdrawn");
  EXPECT_EQ(state(2), "withdrawn");
  const auto shown = *database->read([&](store::Transaction& tx) -> Result<bool> {
    return find_listed(tx, uuid(2)).has_value() || find_receipt(tx, activity.id, instance(2)).has_value();
  });
  EXPECT_FALSE(shown);
  erase_all();
  EXPECT_EQ(state(2), "withdrawn") << "before its time";
  EXPECT_NE(everything().find("words-of-marta"), std::string::npos);
  clock.advance(millis_per_day);
  erase_all();
  EXPECT_EQ(state(1), "erased");
  EXPECT_EQ(state(2), "erased");
  EXPECT_EQ(count("SELECT count(*) FROM withdrawal WHERE done_at IS NOT NULL"), 2);
  const std::string left = everything();
  for (const char* mark : {"words-of-marta", "marta.jpg"}) EXPECT_EQ(left.find(mark), std::string::npos) << mark;
  EXPECT_NE(left.find("WA01"), std::string::npos) << "the person goes on taking part";
  std::int64_t blobs_left = 0;
  ASSERT_TRUE(blobs->for_each([&](const Sha256&) { ++blobs_left; }));
  EXPECT_EQ(blobs_left, 0);
}

TEST_F(WithdrawalsTest, APhoneThatSendsItOnceMoreIsToldCalmly) {
  send(1);
  ASSERT_TRUE(withdrawals.withdraw(uuid(1), {}));
  EXPECT_EQ(receive(xml(1)).error().code, "submission.withdrawn");
  clock.advance(millis_per_day);
  erase_all();
  EXPECT_EQ(receive(xml(1)).error().code, "submission.withdrawn");
  EXPECT_EQ(receive(xml(2, instance(1))).error().code, "submission.withdrawn");
  Uploads uploads{*database, *blobs, submissions, clock, {}};
  EXPECT_EQ(uploads.create(activity, {instance(1), "marta.jpg", "image/jpeg", 10, {}}).error().code, "submission.withdrawn");
  EXPECT_EQ(count("SELECT count(*) FROM submission"), 1);
}

TEST_F(WithdrawalsTest, APhoneWithdrawsWhatItSentByThisLinkAndNothingElse) {
  send(1);
  send(2);
  EXPECT_EQ(withdrawals.withdraw_of_phone({activity.id.value + 1}, {instance(1)}, {})->submissions, 0);
  EXPECT_EQ(withdrawals.withdraw_of_phone(activity.id, {"1", "uuid:", "uuid:0", to_string(uuid(1))}, {})->submissions, 0);
  WithdrawalRequest request;
  request.method = WithdrawalMethod::phone;
  EXPECT_EQ(withdrawals.withdraw_of_phone(activity.id, {instance(1), instance(9)}, request)->submissions, 1);
  EXPECT_EQ(withdrawals.withdraw_of_phone(activity.id, {instance(1)}, request)->submissions, 0) << "twice";
  EXPECT_EQ(state(1), "withdrawn");
  EXPECT_EQ(state(2), "received");
}

TEST_F(WithdrawalsTest, EverythingOfAPersonEndsAndNothingMoreIsTakenInFromThem) {
  send(1);
  send(2);
  const ParticipationId person = person_of(1);
  WithdrawalRequest request{WithdrawalMethod::told_facilitator, {}, "Marta called", "account:a"};
  EXPECT_EQ(withdrawals.withdraw_everything(person, request)->submissions, 2);
  EXPECT_EQ(withdrawals.withdraw_everything(person, request)->submissions, 0);
  auto own = std::make_shared<IntakeActivity>(*intake());
  own->participation = person;
  own->participant_code = "WA01";
  const std::string third = xml(3);
  const auto judged = judge(own, third, clock.now(), 0, {}).value();
  EXPECT_EQ(submissions.receive(judged, {}).error().code, "submission.withdrawn");
  // Who only types the code sends for themselves, as ever.
  ASSERT_TRUE(receive(xml(4)));
  EXPECT_EQ(person_of(4).value, 0);
  clock.advance(millis_per_day);
  erase_all();
  EXPECT_EQ(count("SELECT count(*) FROM participation WHERE erased_at IS NOT NULL"), 1);
  EXPECT_EQ(everything().find("Marta called"), std::string::npos);
  const auto types = event_types();
  EXPECT_EQ(std::count(types.begin(), types.end(), "participation.ended"), 1);
  EXPECT_EQ(std::count(types.begin(), types.end(), "participation.erased"), 1);
}

TEST_F(WithdrawalsTest, APhotoOfTheSameBytesFromSomebodyElseStays) {
  ASSERT_TRUE(receive(xml(1), {file("marta.jpg", "\xff\xd8\xff the same")}));
  ASSERT_TRUE(receive(xml(2), {file("marta.jpg", "\xff\xd8\xff the same")}));
  ASSERT_TRUE(withdrawals.withdraw(uuid(1), {}));
  clock.advance(millis_per_day);
  erase_all();
  EXPECT_TRUE(blobs->open(sha256(bytes_of("\xff\xd8\xff the same"))));
}

TEST_F(WithdrawalsTest, SignedPapersGoWithWhatTheyAreAbout) {
  const Receipt sent = send(1);
  PhotoReleases releases{*database, events, clock};
  const auto photo = photos.find(PhotoId{1}).value();
  ASSERT_TRUE(
      releases.add(photo->uuid, {"the man in red", false, Channels::of("report"), clock.now(), file("", "a release").blob}, {}, "a"));
  Consents consents{*database, events, clock};
  ConsentStatement paper;
  paper.purpose = Purpose::quote;
  paper.method = ConsentMethod::paper_scan;
  paper.scan = file("", "a paper").blob.sha256.value;
  ASSERT_TRUE(consents.record({{}, sent.id}, {paper}, "a"));
  ASSERT_TRUE(withdrawals.withdraw(uuid(1), {}));
  clock.advance(millis_per_day);
  erase_all();
  std::int64_t blobs_left = 0;
  ASSERT_TRUE(blobs->for_each([&](const Sha256&) { ++blobs_left; }));
  EXPECT_EQ(blobs_left, 0);
  EXPECT_EQ(everything().find("the man in red"), std::string::npos);
}

TEST_F(WithdrawalsTest, WhatAnOlderStateBringsBackIsWithdrawnAgain) {
  send(1);
  send(2);
  const ParticipationId person = person_of(1);
  // Somebody calls: what came by a typed code goes with it.
  WithdrawalRequest call;
  call.method = WithdrawalMethod::told_facilitator;
  ASSERT_TRUE(withdrawals.withdraw_everything(person, call));
  const ErasedOnce gone = *SubmissionErasure::erased_in(*database);
  EXPECT_EQ(gone.submissions.size(), 2u);
  ASSERT_EQ(gone.people.size(), 1u);
  tests::IngestFixture older;
  ASSERT_TRUE(older.receive(xml(1)));
  ASSERT_TRUE(older.receive(xml(3)));
  SubmissionErasure again{*older.database, older.events, older.clock, older.key};
  // The person, and with them what the newer state had not seen.
  EXPECT_EQ(*again.withdraw_again(gone), 2);
  while (*again.erase_due() > 0) {
  }
  EXPECT_EQ(older.count("SELECT count(*) FROM submission WHERE state = 'erased'"), 2);
  EXPECT_EQ(older.count("SELECT count(*) FROM participation WHERE erased_at IS NOT NULL"), 1);
}

}  // namespace
}  // namespace cityaudit::ingest
