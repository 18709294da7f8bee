// A photo erased for good: from rows at once, from the store soon after, and for phones that send it once more.
#include "ingest/photo_erasure.h"

#include "ingest/blob_names.h"
#include "ingest/doomed_files.h"
#include "ingest/receipts.h"
#include "ingest/uploads.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

using tests::small_instance;

class PhotoErasureTest : public testing::Test, protected tests::IngestFixture {
 protected:
  static inline const std::string first_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e101";
  static inline const std::string second_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e102";
  static inline const std::string third_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e103";
  static constexpr const char* name = "IMG_20180618_jana.jpg";
  std::string xml_of(const std::string& instance, const std::string& replaces = {}, const std::string& photo = name) {
    return small_instance({.instance_id = instance, .photo = photo, .people = "identifiable", .deprecated_id = replaces});
  }
  Photo sent(const std::string& instance, std::string_view bytes, const std::string& replaces = {}) {
    EXPECT_TRUE(receive(xml_of(instance, replaces), {file(name, bytes)}));
    return newest();
  }
  Photo newest() { return *photos.find(PhotoId{count("SELECT max(id) FROM photo")}).value(); }
  Photo again(const Photo& photo) { return *photos.find(photo.id).value(); }
  Result<Photo> erase(const Photo& photo) { return erasure.erase(photo.uuid, ErasureGround::subject_asked, {}, "account:a"); }
  /// As the worker does it: derivatives of their own.
  void derive(const Photo& photo) {
    while (const auto job = *jobs.claim(derive_job))
      if (job->subject_id == photo.id.value) {
        ASSERT_TRUE(photos.mark_ready(*job, again(photo), {100, 80, false, put("small"), put("large"), put("veil")}));
        return;
      }
    FAIL() << "no job";
  }
  Sha256 put(std::string_view bytes) { return store::write_all(*blobs, bytes).value(); }
  std::set<Sha256> stored() {
    std::set<Sha256> out;
    EXPECT_TRUE(blobs->for_each([&](const Sha256& blob) { out.insert(blob); }));
    return out;
  }
  void remove_all() {
    while (*doomed.remove_due() > 0) {
    }
    EXPECT_EQ(count("SELECT count(*) FROM doomed_file"), 0);
  }
  std::string xml_in(const std::string& instance) {
    return *database->read([&](store::Transaction& tx) -> Result<std::string> {
      store::Rows rows = tx.query("SELECT xml FROM submission WHERE instance_id = $1", instance);
      rows.next();
      const Bytes xml = rows.blob(0);
      return std::string(xml.begin(), xml.end());
    });
  }

  PhotoErasure erasure{*database, events, clock};
  DoomedFiles doomed{*database, *blobs, clock};
  Uploads uploads{*database, *blobs, submissions, clock, {}};
};

TEST_F(PhotoErasureTest, TakesTimeAndPlaceAlong) {
  const Photo photo = sent(first_id, "the original");
  ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<> {
    PhotoOrigins::keep(tx, photo.id, {"2018-06-18T14:02:11", 1, 1}, clock.now());
    tx.execute("UPDATE photo SET keep = 'time place'");
    tx.execute("UPDATE attachment SET keep = 'time place'");
    return {};
  }));
  ASSERT_TRUE(erase(photo));
  EXPECT_EQ(count("SELECT count(*) FROM photo_origin"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM photo WHERE keep <> ''"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM attachment WHERE keep IS NOT NULL"), 0);
  EXPECT_EQ(review.unseal_origin(photo.uuid, "why", {AccountId{1}, "account:a", true}).error().code, "photo.erased");
}

TEST_F(PhotoErasureTest, LeavesATombstoneAndNothingThatTellsOfThePhoto) {
  const Photo photo = sent(first_id, "the original");
  derive(photo);
  ASSERT_TRUE(review.cover(photo.uuid, {{Cover::blur, {{1, 1}, {2, 2}}, 0}}, {}));
  derive(photo);
  ASSERT_TRUE(review.want_suggestions(again(photo)));
  const auto job = *jobs.claim(suggest_job);
  ASSERT_TRUE(review.store_suggestions(*job, {{"face", {1, 2}, {3, 4}, 900}}));
  const auto erased = erase(photo);
  ASSERT_TRUE(erased);
  EXPECT_EQ(erased->state, "erased");
  EXPECT_EQ(erased->erased_at, clock.now());
  EXPECT_EQ(erased->uuid, photo.uuid);
  EXPECT_EQ(erased->original, Sha256{});
  EXPECT_FALSE(erased->thumbnail || erased->preview || erased->veil || erased->fingerprint || erased->suggested_at);
  EXPECT_EQ(erased->redactions, "[]");
  EXPECT_EQ(erased->attachment_name.find("jana"), std::string::npos);
  EXPECT_FALSE(is_veiled(*erased));
  EXPECT_EQ(count("SELECT count(*) FROM photo_suggestion"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM job"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM attachment WHERE sha256 IS NOT NULL OR bytes IS NOT NULL OR people IS NOT NULL"), 0);
  EXPECT_EQ(xml_in(first_id).find("jana"), std::string::npos);
  EXPECT_NE(xml_in(first_id).find("A dark corner"), std::string::npos) << "what was said stays";
  EXPECT_EQ(event_types().back(), "photo.erased");
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE ground = 'subject_asked' AND done_at IS NULL"), 1);

  const auto events_before = event_types().size();
  ASSERT_TRUE(erase(photo)) << "once more changes nothing";
  EXPECT_EQ(event_types().size(), events_before);

  remove_all();
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NULL"), 0);
}

TEST_F(PhotoErasureTest, IsDoneWithOnceMoreAfterACrash) {
  const Photo photo = sent(first_id, "the original");
  derive(photo);
  ASSERT_TRUE(erase(photo));
  EXPECT_EQ(stored().size(), 4u) << "nothing has been removed before the process ends";
  DoomedFiles after_start(*database, *blobs, clock);
  ASSERT_TRUE(after_start.remove_due());
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NOT NULL"), 1);
}

TEST_F(PhotoErasureTest, KeepsBytesThatAnotherPhotoNames) {
  const Photo photo = sent(first_id, "the same picture");
  const Photo other = sent(second_id, "the same picture");
  ASSERT_TRUE(erase(photo));
  remove_all();
  EXPECT_EQ(stored(), std::set<Sha256>{again(other).original});
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NOT NULL"), 1);
}

TEST_F(PhotoErasureTest, WaitsForBytesThatAreAboutToGetARow) {
  const Photo photo = sent(first_id, "the same picture");
  ASSERT_TRUE(erase(photo));
  {
    // Another phone's post of the same picture: its file is whole, its answers are still on the way.
    const ReceivedFile arriving = file(name, "the same picture");
    ASSERT_TRUE(doomed.remove_due());
    EXPECT_EQ(stored().size(), 1u);
    ASSERT_TRUE(receive(xml_of(second_id), {arriving}));
  }
  clock.advance(60'000);
  remove_all();
  EXPECT_EQ(stored().size(), 1u) << "the other phone's photo";
}

TEST_F(PhotoErasureTest, GoesFromOlderRevisionsToo) {
  sent(first_id, "the original");
  ASSERT_TRUE(receive(xml_of(second_id, first_id, "renamed.jpg"), {file("renamed.jpg", "the original")}));
  ASSERT_TRUE(receive(xml_of(third_id, second_id, "renamed.jpg")));
  const Photo photo = newest();
  ASSERT_TRUE(erase(photo));
  remove_all();
  EXPECT_TRUE(stored().empty());
  for (const std::string& id : {first_id, second_id, third_id}) {
    EXPECT_EQ(xml_in(id).find("jana"), std::string::npos) << id;
    EXPECT_EQ(xml_in(id).find("renamed"), std::string::npos) << id;
  }
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM attachment WHERE name NOT LIKE 'erased-%'"), 0);
}

TEST_F(PhotoErasureTest, ARepeatedPostIsTakenAndBringsNothingBack) {
  const Photo photo = sent(first_id, "the original");
  ASSERT_TRUE(erase(photo));
  remove_all();
  const auto receipt = receive(xml_of(first_id), {file(name, "the original")});
  ASSERT_TRUE(receipt) << receipt.error().code;
  EXPECT_FALSE(receipt->created);
  EXPECT_EQ(receipt->files_expected, receipt->files_present);
  EXPECT_EQ(count("SELECT count(*) FROM photo"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM attachment"), 1);
  EXPECT_EQ(count("SELECT flags FROM submission"), 0) << "it is no unexpected file";
  EXPECT_EQ(again(photo).state, "erased");
  clock.advance(60'000);
  remove_all();
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NOT NULL"), 1);
}

TEST_F(PhotoErasureTest, AnEditFromAPhoneThatStillHasThePhotoDoesNotBringItBack) {
  const Photo photo = sent(first_id, "the original");
  ASSERT_TRUE(erase(photo));
  // By tus it comes before the answers that say what it belongs to.
  const auto upload = uploads.create(activity, {second_id, name, "image/jpeg", 12, {}});
  auto partial = std::move(blobs->open_partial(upload->uuid, 0)).value();
  ASSERT_TRUE(partial->append(bytes_of("the original")));
  ASSERT_TRUE(uploads.complete(activity, *upload, *partial));
  partial.reset();
  ASSERT_TRUE(receive(xml_of(second_id, first_id), {file(name, "the original")}));
  const Photo carried = newest();
  EXPECT_NE(carried.id, photo.id);
  EXPECT_EQ(carried.state, "erased");
  EXPECT_EQ(carried.erased_at, again(photo).erased_at);
  EXPECT_EQ(xml_in(second_id).find("jana"), std::string::npos);
  EXPECT_EQ(count("SELECT count(*) FROM upload"), 0);
  const auto receipt = receive(xml_of(second_id, first_id), {file(name, "the original")});
  ASSERT_TRUE(receipt) << "the repeated post of the edit: " << receipt.error().code;
  clock.advance(60'000);
  remove_all();
  EXPECT_TRUE(stored().empty());
}

TEST_F(PhotoErasureTest, StaysErasedThroughARevisionThatDoesNotNameIt) {
  const Photo photo = sent(first_id, "the original");
  ASSERT_TRUE(erase(photo));
  ASSERT_TRUE(receive(xml_of(second_id, first_id, ""), {file(name, "the original")}));
  EXPECT_EQ(count("SELECT count(*) FROM attachment WHERE submission_id = 2"), 0);
  ASSERT_TRUE(receive(xml_of(third_id, second_id), {file(name, "the original")}));
  EXPECT_EQ(newest().state, "erased");
  clock.advance(60'000);
  remove_all();
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NULL"), 0);
}

TEST_F(PhotoErasureTest, UploadsOfItGoAndNewOnesAreThrownAway) {
  ASSERT_TRUE(receive(xml_of(first_id)));
  const auto whole = uploads.create(activity, {first_id, name, "image/jpeg", 12, {}});
  auto bytes = std::move(blobs->open_partial(whole->uuid, 0)).value();
  ASSERT_TRUE(bytes->append(bytes_of("the original")));
  ASSERT_TRUE(uploads.complete(activity, *whole, *bytes));
  bytes.reset();
  const auto half = uploads.create(activity, {first_id, name, "image/jpeg", 12, {}});
  auto half_bytes = std::move(blobs->open_partial(half->uuid, 0)).value();
  ASSERT_TRUE(half_bytes->append(bytes_of("the or")));
  ASSERT_TRUE(half_bytes->sync());
  ASSERT_TRUE(uploads.acknowledge(half->uuid, 6));

  ASSERT_TRUE(erase(newest()));
  EXPECT_EQ(count("SELECT count(*) FROM upload"), 0);
  remove_all();
  EXPECT_TRUE(stored().empty());
  // The request that fills it learns so at its end, and nothing of what it brought stays.
  ASSERT_TRUE(half_bytes->append(bytes_of("igi")));
  EXPECT_EQ(uploads.acknowledge(half->uuid, 9).error().code, "upload.unknown");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "blobs" / "partial"));
  ASSERT_TRUE(half_bytes->append(bytes_of("nal")));
  EXPECT_FALSE(uploads.complete(activity, *half, *half_bytes));
  half_bytes.reset();

  const auto late = uploads.create(activity, {first_id, name, "image/jpeg", 12, {}});
  ASSERT_TRUE(late);
  EXPECT_EQ(count("SELECT count(*) FROM upload WHERE file_name LIKE '%jana%'"), 0);
  auto late_bytes = std::move(blobs->open_partial(late->uuid, 0)).value();
  ASSERT_TRUE(late_bytes->append(bytes_of("the original")));
  EXPECT_TRUE(uploads.complete(activity, *late, *late_bytes)) << "whoever sends it is told that it came";
  late_bytes.reset();
  EXPECT_EQ(count("SELECT count(*) FROM upload"), 0);
  EXPECT_TRUE(stored().empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "blobs" / "partial"));
}

TEST_F(PhotoErasureTest, WhatAWorkerWasMakingOfItGoesToo) {
  const Photo photo = sent(first_id, "the original");
  const auto job = *jobs.claim(derive_job);
  const Photo as_it_was = again(photo);
  ASSERT_TRUE(erase(photo));
  ASSERT_TRUE(photos.mark_ready(*job, as_it_was, {100, 80, false, put("small"), put("large"), put("veil")}));
  EXPECT_EQ(again(photo).state, "erased");
  EXPECT_EQ(event_types().back(), "photo.erased");
  ASSERT_TRUE(review.store_suggestions({{1}, "photo.suggest", photo.id.value, 1}, {{"face", {1, 2}, {3, 4}, 900}}));
  EXPECT_EQ(count("SELECT count(*) FROM photo_suggestion"), 0);
  remove_all();
  EXPECT_TRUE(stored().empty());
}

TEST_F(PhotoErasureTest, WhatCoversHaveReplacedGoesAtOnce) {
  const Photo photo = sent(first_id, "the original");
  derive(photo);
  ASSERT_TRUE(review.cover(photo.uuid, {{Cover::blur, {{1, 1}, {2, 2}}, 0}}, {}));
  remove_all();
  EXPECT_EQ(stored(), (std::set<Sha256>{photo.original, *again(photo).veil})) << "a preview without covers is gone";
}

TEST_F(PhotoErasureTest, IsToldInReceiptsAndQueues) {
  const Photo photo = sent(first_id, "the original");
  ASSERT_TRUE(erase(photo));
  const auto receipt = *database->read(
      [&](store::Transaction& tx) -> Result<std::optional<SubmissionReceipt>> { return find_receipt(tx, activity.id, first_id); });
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->expected, 0);
  ASSERT_EQ(receipt->files.size(), 1u);
  EXPECT_EQ(receipt->files[0].erased_at, clock.now());
  EXPECT_FALSE(receipt->files[0].sha256);
  const auto counts = *database->read(
      [&](store::Transaction& tx) -> Result<std::array<std::int64_t, photo_queues>> { return PhotoReview::counts(tx, audit.id); });
  EXPECT_EQ(counts, (std::array<std::int64_t, photo_queues>{0, 0, 0, 1}));
  const PhotoReviewer admin{{}, "account:a", true};
  EXPECT_TRUE(review.open(photo.uuid, admin)) << "that it was erased can be read";
  EXPECT_EQ(review.clear(photo.uuid, Clearance::released, admin).error().code, "photo.erased");
  EXPECT_EQ(review.cover(photo.uuid, {}, admin).error().code, "photo.erased");
  EXPECT_EQ(review.veil(photo.uuid, admin).error().code, "photo.erased");
  EXPECT_EQ(review.unseal(photo.uuid, "why", admin).error().code, "photo.erased");
}

TEST_F(PhotoErasureTest, IsRepeatedWhereAnOlderStateCameBack) {
  sent(first_id, "the original");
  const Photo photo = newest();
  ASSERT_TRUE(erase(photo));
  const auto tombstones = PhotoErasure::all(*database).value();
  ASSERT_EQ(tombstones.size(), 1u);

  IngestFixture older;  // as if it were a backup from before the erasure
  ASSERT_TRUE(older.receive(xml_of(first_id), {older.file(name, "the original")}));
  ASSERT_TRUE(older.receive(xml_of(second_id), {older.file(name, "another photo")}));
  PhotoErasure there(*older.database, older.events, older.clock);
  EXPECT_EQ(*there.erase_again(tombstones), 1);
  EXPECT_EQ(*there.erase_again(tombstones), 0) << "once is enough";
  EXPECT_EQ(older.count("SELECT count(*) FROM photo WHERE state = 'erased'"), 1);
  EXPECT_EQ(older.count("SELECT erased_at FROM photo_tombstone"), clock.now().value);
}

}  // namespace
}  // namespace cityaudit::ingest
