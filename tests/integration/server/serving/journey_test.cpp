// One submission over real sockets: from a phone's post to the staff's live page, and what a stop does to those who listen.
#include "tests/integration/server/serving/served_city.h"
#include "tests/support/server_process.h"

#include <boost/json.hpp>
#include <chrono>
#include <future>
#include <thread>

namespace cityaudit::server {
namespace {

using tests::HttpClient;
using tests::HttpHeaders;

class Journey : public ServedCity {
 protected:
  Journey() : activity_(open("walk")) {}

  void sign_in() {
    auth::Accounts& accounts = serving_->server().accounts;
    const std::string link = accounts.make_sign_in_link(accounts.ensure_admin().value().id).value();
    HttpClient browser = client();
    const std::string origin = fmt::format("http://127.0.0.1:{}", serving_->port());
    const auto answer = browser
                            .request("POST", "/api/session/link",
                                     {{"Content-Type", "application/json"}, {"Origin", origin}, {"Sec-Fetch-Site", "same-origin"}},
                                     fmt::format(R"({{"token":"{}"}})", link))
                            .value();
    ASSERT_EQ(answer.status, 200) << answer.body;
    cookie_ = answer.header("set-cookie").substr(0, answer.header("set-cookie").find(';'));
  }

  boost::json::value read(const std::string& target) {
    HttpClient browser = client();
    const auto answer = browser.get(target, {{"Cookie", cookie_}}).value();
    EXPECT_EQ(answer.status, 200) << target << " " << answer.body;
    return boost::json::parse(answer.body);
  }

  void post(int number) {
    tests::SmallAnswers answers;
    answers.instance_id = fmt::format("uuid:00000000-0000-4000-8000-{:012d}", number);
    const auto outcome = phone(activity_).submit({answers.instance_id, tests::small_instance(answers), {}});
    ASSERT_TRUE(outcome && outcome->accepted);
  }

  /// A stop ends the streams; reading meanwhile, as browsers do, spares it the wait for a slow reader.
  std::string stop_and_read(HttpClient& page) {
    auto stream = std::async(std::launch::async, [&] { return page.read_to_end(); });
    serving_->stop();
    return stream.get();
  }

  ingest::Activity activity_;
  std::string cookie_;
};

TEST_F(Journey, APostIsSeenLiveAndInTheListAndInTheCounts) {
  ASSERT_NO_FATAL_FAILURE(sign_in());
  HttpClient page = client();
  ASSERT_TRUE(page.connect());
  ASSERT_TRUE(page.send(fmt::format("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n", serving_->port(), cookie_)));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20) * tests::test_patience();
  while (serving_->server().live.subscribers() == 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ASSERT_NO_FATAL_FAILURE(post(1));
  const auto list = read("/api/audits/test-city/submissions");
  EXPECT_EQ(list.at("items").at(0).at("id"), "00000000-0000-4000-8000-000000000001");
  boost::json::value audit;
  do {
    audit = read("/api/audits/test-city");
  } while (audit.at("activities").at(0).at("counts").at("submissions") != 1 && std::chrono::steady_clock::now() < deadline);
  EXPECT_EQ(audit.at("activities").at(0).at("counts").at("submissions"), 1);
  EXPECT_EQ(read("/api/audits/test-city/matrix").at("event_seq"), audit.at("event_seq"));
  EXPECT_TRUE(page.wait_for("event: aggregates.updated", 20 * tests::test_patience()));  // told after the counts have moved

  const std::string stream = stop_and_read(page);
  EXPECT_NE(stream.find("Content-Type: text/event-stream"), std::string::npos) << stream;
  EXPECT_NE(stream.find("event: submission.received"), std::string::npos) << stream;
  EXPECT_NE(stream.find("event: aggregates.updated"), std::string::npos) << stream;
  EXPECT_EQ(stream.find("A dark corner"), std::string::npos) << "answers are for those who open them";
}

TEST_F(Journey, APageComesBackWhereItWas) {
  ASSERT_NO_FATAL_FAILURE(sign_in());
  for (int i = 1; i <= 3; ++i) ASSERT_NO_FATAL_FAILURE(post(i));
  const std::int64_t newest = read("/api/audits/test-city").at("event_seq").as_int64();
  HttpClient page = client();
  ASSERT_TRUE(page.connect());
  ASSERT_TRUE(page.send(fmt::format("GET /api/events?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\nLast-Event-ID: {}\r\n\r\n",
                                    serving_->port(), cookie_, newest - 2)));
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const std::string stream = stop_and_read(page);
  EXPECT_EQ(stream.find(fmt::format("id: {}\n", newest - 2)), std::string::npos);
  EXPECT_NE(stream.find(fmt::format("id: {}\n", newest - 1)), std::string::npos) << stream;
  EXPECT_NE(stream.find(fmt::format("id: {}\n", newest)), std::string::npos) << stream;
}

TEST_F(Journey, StrangersSeeNothing) {
  HttpClient stranger = client();
  for (const char* target : {"/api/session", "/api/audits", "/api/audits/test-city", "/api/audits/test-city/submissions",
                             "/api/audits/test-city/matrix", "/api/audits/test-city/findings", "/api/events"}) {
    const auto answer = stranger.get(target).value();
    EXPECT_EQ(answer.status, 401) << target;
    EXPECT_EQ(answer.header("content-type"), "application/problem+json") << target;
    EXPECT_EQ(answer.header("cache-control"), "no-store") << target;
  }
  EXPECT_EQ(stranger.get("/metrics").value().status, 200) << "from this machine";
  EXPECT_EQ(stranger.head("/healthz").value().status, 200);
}

}  // namespace
}  // namespace cityaudit::server
