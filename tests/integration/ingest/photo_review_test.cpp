#include "ingest/photo_review.h"

#include "ingest/photo_releases.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::small_instance;

const PhotoReviewer facilitator{{}, "account:f", false};
const PhotoReviewer admin{{}, "account:a", true};
const std::vector<Redaction> one_box = {{Cover::blur, {{1000, 1000}, {2000, 2000}}, 0}};

class PhotoReviewTest : public testing::Test, protected tests::IngestFixture {
 protected:
  static inline const std::string first_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e101";
  static inline const std::string second_id = "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e102";
  /// A photo of a submission of its own, of which the person said that.
  Photo photo_with(const std::string& people, const std::string& instance = first_id, const std::string& bytes = "bytes") {
    EXPECT_TRUE(receive(small_instance({.instance_id = instance, .photo = "a.jpg", .people = people}), {file("a.jpg", bytes)}));
    return newest();
  }
  /// What the people in it signed, or for them a guardian.
  void sign(const Photo& photo, bool guardian = false) {
    PhotoReleases releases{*database, events, clock};
    ASSERT_TRUE(releases.add(photo.uuid, {"the one in front", guardian, Channels::all(), clock.now(), {}}, {}, "account:a"));
  }
  Photo newest() { return *photos.find(PhotoId{count("SELECT max(id) FROM photo")}).value(); }
  Photo again(const Photo& photo) { return *photos.find(photo.id).value(); }
  /// As the worker does it, with a fingerprint.
  void derive(const Photo& photo, std::int64_t fingerprint = 0) {
    while (const auto job = *jobs.claim(derive_job)) {
      if (job->subject_id != photo.id.value) continue;
      DerivedPhoto derived{100, 80, false, photo.original, photo.original, photo.original};
      derived.fingerprint = fingerprint;
      ASSERT_TRUE(photos.mark_ready(*job, again(photo), derived));
      return;
    }
    FAIL() << "no job";
  }
  std::array<std::int64_t, photo_queues> counts() {
    return *database->read(
        [&](store::Transaction& tx) -> Result<std::array<std::int64_t, photo_queues>> { return PhotoReview::counts(tx, audit.id); });
  }
  std::vector<QueuedPhoto> list(PhotoQueue queue) {
    return *database->read(
        [&](store::Transaction& tx) -> Result<std::vector<QueuedPhoto>> { return PhotoReview::list(tx, {audit.id, queue, {}}, 10); });
  }
};

TEST_F(PhotoReviewTest, KeepsPhotosBehindAVeilUnlessNobodyCanBeRecognised) {
  EXPECT_FALSE(is_veiled(photo_with("none", "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e111")));
  EXPECT_TRUE(is_veiled(photo_with("identifiable", "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e112")));
  EXPECT_TRUE(is_veiled(photo_with("minors", "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e113")));
  const Photo silent = photo_with("", "uuid:0f6a7c1e-3f57-4b5a-9f55-2a9cf7c5e114");
  EXPECT_EQ(silent.people, "undeclared");
  EXPECT_TRUE(is_veiled(silent));
  EXPECT_EQ(counts(), (std::array<std::int64_t, photo_queues>{2, 1, 0, 4}));
}

TEST_F(PhotoReviewTest, LiftsTheVeilOnceAPersonSaysWhy) {
  const Photo photo = photo_with("identifiable");
  EXPECT_EQ(review.clear(photo.uuid, Clearance::nobody_recognisable, facilitator).error().code, "photo.waiting");
  derive(photo);
  EXPECT_EQ(review.clear(photo.uuid, Clearance::covered, facilitator).error().code, "photo.nothing_covered");
  EXPECT_EQ(review.clear(photo.uuid, Clearance::released, facilitator).error().code, "release.missing");
  sign(photo);
  ASSERT_TRUE(review.clear(photo.uuid, Clearance::released, facilitator));
  EXPECT_FALSE(is_veiled(again(photo)));
  EXPECT_EQ(again(photo).clearance, "released");
  EXPECT_EQ(event_types().back(), "photo.cleared");
  EXPECT_EQ(list(PhotoQueue::cleared).size(), 1u);
  EXPECT_TRUE(list(PhotoQueue::waiting).empty());
  ASSERT_TRUE(review.veil(photo.uuid, facilitator));
  EXPECT_TRUE(is_veiled(again(photo)));
}

TEST_F(PhotoReviewTest, TakesAwayWhatShowedThePeopleAndTheClearanceWhenSomethingIsCovered) {
  const Photo photo = photo_with("identifiable");
  derive(photo);
  ASSERT_TRUE(review.clear(photo.uuid, Clearance::nobody_recognisable, facilitator));
  ASSERT_TRUE(review.cover(photo.uuid, one_box, facilitator));
  Photo covered = again(photo);
  EXPECT_EQ(covered.state, "waiting");
  EXPECT_FALSE(covered.preview || covered.thumbnail);
  EXPECT_TRUE(is_veiled(covered));
  EXPECT_EQ(covered.redactions, to_json(one_box));
  derive(photo);
  ASSERT_TRUE(review.clear(photo.uuid, Clearance::covered, facilitator));
  const auto events_before = event_types().size();
  ASSERT_TRUE(review.cover(photo.uuid, one_box, facilitator)) << "the same again changes nothing";
  EXPECT_EQ(event_types().size(), events_before);
  EXPECT_FALSE(is_veiled(again(photo)));
}

TEST_F(PhotoReviewTest, VoidsDerivativesThatWereMadeWithoutTheNewestCovers) {
  const Photo photo = photo_with("identifiable");
  const auto job = *jobs.claim(derive_job);
  const Photo as_it_was = again(photo);
  ASSERT_TRUE(review.cover(photo.uuid, one_box, facilitator));
  ASSERT_TRUE(photos.mark_ready(*job, as_it_was, {100, 80, false, photo.original, photo.original, photo.original}));
  EXPECT_EQ(again(photo).state, "waiting");
  derive(photo);
  EXPECT_EQ(again(photo).state, "ready");
}

TEST_F(PhotoReviewTest, LeavesPhotosOfChildrenToThoseWhoMaySeeIdentities) {
  const Photo photo = photo_with("minors");
  derive(photo);
  EXPECT_EQ(review.open(photo.uuid, facilitator).error().code, "photo.minors");
  EXPECT_EQ(review.clear(photo.uuid, Clearance::released, facilitator).error().code, "photo.minors");
  EXPECT_EQ(review.cover(photo.uuid, one_box, facilitator).error().code, "photo.minors");
  ASSERT_TRUE(review.open(photo.uuid, admin));
  sign(photo, true);
  ASSERT_TRUE(review.clear(photo.uuid, Clearance::released, admin));
  EXPECT_TRUE(review.open(photo.uuid, facilitator)) << "what is cleared is for everybody";
}

TEST_F(PhotoReviewTest, WritesDownWhoLooksUnderACoverAndWhy) {
  const Photo photo = photo_with("identifiable");
  EXPECT_EQ(review.unseal(photo.uuid, "to compare", facilitator).error().code, "photo.sealed");
  EXPECT_EQ(review.unseal(photo.uuid, " ", admin).error().code, "photo.reason_missing");
  EXPECT_EQ(count("SELECT count(*) FROM photo_unsealing"), 0);
  ASSERT_TRUE(database->write([](store::Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO account (id, uuid, email, name, role, created_at) VALUES (7, $1, 'a@example.org', 'A', 'admin', 0)",
               random_uuid());
    return {};
  }));
  ASSERT_TRUE(review.unseal(photo.uuid, " to compare ", {AccountId{7}, "account:a", true}));
  EXPECT_EQ(count("SELECT count(*) FROM photo_unsealing WHERE reason = 'to compare' AND account_id = 7"), 1);
  EXPECT_EQ(event_types().back(), "photo.unsealed");
}

/// Photos whose time and place were found as below, of a form that asks for what the row says.
class PhotoOriginTest : public PhotoReviewTest {
 protected:
  PhotoOriginTest() {
    write("INSERT INTO account (id, uuid, email, name, role, created_at) VALUES (7, x'37', 'a@example.org', 'A', 'admin', 0)");
  }
  void write(const std::string& sql) {
    ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<> {
      tx.execute(sql);
      return {};
    }));
  }
  Photo photo_that_keeps(const std::string& words) {
    const Photo photo = photo_with("none");
    write("UPDATE photo SET keep = '" + words + "'");
    return again(photo);
  }
  void derive_as_found(const Photo& photo) {
    const auto job = *jobs.claim(derive_job);
    DerivedPhoto derived{100, 80, false, photo.original, photo.original, photo.original};
    derived.origin = found;
    ASSERT_TRUE(photos.mark_ready(*job, photo, derived));
  }
  const PhotoReviewer looker{AccountId{7}, "account:a", true};
  const PhotoOrigin found{"2018-06-18T14:02:11", 500'871'249, -144'212'251, 12};  // the fixture's clock stands in June 2018
};

TEST_F(PhotoOriginTest, IsToldToWhoMaySeeIdentitiesAndWritesThemDown) {
  const Photo photo = photo_that_keeps("time place");
  EXPECT_EQ(review.unseal_origin(photo.uuid, "to place it", looker).error().code, "photo.no_origin");
  EXPECT_EQ(count("SELECT count(*) FROM photo_unsealing"), 0) << "nothing was shown";
  derive_as_found(photo);
  EXPECT_EQ(review.unseal_origin(photo.uuid, "to place it", facilitator).error().code, "photo.sealed");
  EXPECT_EQ(review.unseal_origin(photo.uuid, " ", looker).error().code, "photo.reason_missing");
  const auto told = review.unseal_origin(photo.uuid, "to place it", looker);
  ASSERT_TRUE(told);
  EXPECT_EQ(*told, (PhotoOrigin{"2018-06-18T14:02:11", 500'871'200, -144'212'300, 12})) << "a place is rounded to about a metre";
  EXPECT_EQ(count("SELECT count(*) FROM photo_unsealing WHERE reason = 'to place it' AND account_id = 7 AND what = 'origin'"), 1);
  EXPECT_EQ(event_types().back(), "photo.origin_unsealed");
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'photo.origin_unsealed' AND payload = '{}'"), 1);
}

TEST_F(PhotoOriginTest, IsKeptAsFarAsTheFormAsks) {
  const auto kept = [&](const std::string& words) {
    const Photo photo = photo_with("none", "uuid:" + to_string(random_uuid()), "bytes of " + words);
    write("UPDATE photo SET keep = '" + words + "'");
    derive_as_found(again(photo));
    const auto told = review.unseal_origin(photo.uuid, "why", looker);
    return told ? *told : PhotoOrigin{};
  };
  EXPECT_EQ(kept(""), PhotoOrigin{});
  EXPECT_EQ(kept("time"), (PhotoOrigin{found.taken_at, {}, {}}));
  EXPECT_EQ(kept("place"), (PhotoOrigin{"", 500'871'200, -144'212'300, 12}));
}

TEST_F(PhotoOriginTest, GoesWithThePhotoAndWithTheFile) {
  const Photo photo = photo_that_keeps("time place");
  derive_as_found(photo);
  ASSERT_TRUE(receive(small_instance({.instance_id = first_id, .photo = "a.jpg", .people = "none"}), {file("a.jpg", "another file")}));
  EXPECT_EQ(count("SELECT count(*) FROM photo_origin"), 0) << "it was the replaced file's";
  write("UPDATE photo SET keep = 'time'");
  derive_as_found(again(photo));
  EXPECT_EQ(count("SELECT count(*) FROM photo_origin"), 1);
  ASSERT_TRUE(submissions.withdraw(uuid_of_instance(first_id), "system"));
  EXPECT_EQ(review.unseal_origin(photo.uuid, "why", looker).error().code, "photo.unknown");
  write("DELETE FROM doomed_file");
  write("DELETE FROM photo");
  EXPECT_EQ(count("SELECT count(*) FROM photo_origin"), 0);
}

TEST_F(PhotoOriginTest, IsForgottenWhenItsTimeIsOverAndNotAskedForAgain) {
  const Photo photo = photo_that_keeps("time place");
  derive_as_found(photo);
  EXPECT_EQ(*photos.forget_origins(clock.now()), 0);
  EXPECT_EQ(*photos.forget_origins(clock.now() + 1), 1);
  EXPECT_EQ(review.unseal_origin(photo.uuid, "why", looker).error().code, "photo.no_origin");
  EXPECT_FALSE(again(photo).keep.any());
}

TEST(PhotoOrigin, IsNoTimeThatTheCameraCannotMean) {
  const UtcMillis received = *parse_iso8601("2018-06-18T14:00:00Z");
  const auto kept = [&](const char* taken_at) { return !kept_origin({taken_at, {}, {}}, {true, true}, received).empty(); };
  EXPECT_TRUE(kept("2018-06-18T14:02:11"));
  EXPECT_TRUE(kept("2018-06-19T13:59:59")) << "far in the east it is tomorrow";
  EXPECT_FALSE(kept("2018-06-19T14:00:01"));
  EXPECT_TRUE(kept("1995-01-01T00:00:00"));
  EXPECT_FALSE(kept("1994-12-31T23:59:59"));
  EXPECT_FALSE(kept("2018-02-29T10:00:00"));
  EXPECT_FALSE(kept("yesterday"));
  EXPECT_TRUE(kept_origin({"", 900'000'001, 0}, {true, true}, received).empty());
  EXPECT_TRUE(kept_origin({"", 0, -1'800'000'001}, {true, true}, received).empty());
  EXPECT_TRUE(kept_origin({"", 1, {}}, {true, true}, received).empty());
}

TEST_F(PhotoReviewTest, KeepsCoversThroughAnEditAndAsksForAnotherClearance) {
  const Photo photo = photo_with("identifiable");
  derive(photo);
  ASSERT_TRUE(review.cover(photo.uuid, one_box, facilitator));
  derive(photo);
  ASSERT_TRUE(review.clear(photo.uuid, Clearance::covered, facilitator));
  ASSERT_TRUE(receive(small_instance(
      {.instance_id = second_id, .comment = "Better", .photo = "a.jpg", .people = "identifiable", .deprecated_id = first_id})));
  const Photo edited = newest();
  EXPECT_NE(edited.id, photo.id);
  EXPECT_EQ(edited.redactions, to_json(one_box));
  EXPECT_TRUE(is_veiled(edited));
  EXPECT_EQ(review.open(photo.uuid, facilitator).error().code, "photo.unknown") << "of the revision that was replaced";
}

TEST_F(PhotoReviewTest, FindsPhotosThatShowNearlyTheSame) {
  const Photo first = photo_with("identifiable");
  derive(first, 0x00ff00ff00ff00ff);
  const Photo second = photo_with("identifiable", second_id, "others");
  derive(second, 0x00ff00ff00ff01fe);
  const auto waiting = list(PhotoQueue::waiting);
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0].similar, 1);
  EXPECT_EQ(waiting[0].participant, "WA01");
  const auto near =
      *database->read([&](store::Transaction& tx) -> Result<std::vector<Photo>> { return PhotoReview::similar(tx, again(first), 5); });
  ASSERT_EQ(near.size(), 1u);
  EXPECT_EQ(near[0].id, second.id);
}

TEST_F(PhotoReviewTest, ShowsSuggestionsOfTheDetectorAndAsksForThemOnce) {
  const Photo photo = photo_with("none");
  derive(photo);
  EXPECT_EQ(*jobs.waiting(suggest_job), 0) << "nobody has to decide about it";
  ASSERT_TRUE(review.want_suggestions(again(photo)));
  const auto job = *jobs.claim(suggest_job);
  ASSERT_TRUE(job);
  ASSERT_TRUE(review.store_suggestions(*job, {{"face", {100, 200}, {300, 400}, 900}}));
  const auto found = *database->read(
      [&](store::Transaction& tx) -> Result<std::vector<PhotoSuggestion>> { return PhotoReview::suggestions(tx, again(photo)); });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].from, (PhotoPoint{100, 200}));
  ASSERT_TRUE(review.want_suggestions(again(photo)));
  EXPECT_EQ(*jobs.waiting(suggest_job), 0);
}

}  // namespace
}  // namespace cityaudit::ingest
