// Erasing a photo over the routes, what every read says of it afterwards, and what verify and a restored backup make of it.
#include "server/maintenance.h"
#include "store/disk/disk_blob_store.h"
#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

#include <filesystem>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;

class ErasureRoutes : public RoutesFixture {
 protected:
  static constexpr const char* instance = "uuid:00000000-0000-4000-8000-00000000000a";
  static constexpr const char* confirmed = R"({"ground":"subject_asked","confirmed":true})";

  ErasureRoutes() {
    submission = receive(instance, {{"jana.jpg", "the original"}});
    small = derive_photo(submission);
    photo = photo_of(submission);
    approve(submission);
    catch_up();
  }
  std::string at(const char* what = "") { return "/api/photos/" + to_string(photo) + what; }
  Answer erase(const Person& person, std::string_view body = confirmed) { return ask(http::Method::post, at("/erasure"), person, body); }
  void remove_files() {
    for (int turn = 0; turn < 10; ++turn) ASSERT_TRUE(domain->doomed_files.remove_due());
  }
  json::value evidence(const Person& person) {
    return get("/api/audits/test-city/matrix/T3.1/all?class=all", person).json().at("evidence");
  }
  std::size_t stored() {
    std::size_t n = 0;
    EXPECT_TRUE(domain->blobs->for_each([&](const Sha256&) { ++n; }));
    return n;
  }
  std::filesystem::path file_of(const Sha256& name) const {
    const std::string hex = to_hex(name);
    return folder.path() / "blobs" / hex.substr(0, 2) / hex;
  }
  void age(const Sha256& blob, std::chrono::hours hours) {
    std::filesystem::last_write_time(file_of(blob), std::filesystem::file_time_type::clock::now() - hours);
  }
  std::vector<std::string> faults() { return verify_data(*domain, false).value().faults; }

  Uuid submission, photo;
  std::string small;
  Person admin = staff("admin");
  Person facilitator = staff("facilitator");
};

TEST_F(ErasureRoutes, AreForTheAdminWithAGroundAndAConfirmation) {
  EXPECT_EQ(erase(facilitator).status, 403u);
  EXPECT_EQ(erase(staff("auditor")).status, 403u);
  EXPECT_EQ(erase({}).status, 401u);
  const Answer empty = erase(admin, "{}");
  EXPECT_EQ(empty.status, 400u);
  ASSERT_EQ(empty.json().at("fields").as_array().size(), 2u);
  EXPECT_EQ(empty.json().at("fields").at(1).at("code"), "photo.erasure_unconfirmed");
  EXPECT_EQ(erase(admin, R"({"ground":"because","confirmed":true})").json().at("fields").as_array().size(), 1u);
  EXPECT_EQ(erase(admin, R"({"ground":"mistake","confirmed":"yes"})").status, 400u);
  EXPECT_EQ(get(at("/preview"), admin).status, 200u) << "nothing has happened yet";
  EXPECT_EQ(get(at(), facilitator).json().at("may_erase"), json::value(false));
  EXPECT_EQ(get(at(), admin).json().at("may_erase"), json::value(true));
  EXPECT_EQ(erase(admin).status, 200u);
  EXPECT_EQ(erase(admin).status, 200u) << "once more";
}

TEST_F(ErasureRoutes, LeaveAPlaceholderInEveryRead) {
  const std::string preview(get(at(), admin).json().at("preview_url").as_string());
  const Answer erased = erase(admin);
  for (const json::value& detail : {erased.json(), get(at(), facilitator).json()}) {
    EXPECT_EQ(detail.at("state"), "erased");
    EXPECT_TRUE(detail.at("erased_at").is_string());
    EXPECT_EQ(detail.at("erasure_ground"), "subject_asked");
    EXPECT_TRUE(detail.at("thumbnail_url").is_null() && detail.at("preview_url").is_null() && detail.at("uncleared_url").is_null());
  }
  for (const std::string& address : {preview, at("/thumbnail"), at("/preview"), at("/veil"), at("/uncleared")}) {
    const Answer gone = get(address, admin);
    EXPECT_EQ(gone.status, 410u) << address;
    EXPECT_EQ(gone.code(), "photo.erased") << address;
  }
  EXPECT_EQ(ask(http::Method::put, at("/clearance"), admin, R"({"ground":"released"})").status, 410u);
  EXPECT_EQ(ask(http::Method::post, at("/unsealed"), admin, R"({"reason":"x"})").status, 410u);
  EXPECT_EQ(get("/api/audits/test-city/photos?queue=all", admin).json().at("items").at(0).at("state"), "erased");
  EXPECT_EQ(get("/api/audits/test-city/photos", admin).json().at("items").as_array().size(), 0u);

  const json::value read = get("/api/submissions/" + to_string(submission), facilitator).json();
  EXPECT_EQ(read.at("photos").at(0).at("state"), "erased");
  EXPECT_EQ(read.at("attachments").at("missing"), 0);
  EXPECT_EQ(read.at("files").at(0).at("erased_at"), read.at("photos").at(0).at("erased_at"));
  bool told = false;
  for (const json::value& answer : read.at("answers").as_array())
    if (answer.at("path") == "/data/photo") {
      told = answer.at("erased") == json::value(true);
      EXPECT_TRUE(answer.at("value").is_null());
    }
  EXPECT_TRUE(told);
  const Answer receipt = get("/p/" + token + "/receipts/" + instance, {});
  EXPECT_EQ(receipt.json().at("expected"), 0);
  EXPECT_TRUE(receipt.json().at("files").at(0).at("erased_at").is_string());

  // Before the readers of the log have caught up and after, the evidence says so and names no file.
  for (int turn = 0; turn < 2; ++turn) {
    std::size_t pictured = 0;
    const json::value items = evidence(facilitator);
    for (const json::value& one : items.as_array())
      if (one.at("item").at("path") == "/data/photo") {
        ++pictured;
        EXPECT_TRUE(one.at("value").is_null()) << turn;
        if (turn == 1) {
          EXPECT_EQ(one.at("photo").at("state"), "erased");
        }
      }
    EXPECT_EQ(pictured, 1u);
    EXPECT_EQ(json::serialize(items).find("jana"), std::string::npos) << turn;
    catch_up();
  }
  EXPECT_EQ(get("/api/audits/test-city", admin).json().at("activities").at(0).at("counts").at("photos"), 0);
}

TEST_F(ErasureRoutes, AreFinishedByTheServerAndVerifyAgrees) {
  EXPECT_TRUE(faults().empty());
  erase(admin);
  EXPECT_TRUE(faults().empty()) << "it takes a moment";
  ASSERT_TRUE(domain->database->write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE doomed_file SET since = since - 3600000");
    return {};
  }));
  ASSERT_EQ(faults().size(), 1u);
  EXPECT_NE(faults().at(0).find(to_string(photo)), std::string::npos);
  remove_files();
  EXPECT_EQ(stored(), 0u);
  EXPECT_TRUE(faults().empty());

  // Somebody puts the bytes back, or they never went: nothing says any more whose they are, but they are told.
  const Sha256 back = store::write_all(*domain->blobs, "the original").value();
  EXPECT_TRUE(faults().empty()) << "new bytes may be about to get their row";
  age(back, std::chrono::hours(3));
  ASSERT_EQ(faults().size(), 1u);
  EXPECT_NE(faults().at(0).find(to_hex(back)), std::string::npos);
}

TEST_F(ErasureRoutes, AreRepeatedInARestoredBackup) {
  const auto before = folder.path().string() + "-backup", restored = folder.path().string() + "-restored";
  ASSERT_TRUE(make_backup(*domain, before));
  erase(admin);
  remove_files();
  const Uuid other = receive("uuid:00000000-0000-4000-8000-00000000000b", {{"b.jpg", "another"}});
  ASSERT_TRUE(photo_of(other) != photo);
  const DataFolder target{restored};
  ASSERT_TRUE(restore_backup(before, target, nullptr));
  const auto copy = Domain::open(settings, target, false).value();
  EXPECT_EQ(copy->photos.find(photo).value()->state, "ready");
  EXPECT_EQ(*erase_again(*copy, folder.path()), 1);
  EXPECT_EQ(copy->photos.find(photo).value()->state, "erased");
  EXPECT_TRUE(verify_data(*copy, false).value().faults.empty());
  std::size_t left = 0;
  ASSERT_TRUE(copy->blobs->for_each([&](const Sha256&) { ++left; }));
  EXPECT_EQ(left, 0u);
  EXPECT_EQ(erase_again(*copy, folder.path() / "nowhere").error().code, "restore.tombstones_missing");
  for (const auto& path : {before, restored}) std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace cityaudit::server::tests
