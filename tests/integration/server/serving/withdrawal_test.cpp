// The drill: a submission with marks in its answers and its photo is withdrawn by the person's own link, and after its time every byte of
// the data folder is searched for the marks. Then an older backup is restored. And: what is held about one participant is what the
// inventory says.
#include "base/text.h"
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
#include <set>
#include <thread>

namespace cityaudit::server {
namespace {

using tests::HttpClient;
using tests::HttpHeaders;
using namespace std::literals;

class WithdrawalDrill : public ServedCity {
 protected:
  static constexpr const char* first = "uuid:00000000-0000-4000-8000-00000000001a";
  static constexpr const char* second = "uuid:00000000-0000-4000-8000-00000000001b";
  static constexpr const char* words_mark = "words-that-only-marta-says";
  static constexpr const char* photo_mark = "mark-in-the-photo-of-marta";

  WithdrawalDrill() {
    activity_ = open("walk");
    token_ = domain().activities.token(activity_);
  }

  static std::string photo() {
    const std::string jpeg = tests::camera_like_jpeg(640, 480);
    return tests::with_segment(jpeg, 0xFE, photo_mark) + photo_mark;
  }
  void send(const std::string& instance, const std::string& replaces = {}) {
    tests::SmallAnswers answers;
    answers.instance_id = instance;
    answers.comment = words_mark;
    answers.photo = "marta-on-the-bench.jpg";
    answers.people = "none";
    answers.deprecated_id = replaces;
    tests::FilledForm form{instance, tests::small_instance(answers), {{"marta-on-the-bench.jpg", "image/jpeg", photo()}}};
    const auto outcome = phone(activity_).submit(form);
    ASSERT_TRUE(outcome) << outcome.error().code;
    accepted_ = outcome->accepted;
    said_ = outcome->message;
  }
  std::int64_t count(const std::string& sql) {
    return domain().database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql).value_or(-1); }).value();
  }
  template <class Condition>
  bool becomes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s * tests::test_patience();
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(20ms);
    return condition();
  }
  static std::vector<std::string> found_in(const std::filesystem::path& folder) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      for (const char* mark : {words_mark, photo_mark, "marta-on-the-bench"})
        if (bytes.find(mark) != std::string::npos)
          out.push_back(std::string(mark) + " in " + entry.path().lexically_relative(folder).string());
    }
    return out;
  }
  tests::HttpAnswer withdraw(const std::string& body) {
    HttpClient browser = client();
    return browser.request("POST", "/p/" + token_ + "/withdrawals", {{"Content-Type", "application/json"}}, body).value();
  }
  /// As if its time had come.
  void make_due() {
    ASSERT_TRUE(domain().database->write([&](store::Transaction& tx) -> Result<> {
      tx.execute("UPDATE withdrawal SET due_at = 0");
      return {};
    }));
  }
  HttpHeaders signed_in() {
    auth::Accounts& accounts = serving_->server().accounts;
    const auto session =
        accounts.sign_in_by_link(accounts.make_sign_in_link(accounts.ensure_admin().value().id).value(), "127.0.0.1").value();
    return {{"Cookie", "cityaudit_session=" + session.token}, {"X-CSRF-Token", session.csrf_token}, {"Content-Type", "application/json"}};
  }
  bool ready() { return count("SELECT count(*) FROM photo WHERE state = 'ready'") == count("SELECT count(*) FROM photo"); }

  ingest::Activity activity_;
  std::string token_;
  bool accepted_ = false;
  std::string said_;
};

TEST_F(WithdrawalDrill, NothingOfAWithdrawnSubmissionIsReadAndThenNothingIsLeft) {
  testing::internal::CaptureStderr();
  ASSERT_NO_FATAL_FAILURE(send(first));
  ASSERT_TRUE(accepted_);
  ASSERT_NO_FATAL_FAILURE(send(second, first));
  ASSERT_TRUE(becomes_true([&] { return ready() && count("SELECT count(*) FROM observation") > 0; }));
  const std::string submission = std::string(second).substr(5);
  const Uuid photo_id = domain()
                            .database
                            ->read([&](store::Transaction& tx) -> Result<Uuid> {
                              store::Rows rows = tx.query("SELECT uuid FROM photo ORDER BY id DESC LIMIT 1");
                              rows.next();
                              return rows.uuid(0);
                            })
                            .value();
  const HttpHeaders staff = signed_in();
  const auto asked = [&](const std::string& path) {
    HttpClient browser = client();
    return browser.request("GET", path, staff).value();
  };
  const std::string photo_path = "/api/photos/" + to_string(photo_id);
  const std::vector<std::string> reads{"/api/submissions/" + submission,
                                       "/api/submissions/" + submission + "/consents",
                                       photo_path,
                                       photo_path + "/thumbnail",
                                       photo_path + "/preview",
                                       photo_path + "/veil",
                                       photo_path + "/uncleared",
                                       photo_path + "/releases",
                                       "/p/" + token_ + "/receipts/" + second};
  const std::vector<std::string> lists{"/api/audits/test-city/submissions", "/api/audits/test-city/photos?queue=all",
                                       "/api/audits/test-city/matrix/T3.1/all?counted=approved_and_awaiting"};
  const std::string etag(asked(photo_path + "/thumbnail").header("etag"));
  for (const std::string& path : reads) EXPECT_EQ(asked(path).status, 200) << path;
  EXPECT_NE(asked(lists[0]).body.find(submission), std::string::npos);

  const auto backup = folder_.path() / "backup";
  ASSERT_TRUE(make_backup(domain(), backup));
  const auto answer = withdraw(fmt::format(R"({{"instances":["{}"]}})", second));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(boost::json::parse(answer.body).at("withdrawn"), boost::json::value(1));

  // Not a moment later.
  for (const std::string& path : reads) EXPECT_EQ(asked(path).status, 404) << path;
  for (const std::string& path : lists) {
    const auto list = asked(path);
    EXPECT_EQ(list.body.find(submission), std::string::npos) << path;
    EXPECT_EQ(list.body.find(words_mark), std::string::npos) << path;
  }
  HttpClient browser = client();
  HttpHeaders again = staff;
  again.emplace_back("If-None-Match", etag);
  EXPECT_EQ(browser.request("GET", photo_path + "/thumbnail", again).value().status, 404)
      << "a browser that has it is not told that it may keep it";
  ASSERT_NO_FATAL_FAILURE(send(second));
  EXPECT_FALSE(accepted_) << "what a phone repeats is not taken in again";
  EXPECT_TRUE(becomes_true([&] { return count("SELECT count(*) FROM observation") == 0; })) << "aggregates";
  EXPECT_FALSE(found_in(data_).empty()) << "its time has not come";

  make_due();
  EXPECT_TRUE(becomes_true([&] {
    return count("SELECT count(*) FROM withdrawal WHERE done_at IS NULL") == 0 && count("SELECT count(*) FROM doomed_file") == 0;
  }));
  EXPECT_EQ(found_in(data_), std::vector<std::string>{});
  ASSERT_NO_FATAL_FAILURE(send(second));
  EXPECT_FALSE(accepted_);
  EXPECT_TRUE(becomes_true([&] { return found_in(data_).empty() && count("SELECT count(*) FROM withdrawal WHERE done_at IS NULL") == 0; }))
      << "after a phone sent it once more";
  EXPECT_EQ(verify_data(domain(), false).value().faults, std::vector<std::string>{});
  serving_->stop();
  serving_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  for (const char* mark : {words_mark, photo_mark, "marta-on-the-bench"}) EXPECT_EQ(log.find(mark), std::string::npos) << log;

  // The backup is older than the withdrawal.
  EXPECT_FALSE(found_in(backup).empty());
  const DataFolder restored{folder_.path() / "restored"};
  ASSERT_TRUE(restore_backup(backup, restored, nullptr));
  {
    const auto opened = Domain::open(settings_, restored, false).value();
    EXPECT_EQ(erase_again(*opened, data_).value(), 1);
    EXPECT_EQ(verify_data(*opened, false).value().faults, std::vector<std::string>{});
  }
  EXPECT_EQ(found_in(restored.path), std::vector<std::string>{});
}

TEST_F(WithdrawalDrill, NobodyWithdrawsWhatAnotherPhoneSent) {
  ASSERT_NO_FATAL_FAILURE(send(first));
  EXPECT_EQ(boost::json::parse(withdraw(R"({"instances":["uuid:00000000-0000-4000-8000-00000000ffff"]})").body).at("withdrawn"),
            boost::json::value(0));
  EXPECT_EQ(withdraw(R"({"everything":true})").status, 409);
  EXPECT_EQ(withdraw(R"({})").status, 400);
  EXPECT_EQ(count("SELECT count(*) FROM submission WHERE state = 'received'"), 1);
}

/// By table: the columns as docs/security.md lists them.
std::map<std::string, std::string> documented_inventory() {
  std::ifstream file(std::string(CITYAUDIT_SOURCE_FOLDER) + "/docs/security.md");
  std::map<std::string, std::string> out;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## What is held about one participant";
    if (!inside || !line.starts_with("| `")) continue;
    const std::size_t name_end = line.find('`', 3), columns = line.find("| ", name_end) + 2, columns_end = line.find(" |", columns);
    out[line.substr(3, name_end - 3)] = line.substr(columns, columns_end - columns);
  }
  return out;
}

TEST_F(WithdrawalDrill, WhatIsHeldAboutOneParticipantIsWhatTheInventorySays) {
  ASSERT_NO_FATAL_FAILURE(send(first));
  ASSERT_NO_FATAL_FAILURE(send(second, first));
  ASSERT_TRUE(becomes_true([&] { return ready() && count("SELECT count(*) FROM observation") > 0; }));
  const auto photo = domain().photos.find(ingest::PhotoId{count("SELECT max(id) FROM photo")}).value();
  ASSERT_TRUE(domain().photo_releases.add(photo->uuid, {"the one in front", false, ingest::Channels::all(), domain().clock.now(), {}}, {},
                                          "account:a"));
  ingest::ConsentStatement said;
  said.purpose = ingest::Purpose::quote;
  said.method = ingest::ConsentMethod::oral_witnessed;
  said.witness = "Petr";
  ASSERT_TRUE(domain().consents.record({{count("SELECT max(participation_id) FROM submission")}, {}}, {said}, "account:a"));
  ASSERT_TRUE(
      domain().submissions.review(ingest::uuid_of_instance(second), ingest::Decision::return_to_participant, {{}, "system"}, "why"));
  ASSERT_EQ(withdraw(fmt::format(R"({{"instances":["{}"]}})", second)).status, 200);

  const auto documented = documented_inventory();
  ASSERT_GT(documented.size(), 20u);
  const auto held = domain().database->read([](store::Transaction& tx) -> Result<std::map<std::string, std::string>> {
    std::vector<std::string> tables;
    {
      store::Rows names = tx.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
      while (names.next()) tables.push_back(names.string(0));
    }
    // Whatever points to the one participant there is: by their key, their submissions', their photos'.
    constexpr std::string_view pointers[] = {"submission_id",     "participation_id", "photo_id",
                                             "participation_key", "instance_uuid",    "subject_uuid"};
    std::map<std::string, std::string> out;
    for (const std::string& table : tables) {
      std::string columns;
      bool points = table == "submission" || table == "participation";
      {
        store::Rows rows = tx.query("SELECT name FROM pragma_table_info($1)", table);
        while (rows.next()) {
          columns += (columns.empty() ? "" : ", ") + rows.string(0);
          points = points || std::find(std::begin(pointers), std::end(pointers), rows.text(0)) != std::end(pointers);
        }
      }
      if (points) out[table] = columns;
    }
    return out;
  });
  ASSERT_TRUE(held);
  for (const auto& [table, columns] : *held) {
    if (!documented.contains(table) && count("SELECT count(*) FROM " + table) == 0) continue;
    ASSERT_TRUE(documented.contains(table)) << table << " holds something of a participant, and the inventory does not say so";
    const std::string listed = ", " + documented.at(table) + ",";
    for (const std::string_view column : split(columns, ','))
      EXPECT_NE(listed.find(", " + std::string(trim(column)) + ","), std::string::npos) << table << "." << column;
  }
}

}  // namespace
}  // namespace cityaudit::server
