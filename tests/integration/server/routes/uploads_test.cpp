// tus 1.0.0 as a client sees it: headers in, headers out, and a photo that is there byte for byte at the end.
#include "base/digest.h"
#include "tests/integration/server/routes/fixture.h"
#include "tests/support/ingest_fixture.h"

#include <openssl/evp.h>

namespace cityaudit::server::tests {
namespace {

class UploadRoutes : public RoutesFixture {
 protected:
  static constexpr const char* instance = "uuid:00000000-0000-4000-8000-00000000000a";
  using Headers = std::vector<http::Header>;

  Headers with_token(Headers headers) {
    headers.push_back({"tus-resumable", "1.0.0"});
    headers.push_back({"authorization", "Bearer " + token});
    return headers;
  }
  static std::string metadata(const std::string& name, const std::string& id = instance) {
    return "instanceID " + to_base64(bytes_of(id)) + ",filename " + to_base64(bytes_of(name)) + ",filetype " +
           to_base64(bytes_of("image/jpeg"));
  }
  Answer create(std::int64_t bytes, const std::string& more_metadata = "") {
    return ask(http::Method::post, "/api/uploads", {}, {},
               with_token({{"upload-length", std::to_string(bytes)}, {"upload-metadata", metadata("a.jpg") + more_metadata}}));
  }
  Answer patch(const std::string& address, std::int64_t offset, std::string_view bytes, Headers more = {}) {
    more.push_back({"upload-offset", std::to_string(offset)});
    more.push_back({"content-type", "application/offset+octet-stream"});
    return ask(http::Method::patch, address, {}, bytes, with_token(std::move(more)));
  }
  std::string offset_of(const std::string& address) {
    return std::string(ask(http::Method::get, address, {}, {}, with_token({})).response.header("upload-offset"));
  }
  static std::string location(const Answer& answer) { return std::string(answer.response.header("location")); }

  /// The stored bytes of the submission's photo; empty when it is missing.
  std::string stored(const Uuid& submission) {
    const auto name = domain->database->read([&](store::Transaction& tx) -> Result<std::optional<Sha256>> {
      store::Rows rows = tx.query(
          "SELECT a.sha256 FROM attachment a JOIN submission s ON s.id = a.submission_id WHERE s.uuid = $1 AND a.sha256 IS NOT NULL",
          submission);
      if (!rows.next()) return std::optional<Sha256>();
      return std::optional(rows.sha256(0));
    });
    return *name ? store::read_all(*domain->blobs, **name, 1'000'000).value() : "";
  }
  std::int64_t count(const char* sql) {
    return *domain->database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql).value_or(-1); });
  }
  /// A submission whose photo has not come yet.
  Uuid receive_without_photo() {
    cityaudit::tests::SmallAnswers answers;
    answers.instance_id = instance;
    answers.photo = "a.jpg";
    const auto intake = domain->activities.find_by_token(token).value();
    const std::string xml = cityaudit::tests::small_instance(answers);
    return domain->submissions.receive(ingest::judge(intake, xml, domain->clock.now(), 7 * millis_per_day, {}).value(), {}).value().uuid;
  }

  const std::string photo = "\xff\xd8\xff" + std::string(7000, 'p');
};

TEST_F(UploadRoutes, SayWhatTheyCanDo) {
  const Answer answer = ask(http::Method::options, "/api/uploads");
  EXPECT_EQ(answer.status, 204u);
  EXPECT_EQ(answer.response.header("tus-version"), "1.0.0");
  EXPECT_EQ(answer.response.header("tus-extension"), "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination");
}

TEST_F(UploadRoutes, APhotoInPiecesReachesTheSubmissionThatWaitsForIt) {
  const Uuid submission = receive_without_photo();
  const Answer created = create(static_cast<std::int64_t>(photo.size()));
  ASSERT_EQ(created.status, 201u) << created.text();
  const std::string address = location(created);
  EXPECT_EQ(patch(address, 0, std::string_view(photo).substr(0, 3000)).status, 204u);
  EXPECT_EQ(offset_of(address), "3000");
  EXPECT_EQ(stored(submission), "");
  const Answer last = patch(address, 3000, std::string_view(photo).substr(3000));
  EXPECT_EQ(last.status, 204u) << last.text();
  EXPECT_EQ(last.response.header("upload-offset"), std::to_string(photo.size()));
  EXPECT_EQ(stored(submission), photo);
  const auto receipt = ask(http::Method::get, address, {}, {}, with_token({})).json().as_object();
  EXPECT_EQ(receipt.at("complete"), true);
  EXPECT_EQ(receipt.at("sha256").as_string(), to_hex(sha256(bytes_of(photo))));
  EXPECT_EQ(photo_of(submission), photo_of(submission)) << "a job was made for it";
}

TEST_F(UploadRoutes, APhotoThatComesFirstWaitsForItsSubmission) {
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  ASSERT_EQ(patch(address, 0, photo).status, 204u);
  EXPECT_EQ(stored(receive_without_photo()), photo);
}

TEST_F(UploadRoutes, WhatArrivedBeforeACutIsKept) {
  const Uuid submission = receive_without_photo();
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  cut_after_bytes = 4000;
  patch(address, 0, photo);
  cut_after_bytes = static_cast<std::size_t>(-1);
  EXPECT_EQ(offset_of(address), "4000");
  EXPECT_EQ(patch(address, 4000, std::string_view(photo).substr(4000)).status, 204u);
  EXPECT_EQ(stored(submission), photo);
}

TEST_F(UploadRoutes, GoOnFromAnotherConnectionWhileTheOldOneLooksAlive) {
  const Uuid submission = receive_without_photo();
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  http::Request old;
  old.method = http::Method::patch;
  old.path = address;
  old.headers = with_token({{"upload-offset", "0"}, {"content-type", "application/offset+octet-stream"}});
  old.received_at = domain->clock.now();
  http::Plan plan = dispatch->plan(old);
  auto filling = plan.begin(old).value();
  ASSERT_TRUE(filling->write(bytes_of(std::string_view(photo).substr(0, 4000))));
  EXPECT_EQ(offset_of(address), "0") << "whoever only looks disturbs nobody";
  EXPECT_EQ(patch(address, 0, photo).status, 423u);
  EXPECT_EQ(ask(http::Method::head, address, {}, {}, with_token({})).response.header("upload-offset"), "4000");
  EXPECT_EQ(patch(address, 4000, std::string_view(photo).substr(4000)).status, 204u);
  const auto late = filling->write(bytes_of(std::string_view(photo).substr(4000, 1000)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "blob.partial_busy");
  EXPECT_EQ(filling->finish().status, 423u);
  filling.reset();
  EXPECT_EQ(stored(submission), photo);
}

TEST_F(UploadRoutes, CreateTakesTheFirstBytesWithIt) {
  const Uuid submission = receive_without_photo();
  const Answer created =
      ask(http::Method::post, "/api/uploads", {}, photo,
          with_token(
              {{"upload-defer-length", "1"}, {"upload-metadata", metadata("a.jpg")}, {"content-type", "application/offset+octet-stream"}}));
  ASSERT_EQ(created.status, 201u) << created.text();
  EXPECT_EQ(created.response.header("upload-offset"), std::to_string(photo.size()));
  EXPECT_EQ(created.response.header("upload-defer-length"), "1");
  EXPECT_EQ(stored(submission), "") << "its length is not known yet";
  const Answer told =
      patch(location(created), static_cast<std::int64_t>(photo.size()), "", {{"upload-length", std::to_string(photo.size())}});
  EXPECT_EQ(told.status, 204u) << told.text();
  EXPECT_EQ(stored(submission), photo);
}

TEST_F(UploadRoutes, RefuseWhatDoesNotFitAndSayWhereToGoOn) {
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  EXPECT_EQ(patch(address, 5, "x").status, 409u);
  EXPECT_EQ(patch(address, 0, photo + "x").status, 413u);
  EXPECT_EQ(ask(http::Method::patch, address, {}, "x", with_token({{"upload-offset", "0"}})).status, 415u);
  EXPECT_EQ(ask(http::Method::get, address, {}, {}, {{"authorization", "Bearer " + token}}).status, 412u);
  EXPECT_EQ(ask(http::Method::get, address, {}, {}, {{"tus-resumable", "1.0.0"}}).status, 403u);
  EXPECT_EQ(ask(http::Method::get, "/api/uploads/" + uuid_v4(), {}, {}, with_token({})).status, 404u);
  EXPECT_EQ(create(1'000'000'000).status, 413u);
  const Answer nameless =
      ask(http::Method::post, "/api/uploads", {}, {}, with_token({{"upload-length", "5"}, {"upload-metadata", "filename ??"}}));
  EXPECT_EQ(nameless.status, 400u);
  EXPECT_EQ(nameless.code(), "upload.metadata");
}

TEST_F(UploadRoutes, AWrongChecksumThrowsThePieceAway) {
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  const auto digest = sha1(bytes_of("something else"));
  EXPECT_EQ(patch(address, 0, photo, {{"upload-checksum", "sha1 " + to_base64(digest)}}).status, 460u);
  EXPECT_EQ(offset_of(address), "0");
  EXPECT_EQ(patch(address, 0, photo, {{"upload-checksum", "crc32 AAAA"}}).status, 400u);
  EXPECT_EQ(patch(address, 0, photo, {{"upload-checksum", "sha1 " + to_base64(sha1(bytes_of(photo)))}}).status, 204u);
}

TEST_F(UploadRoutes, AWrongDigestOfTheWholeStartsAgain) {
  const std::string address = location(
      create(static_cast<std::int64_t>(photo.size()), ",sha256 " + to_base64(bytes_of(to_hex(sha256(bytes_of("another photo")))))));
  EXPECT_EQ(patch(address, 0, photo).status, 460u);
  EXPECT_EQ(offset_of(address), "0");
}

TEST_F(UploadRoutes, NeverReplaceAFileThatIsThere) {
  const Uuid submission = receive(instance, {{"a.jpg", "the first photo"}});
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  EXPECT_EQ(patch(address, 0, photo).status, 204u);
  EXPECT_EQ(stored(submission), "the first photo");
}

TEST_F(UploadRoutes, AFileThatCameInThePostIsNotReplacedByAnEarlierUpload) {
  const std::string address = location(create(static_cast<std::int64_t>(photo.size())));
  ASSERT_EQ(patch(address, 0, photo).status, 204u);
  EXPECT_EQ(stored(receive(instance, {{"a.jpg", "the photo in the post"}})), "the photo in the post");
}

TEST_F(UploadRoutes, OfTwoUploadsOfANameTheFirstCounts) {
  ASSERT_EQ(patch(location(create(static_cast<std::int64_t>(photo.size()))), 0, photo).status, 204u);
  ASSERT_EQ(patch(location(create(5)), 0, "other").status, 204u);
  EXPECT_EQ(stored(receive_without_photo()), photo);
}

TEST_F(UploadRoutes, AnUploadAndAPartOfAPostAreOnePhotoWhicheverComesFirst) {
  const Uuid submission = receive_without_photo();
  ASSERT_EQ(patch(location(create(static_cast<std::int64_t>(photo.size()))), 0, photo).status, 204u);
  const Uuid first = photo_of(submission);
  // The phone did not learn it, and sends the photo in a post as well.
  EXPECT_EQ(receive(instance, {{"a.jpg", photo}}), submission);
  EXPECT_EQ(photo_of(submission), first);
  EXPECT_EQ(count("SELECT count(*) FROM photo"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM job"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM attachment"), 1);
}

TEST_F(UploadRoutes, WhatWaitsForNoSubmissionCountsAgainstTheActivity) {
  ASSERT_EQ(patch(location(create(5)), 0, "other").status, 204u);
  ingest::UploadLimits limits;
  limits.unfinished_max = 1;
  ingest::Uploads strict(*domain->database, *domain->blobs, domain->submissions, domain->clock, limits);
  const auto refused = strict.create(activity, {"uuid:" + uuid_v4(), "b.jpg", "", 5, std::nullopt});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "upload.too_many_open");
  receive_without_photo();
  EXPECT_TRUE(strict.create(activity, {"uuid:" + uuid_v4(), "b.jpg", "", 5, std::nullopt})) << "its submission has come";
}

TEST_F(UploadRoutes, GoWithTheirSubmission) {
  const Uuid submission = receive_without_photo();
  const std::string address = location(create(10));
  patch(address, 0, "12345");
  ASSERT_TRUE(domain->submissions.withdraw(submission, "system"));
  EXPECT_EQ(patch(address, 5, "67890").status, 410u);
  const Answer again = create(10);
  EXPECT_EQ(again.status, 409u);
  EXPECT_EQ(again.code(), "submission.withdrawn");
  EXPECT_EQ(*domain->uploads.remove_expired(), 1);
  EXPECT_TRUE(std::filesystem::is_empty(domain->folder.path / "blobs" / "partial"));
}

TEST_F(UploadRoutes, CanBeTakenBackAlsoByPost) {
  const std::string address = location(create(10));
  patch(address, 0, "12345");
  EXPECT_EQ(ask(http::Method::post, address, {}, {}, with_token({{"x-http-method-override", "DELETE"}})).status, 204u);
  EXPECT_EQ(ask(http::Method::get, address, {}, {}, with_token({})).status, 404u);
  const std::string other = location(create(10));
  EXPECT_EQ(ask(http::Method::del, other, {}, {}, with_token({})).status, 204u);
  EXPECT_EQ(ask(http::Method::get, other, {}, {}, with_token({})).status, 404u);
}

TEST_F(UploadRoutes, ExpireWithTheirBytes) {
  const std::string address = location(create(10));
  patch(address, 0, "12345");
  ASSERT_TRUE(domain->database->write([](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE upload SET expires_at = 1");
    return {};
  }));
  EXPECT_EQ(ask(http::Method::get, address, {}, {}, with_token({})).status, 410u);
  EXPECT_EQ(*domain->uploads.remove_expired(), 1);
  EXPECT_EQ(ask(http::Method::get, address, {}, {}, with_token({})).status, 404u);
  EXPECT_TRUE(std::filesystem::is_empty(domain->folder.path / "blobs" / "partial"));
}

}  // namespace
}  // namespace cityaudit::server::tests
