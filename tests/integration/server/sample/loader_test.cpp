#include "server/sample/loader.h"

#include "server/serving.h"
#include "tests/support/openrosa_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace cityaudit::server {
namespace {

using tests::TemporaryFolder;

class SampleLoader : public ::testing::Test {
 protected:
  SampleLoader() { settings_.set("http.listen", std::string("127.0.0.1:0")); }

  std::unique_ptr<Serving> serve(std::string_view sample) {
    auto serving = Serving::start(settings_, DataFolder{folder_.path() / "data"}, sample);
    if (!serving) throw ErrorException(serving.error());
    return std::move(*serving);
  }

  /// Until the loader has stored that many, or has come to an end.
  static void wait_for(Server& server, std::int64_t loaded) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(100) * tests::test_patience();
    while (server.sample.loaded < loaded && server.sample.state == SampleProgress::State::loading && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }

  template <class... Arguments>
  static std::int64_t count(Server& server, std::string_view sql, const Arguments&... arguments) {
    return *server.domain.database->read(
        [&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql, arguments...).value_or(0); });
  }
  static std::int64_t submissions(Server& server, std::string_view activity, std::string_view state) {
    return count(server, "SELECT count(*) FROM submission s JOIN activity a ON a.id = s.activity_id WHERE a.code = $1 AND s.state = $2",
                 activity, state);
  }

  TemporaryFolder folder_;
  Settings settings_ = Settings::defaults();
};

TEST_F(SampleLoader, GoesOnAfterAStopAndEndsWithExactlyTheAudit) {
  constexpr std::int64_t everything = 149;
  {
    const auto serving = serve("praha-2018");
    EXPECT_EQ(count(serving->server(), "SELECT count(*) FROM activity"), 8) << "the banner names them at once";
    wait_for(serving->server(), 15);
    serving->stop();
    const auto stored = count(serving->server(), "SELECT count(*) FROM submission");
    EXPECT_GE(stored, 15);
    EXPECT_LT(stored, everything);
    EXPECT_EQ(count(serving->server(), "SELECT count(*) FROM event WHERE type = 'audit.sample_loaded'"), 0);
  }
  auto serving = serve("praha-2018");
  Server& server = serving->server();
  wait_for(server, everything + 1);
  ASSERT_EQ(server.sample.state.load(), SampleProgress::State::done);
  EXPECT_EQ(server.sample.loaded, everything);
  EXPECT_EQ(server.sample.total, everything);

  EXPECT_EQ(count(server, "SELECT count(*) FROM submission"), everything);
  EXPECT_EQ(count(server, "SELECT count(DISTINCT instance_id) FROM submission"), everything);
  EXPECT_EQ(submissions(server, "walk-p7", "approved"), 27);
  EXPECT_EQ(submissions(server, "walk-sapa", "approved"), 29);
  EXPECT_EQ(submissions(server, "walk-sapa", "received"), 1) << "offline for a week";
  EXPECT_EQ(submissions(server, "walk-centre", "approved"), 48);
  EXPECT_EQ(submissions(server, "photovoice", "approved"), 19);
  EXPECT_EQ(submissions(server, "photovoice", "returned"), 5);
  EXPECT_EQ(submissions(server, "photovoice", "received"), 2) << "after the deadline";
  EXPECT_EQ(submissions(server, "photovoice", "withdrawn"), 1);
  EXPECT_EQ(count(server, "SELECT count(*) FROM submission WHERE flags = $1", std::int64_t{ingest::flag_late}), 3);
  EXPECT_EQ(count(server, "SELECT count(*) FROM submission WHERE flags <> 0"), 3);
  EXPECT_EQ(count(server, "SELECT sum(problem_count) FROM submission"), 0);
  EXPECT_EQ(count(server, "SELECT count(*) FROM submission WHERE review_reason IS NOT NULL"), 5);
  const std::int64_t new_year_2019 = parse_iso8601("2019-01-01")->value;
  EXPECT_EQ(count(server, "SELECT count(*) FROM submission WHERE received_at < $1", new_year_2019), everything);
  EXPECT_EQ(count(server,
                  "SELECT count(*) FROM photo p JOIN submission s ON s.id = p.submission_id JOIN activity a ON a.id = s.activity_id "
                  "WHERE a.code = 'photovoice'"),
            150);
  EXPECT_EQ(count(server, "SELECT count(*) FROM photo"), 150 + 59);
  EXPECT_EQ(count(server, "SELECT count(*) FROM attachment WHERE sha256 IS NULL OR expected = 0"), 0) << "every file, and no other";
  EXPECT_EQ(count(server, "SELECT count(*) FROM participation"), 20 + 4 + 5 + 6 + 3) << "photographers, walkers, evaluators";
  EXPECT_EQ(count(server, "SELECT count(*) FROM event WHERE type = 'submission.received' AND actor = 'import'"), everything);
  EXPECT_EQ(count(server, "SELECT demonstration FROM audit WHERE slug = 'praha-2018'"), 1);

  const auto events_of_load = "SELECT count(*) FROM event WHERE type LIKE 'submission.%' OR type LIKE 'activity.%' OR type LIKE 'audit.%'";
  const std::int64_t events = count(server, events_of_load);
  serving.reset();
  const auto again = serve("praha-2018");
  EXPECT_EQ(again->server().sample.state.load(), SampleProgress::State::done);
  EXPECT_EQ(count(again->server(), events_of_load), events) << "a complete sample is left alone";

  // Nobody else states when something was received: the credential ended with the load, and no guess is one.
  const auto activity = (*again->server().domain.activities.all()).front();
  const std::string base = "http://127.0.0.1:" + std::to_string(again->port()) + "/v1/key/" +
                           again->server().domain.activities.token(activity) + "/projects/" + std::to_string(activity.audit_number);
  const auto xml = *again->server().domain.forms.xml(activity.form);
  const auto filled = *tests::fill_form(xml, {});
  tests::OpenRosaClient client(base);
  tests::SendOptions options;
  options.headers = {{"X-Cityaudit-Import", "guessed"}, {"X-Cityaudit-Received-At", "2018-06-18T12:00:00Z"}};
  const auto outcome = client.submit(filled, options);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->accepted);
  EXPECT_EQ(count(again->server(), "SELECT count(*) FROM submission WHERE received_at < $1", new_year_2019), everything);
  EXPECT_EQ(count(again->server(), "SELECT count(*) FROM submission"), everything + 1);
}

TEST_F(SampleLoader, RefusesAnUnknownNameBeforeItTouchesAnything) {
  const auto refused = Serving::start(settings_, DataFolder{folder_.path() / "data"}, "brno-2031");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "sample.unknown");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data"));
}

TEST_F(SampleLoader, LeavesAnAuditAloneThatOnlyHasTheSamplesName) {
  {
    const auto serving = serve("");
    ingest::Audit own;
    own.slug = "praha-2018";
    own.title = {{"en", "Our own"}};
    own.city = "Praha";
    ASSERT_TRUE(serving->server().domain.audits.ensure(own));
  }
  const auto refused = Serving::start(settings_, DataFolder{folder_.path() / "data"}, "praha-2018");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "sample.slug_taken");
}

TEST_F(SampleLoader, ReachesItsOwnListenerOverTls) {
  const std::string certificate = folder_.path() / "certificate.pem";
  const std::string key = folder_.path() / "key.pem";
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=audit.example.org -keyout " + key +
      " -out " + certificate + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  settings_.set("http.tls_certificate", certificate);
  settings_.set("http.tls_key", key);
  const auto serving = serve("praha-2018");
  wait_for(serving->server(), 2);
  EXPECT_EQ(serving->server().sample.state.load(), SampleProgress::State::loading);
  EXPECT_GE(serving->server().sample.loaded.load(), 2);
  serving->stop();
  EXPECT_GE(count(serving->server(), "SELECT count(*) FROM event WHERE type = 'submission.received' AND actor = 'import'"), 2);
}

TEST_F(SampleLoader, ComesFromLoopbackWhateverTheListenersAddressIs) {
  settings_.set("http.listen", std::string("127.0.0.7:0"));
  EXPECT_EQ(sample::OwnListener::from(settings_, 81).address, "127.0.0.7");
  settings_.set("http.listen", std::string("0.0.0.0:8080"));
  EXPECT_EQ(sample::OwnListener::from(settings_, 81).address, "127.0.0.1");
  settings_.set("http.listen", std::string("[::]:8080"));
  EXPECT_EQ(sample::OwnListener::from(settings_, 81).address, "::1");
  EXPECT_EQ(sample::OwnListener::from(settings_, 81).port, 81);
  EXPECT_FALSE(sample::OwnListener::from(settings_, 81).tls);
}

}  // namespace
}  // namespace cityaudit::server
