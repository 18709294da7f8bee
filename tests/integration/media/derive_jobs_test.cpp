// Photos on their way from "waiting" to "ready" or "refused", with a real database, blob store and worker.
#include "media/derive_jobs.h"

#include "media/plain_jpeg.h"
#include "tests/support/located_photo.h"
#include "tests/support/picture_file.h"
#include "tests/support/server_process.h"
#include "tests/support/store_fixture.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>
#include <thread>

namespace cityaudit::media {
namespace {

using namespace std::literals;

class DeriveJobsTest : public testing::Test {
 protected:
  DeriveJobsTest() {
    const auto insert_submission = [](store::Transaction& tx) -> Result<> {
      const Bytes id = bytes_of("0123456789abcdef");
      tx.execute(
          "INSERT INTO audit (uuid, number, slug, title, city, country, languages, time_zone, demonstration, created_at, updated_at, "
          "version) VALUES ($1, 1, 'a', '{}', 'Praha', 'CZ', 'cs', 'Europe/Prague', 0, 0, 0, 1)",
          id);
      tx.execute("INSERT INTO wave (audit_id, number, freeze_forms) VALUES (1, 1, 0)");
      tx.execute(
          "INSERT INTO form_version (uuid, form_id, version, title, state, xml, md5, published_at) VALUES ($1, 'f', '1', 'F', "
          "'published', $1, '', 0)",
          id);
      tx.execute(
          "INSERT INTO activity (uuid, audit_id, wave_id, number, code, instrument, form_version_id, title, purpose, link_epoch, "
          "created_at, updated_at, version) VALUES ($1, 1, 1, 1, 'PV', 'photovoice', 1, '{}', '{}', 1, 0, 0, 1)",
          id);
      tx.execute(
          "INSERT INTO submission (uuid, activity_id, form_version_id, state, flags, problem_count, revision, received_at, "
          "instance_id, xml_sha256, xml) VALUES ($1, 1, 1, 'received', 0, 0, 1, 0, 'uuid:x', $1, $1)",
          id);
      return {};
    };
    const auto inserted = store_.database->write(insert_submission);
    EXPECT_TRUE(inserted) << (inserted ? "" : inserted.error().message);
  }

  Sha256 put(std::string_view bytes) {
    auto writer = store_.blobs->create();
    EXPECT_TRUE(writer && (*writer)->write(bytes_of(bytes)));
    return (*writer)->commit()->sha256;
  }

  void add(std::string_view name, const Sha256& original) {
    const auto insert = [&](store::Transaction& tx) -> Result<> {
      ingest::Photos::add(tx, ingest::SubmissionId{1}, name, original, clock_.now());
      return {};
    };
    ASSERT_TRUE(store_.database->write(insert));
  }

  std::vector<ingest::Photo> photos_now() {
    const auto list = [](store::Transaction& tx) -> Result<std::vector<ingest::Photo>> {
      return ingest::Photos::of_submission(tx, ingest::SubmissionId{1});
    };
    return *store_.database->read(list);
  }

  template <class Condition>
  bool becomes_true(Condition condition) {
    for (int i = 0; i < 1500 * tests::test_patience() && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
  }
  bool nothing_waits() {
    return becomes_true([&] { return *jobs_.waiting(ingest::derive_job) == 0; });
  }

  std::int64_t count_events(std::string_view type) {
    const auto count = [&](store::Transaction& tx) -> Result<std::int64_t> {
      return tx.integer("SELECT count(*) FROM event WHERE type = $1", type).value_or(0);
    };
    return *store_.database->read(count);
  }

  tests::StoreFixture store_;
  SystemClock clock_;
  ingest::Events events_;
  ingest::Photos photos_{*store_.database, events_, clock_};
  ingest::PhotoReview review_{*store_.database, events_, clock_};
  ingest::Jobs jobs_{*store_.database, clock_, 60'000, 5};
  WorkerPool pool_{[] {
    WorkerPool::Options options;
    options.workers = 1;
    return options;
  }()};
  DeriveJobs::Parts parts_{jobs_, photos_, review_, *store_.blobs, pool_};
};

TEST_F(DeriveJobsTest, MakesDerivativesAndTellsOfThem) {
  add("a.jpg", put(tests::with_exif(tests::quarters_jpeg(2000, 1000), 6)));
  add("b.jpg", put("not a photo at all"));
  DeriveJobs derive_jobs(parts_, {}, 2);
  ASSERT_TRUE(nothing_waits());
  const auto photos = photos_now();
  ASSERT_EQ(photos.size(), 2u);
  EXPECT_EQ(photos[0].state, "ready");
  EXPECT_EQ(photos[0].width, 1000);
  EXPECT_EQ(photos[0].height, 2000);
  const auto preview = store::read_all(*store_.blobs, *photos[0].preview, 10'000'000);
  ASSERT_TRUE(preview);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(*preview), 800, 1600));
  EXPECT_EQ(photos[1].state, "refused");
  EXPECT_EQ(photos[1].refusal_code, "photo.not_an_image");
  EXPECT_EQ(count_events("photo.derived"), 1);
  EXPECT_EQ(count_events("photo.refused"), 1);
}

TEST_F(DeriveJobsTest, CoversWhatAPersonCoveredInEveryDerivative) {
  add("a.jpg", put(tests::quarters_jpeg(400, 400)));
  const auto picture = [&] { return *store::read_all(*store_.blobs, *photos_now()[0].preview, 10'000'000); };
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(nothing_waits());
  const std::string before = picture();
  ASSERT_TRUE(review_.cover(photos_now()[0].uuid, {{ingest::Cover::solid, {{1000, 1000}, {9000, 9000}}, 0}}, {{}, "account:x", true}));
  EXPECT_FALSE(photos_now()[0].preview) << "what shows the people goes at once";
  derive_jobs.notify();
  ASSERT_TRUE(nothing_waits());
  EXPECT_EQ(photos_now()[0].state, "ready");
  EXPECT_NE(picture(), before);
  EXPECT_TRUE(photos_now()[0].veil);
  EXPECT_TRUE(photos_now()[0].fingerprint);
}

TEST_F(DeriveJobsTest, TakesBlankPhotosForNobodysDuplicates) {
  add("a.jpg", put(tests::jpeg_file(std::vector<std::uint8_t>(64 * 64 * 3, 128), 64, 64)));
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(nothing_waits());
  EXPECT_EQ(photos_now()[0].state, "ready");
  EXPECT_FALSE(photos_now()[0].fingerprint);
}

TEST_F(DeriveJobsTest, WaitsWhileThePoolIsPaused) {
  add("a.jpg", put(tests::quarters_jpeg(400, 400)));
  {
    DeriveJobs paused(parts_, {}, 0);
    paused.notify();
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(photos_now()[0].state, "waiting");
  }
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(nothing_waits());
  EXPECT_EQ(photos_now()[0].state, "ready");
}

TEST_F(DeriveJobsTest, KeepsTimeAndPlaceOnlyWhereTheFormAsks) {
  const std::string original = tests::with_exif_block(tests::quarters_jpeg(200, 100), {});
  add("asked.jpg", put(original));
  add("silent.jpg", put(original));
  const auto ask = [](store::Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO attachment (submission_id, name, expected, is_photo, received_at) VALUES (1, 'asked.jpg', 1, 1, $1)",
               *parse_iso8601("2018-06-18T14:00:00Z"));
    tx.execute("UPDATE photo SET keep = 'time place' WHERE attachment_name = 'asked.jpg'");
    return {};
  };
  ASSERT_TRUE(store_.database->write(ask));
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(nothing_waits());
  const auto photos = photos_now();
  const auto found = [](store::Transaction& tx, ingest::PhotoId photo) { return ingest::PhotoOrigins::find(tx, photo); };
  const auto check = [&](store::Transaction& tx) -> Result<> {
    const auto asked = found(tx, photos[0].id);
    EXPECT_TRUE(asked && asked->taken_at == "2008-10-22T16:28:39" && asked->latitude_e7 == 434'674'500);
    EXPECT_FALSE(found(tx, photos[1].id));
    return {};
  };
  ASSERT_TRUE(store_.database->read(check));
}

TEST_F(DeriveJobsTest, LooksForFacesWhereSomebodyWillHaveToDecide) {
  add("a.jpg", put(tests::quarters_jpeg(400, 400)));
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(becomes_true([&] { return photos_now()[0].suggested_at.has_value(); }));
  EXPECT_EQ(count_events("photo.suggested"), 1);
}

TEST_F(DeriveJobsTest, FindsNewWorkWhenNotified) {
  DeriveJobs derive_jobs(parts_, {}, 1);
  add("a.jpg", put(tests::quarters_jpeg(200, 100)));
  derive_jobs.notify();
  ASSERT_TRUE(nothing_waits());
  EXPECT_EQ(photos_now()[0].state, "ready");
}

TEST_F(DeriveJobsTest, TriesAgainLaterWhenTheOriginalIsNotThere) {
  add("a.jpg", sha256(bytes_of("never stored")));
  DeriveJobs derive_jobs(parts_, {}, 1);
  const auto failed_once = [&](store::Transaction& tx) -> Result<bool> {
    return tx.text("SELECT last_error FROM job WHERE state = 'waiting' AND attempts = 1").value_or("") == "blob.missing";
  };
  EXPECT_TRUE(becomes_true([&] { return *store_.database->read(failed_once); }));
  EXPECT_EQ(photos_now()[0].state, "waiting");
}

TEST_F(DeriveJobsTest, TakesOverWhatACrashedServerHadClaimed) {
  add("a.jpg", put(tests::quarters_jpeg(200, 100)));
  ManualClock past(clock_.now() + -120'000);
  ingest::Jobs crashed(*store_.database, past, 60'000, 5);
  const auto make_due = [](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE job SET run_at = 0");
    return {};
  };
  ASSERT_TRUE(store_.database->write(make_due));
  ASSERT_TRUE(*crashed.claim(ingest::derive_job));
  DeriveJobs derive_jobs(parts_, {}, 1);
  ASSERT_TRUE(nothing_waits());
  EXPECT_EQ(photos_now()[0].state, "ready");
  EXPECT_EQ(count_events("photo.derived"), 1);
}

TEST_F(DeriveJobsTest, DropsTheWorkForAPhotoThatIsGone) {
  add("a.jpg", put(tests::quarters_jpeg(200, 100)));
  const auto erase = [](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM photo");
    return {};
  };
  ASSERT_TRUE(store_.database->write(erase));
  DeriveJobs derive_jobs(parts_, {}, 1);
  EXPECT_TRUE(nothing_waits());
  EXPECT_EQ(count_events("photo.refused"), 0);
}

}  // namespace
}  // namespace cityaudit::media
