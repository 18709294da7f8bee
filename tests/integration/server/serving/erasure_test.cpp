// The drill: photos with marks that occur nowhere else come in on both ways, are erased, and every byte of the data folder is searched for
// the marks. Then the phones send them once more.
#include "server/maintenance.h"
#include "tests/integration/server/serving/served_city.h"
#include "tests/support/located_photo.h"
#include "tests/support/server_process.h"
#include "tests/support/synthetic_photo.h"

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

namespace cityaudit::server {
namespace {

using tests::HttpClient;
using tests::HttpHeaders;
using namespace std::literals;

/// What must be found nowhere, in words and as bytes.
using Marks = std::map<std::string, std::string>;

std::string raw(const Sha256& digest) { return {digest.value.begin(), digest.value.end()}; }

class ErasureDrill : public ServedCity {
 protected:
  static constexpr const char* by_post = "uuid:00000000-0000-4000-8000-00000000000a";
  static constexpr const char* by_tus = "uuid:00000000-0000-4000-8000-00000000000b";
  static constexpr const char* stays = "uuid:00000000-0000-4000-8000-00000000000c";

  ErasureDrill() {
    activity_ = open("walk");
    token_ = domain().activities.token(activity_);
  }

  /// As a camera makes them, with this mark in its EXIF, in a comment and behind its end.
  static std::string marked_photo(const std::string& mark, int width = 640) {
    const std::string jpeg = tests::camera_like_jpeg(width, 480);
    return tests::with_segment(tests::with_exif(tests::with_segment(jpeg, 0xE1, "Exif-like "s + mark), 6), 0xFE, mark) + mark;
  }

  tests::FilledForm filled(const std::string& instance, const std::string& name, const std::string& photo = {}) {
    tests::SmallAnswers answers;
    answers.instance_id = instance;
    answers.photo = name;
    answers.people = "identifiable";
    tests::FilledForm form{instance, tests::small_instance(answers), {}};
    if (!photo.empty()) form.files.push_back({name, "image/jpeg", photo});
    return form;
  }
  void post(const tests::FilledForm& form) {
    const auto outcome = phone(activity_).submit(form);
    ASSERT_TRUE(outcome && outcome->accepted) << (outcome ? outcome->message : outcome.error().code);
  }

  /// By tus in two pieces, the second only when `whole`.
  void upload(const std::string& instance, const std::string& name, const std::string& photo, bool whole = true) {
    HttpClient phone = client();
    const auto base64 = [](const std::string& text) { return to_base64(bytes_of(text)); };
    const HttpHeaders headers{{"Tus-Resumable", "1.0.0"}, {"Authorization", "Bearer " + token_}};
    HttpHeaders creation = headers;
    creation.emplace_back("Upload-Length", std::to_string(photo.size()));
    creation.emplace_back("Upload-Metadata", "instanceID " + base64(instance) + ",filename " + base64(name));
    const auto created = phone.request("POST", "/api/uploads", creation).value();
    ASSERT_EQ(created.status, 201) << created.body;
    const std::string address(created.header("location"));
    const std::size_t half = photo.size() / 2;
    for (const auto& [from, to] : {std::pair{std::size_t{0}, half}, std::pair{half, photo.size()}}) {
      if (from > 0 && !whole) return;
      HttpHeaders piece = headers;
      piece.emplace_back("Upload-Offset", std::to_string(from));
      piece.emplace_back("Content-Type", "application/offset+octet-stream");
      const auto answer = phone.request("PATCH", address, piece, photo.substr(from, to - from)).value();
      ASSERT_EQ(answer.status, 204) << answer.body;
    }
  }

  HttpHeaders signed_in() {
    auth::Accounts& accounts = serving_->server().accounts;
    const auto session =
        accounts.sign_in_by_link(accounts.make_sign_in_link(accounts.ensure_admin().value().id).value(), "127.0.0.1").value();
    return {{"Cookie", "cityaudit_session=" + session.token}, {"X-CSRF-Token", session.csrf_token}, {"Content-Type", "application/json"}};
  }

  std::optional<ingest::Photo> photo_of(const std::string& instance) {
    return domain()
        .database
        ->read([&](store::Transaction& tx) -> Result<std::optional<ingest::Photo>> {
          const auto id =
              tx.integer("SELECT p.id FROM photo p JOIN submission s ON s.id = p.submission_id WHERE s.instance_id = $1", instance);
          return id ? ingest::Photos::find(tx, ingest::PhotoId{*id}) : std::nullopt;
        })
        .value();
  }
  std::int64_t count(const char* sql) {
    return domain().database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql).value_or(-1); }).value();
  }
  template <class Condition>
  bool becomes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s * tests::test_patience();
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(20ms);
    return condition();
  }
  bool nothing_is_left_to_do() {
    return count("SELECT count(*) FROM doomed_file") == 0 && count("SELECT count(*) FROM photo_tombstone WHERE done_at IS NULL") == 0;
  }

  /// Where each mark is found.
  std::vector<std::string> found(const Marks& marks) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
      const std::string path = entry.path().lexically_relative(data_).string();
      std::string bytes = path;
      if (entry.is_regular_file()) {
        std::ifstream file(entry.path(), std::ios::binary);
        bytes.append(std::istreambuf_iterator<char>(file), {});
      }
      for (const auto& [words, mark] : marks)
        if (bytes.find(mark) != std::string::npos) out.push_back(words + " in " + path);
    }
    return out;
  }

  void erase(const ingest::Photo& photo) {
    HttpClient browser = client();
    const auto answer = browser
                            .request("POST", "/api/photos/" + to_string(photo.uuid) + "/erasure", signed_in(),
                                     R"({"ground":"subject_asked","confirmed":true})")
                            .value();
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  void expect_nothing_found(const Marks& marks, const char* when) {
    EXPECT_TRUE(becomes_true([&] { return nothing_is_left_to_do(); })) << when;
    EXPECT_EQ(found(marks), std::vector<std::string>{}) << when;
  }

  ingest::Activity activity_;
  std::string token_;
};

TEST_F(ErasureDrill, NoByteOfAnErasedPhotoIsLeftAndNoneComesBack) {
  testing::internal::CaptureStderr();
  const std::string post_photo = marked_photo("mark-of-the-posted-photo", 640), tus_photo = marked_photo("mark-of-the-sent-photo", 656),
                    other_photo = marked_photo("mark-of-another-photo", 672);
  const std::string post_name = "posted-jana-novakova.jpg", tus_name = "sent-jana-novakova.jpg";
  post(filled(by_post, post_name, post_photo));
  post(filled(by_tus, tus_name));
  ASSERT_NO_FATAL_FAILURE(upload(by_tus, tus_name, tus_photo));
  ASSERT_NO_FATAL_FAILURE(upload(by_tus, tus_name, tus_photo, false));  // begun once more by a phone that did not hear the answer
  post(filled(stays, "another.jpg", other_photo));
  for (const char* instance : {by_post, by_tus, stays})
    ASSERT_TRUE(becomes_true([&] {
      const auto photo = photo_of(instance);
      return photo && photo->state == "ready" && photo->suggested_at;
    })) << instance;
  const auto posted = *photo_of(by_post), sent = *photo_of(by_tus);

  Marks marks{{"a mark", "mark-of-the-posted-photo"},
              {"another mark", "mark-of-the-sent-photo"},
              {"a name", "posted-jana-novakova"},
              {"another name", "sent-jana-novakova"}};
  for (const auto& [who, photo] : {std::pair{"posted"s, posted}, std::pair{"sent"s, sent}})
    for (const auto& [what, digest] : {std::pair{" original", photo.original}, std::pair{" thumbnail", *photo.thumbnail},
                                       std::pair{" preview", *photo.preview}, std::pair{" veil", *photo.veil}}) {
      marks.emplace(who + what, raw(digest));               // in a row
      marks.emplace(who + what + " file", to_hex(digest));  // of a blob
    }
  for (const auto& [words, mark] : marks) EXPECT_FALSE(found({{words, mark}}).empty()) << "the search finds nothing at all: " << words;

  erase(posted);
  erase(sent);
  expect_nothing_found(marks, "after the erasure");
  EXPECT_EQ(count("SELECT count(*) FROM photo WHERE fingerprint IS NOT NULL"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM upload"), 0);

  // The phones did not hear of it.
  post(filled(by_post, post_name, post_photo));
  ASSERT_NO_FATAL_FAILURE(upload(by_tus, tus_name, tus_photo));
  post(filled(by_tus, tus_name, tus_photo));
  expect_nothing_found(marks, "after it was sent again");
  EXPECT_EQ(photo_of(by_post)->state, "erased");
  EXPECT_EQ(photo_of(by_tus)->state, "erased");
  EXPECT_EQ(count("SELECT count(*) FROM photo"), 3);

  EXPECT_EQ(photo_of(stays)->state, "ready");
  EXPECT_FALSE(found({{"the photo that stays", "mark-of-another-photo"}}).empty());
  EXPECT_EQ(verify_data(domain(), false).value().faults, std::vector<std::string>{});
  serving_->stop();
  EXPECT_EQ(found(marks), std::vector<std::string>{}) << "after the server has stopped";
  const std::string log = testing::internal::GetCapturedStderr();
  for (const auto& [words, mark] : marks) EXPECT_EQ(log.find(mark), std::string::npos) << words << " in " << log;
}

TEST_F(ErasureDrill, WhatACrashLeftIsRemovedAfterTheNextStart) {
  const std::string photo = marked_photo("mark-of-the-posted-photo");
  post(filled(by_post, "posted-jana-novakova.jpg", photo));
  ASSERT_TRUE(becomes_true([&] { return photo_of(by_post) && photo_of(by_post)->state == "ready"; }));
  const auto posted = *photo_of(by_post);
  serving_.reset();
  {
    // The rows are committed, and the process ends before a byte is removed.
    const auto before_crash = Domain::open(settings_, DataFolder{data_}, false).value();
    ASSERT_TRUE(before_crash->photo_erasure.erase(posted.uuid, ingest::ErasureGround::mistake, {}, "system"));
  }
  const Marks marks{{"a mark", "mark-of-the-posted-photo"}, {"a name", "posted-jana-novakova"}, {"a digest", to_hex(posted.original)}};
  EXPECT_FALSE(found({{"a mark", "mark-of-the-posted-photo"}}).empty());
  start();
  expect_nothing_found(marks, "after the start");
  EXPECT_EQ(photo_of(by_post)->state, "erased");
}

}  // namespace
}  // namespace cityaudit::server
