#include "server/live/hub.h"

#include "tests/support/server_process.h"
#include "tests/support/store_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <regex>
#include <thread>

namespace cityaudit::server::live {
namespace {

using namespace std::chrono_literals;

class HubTest : public testing::Test {
 protected:
  HubTest() { settings.set("live.heartbeat_seconds", std::int64_t{3600}); }
  ~HubTest() override {
    if (hub) hub->stop();
  }

  void start(bool told_of_commits = true) {
    hub.emplace(*store.database, settings);
    hub->start();
    if (told_of_commits) store.database->on_commit([this] { hub->notify(); });
  }

  /// `count` events in one commit.
  void append(int count, std::string_view type = "submission.received") {
    const auto write = [&](store::Transaction& tx) -> Result<> {
      for (int i = 0; i < count; ++i) {
        ingest::Event event;
        event.at = {1'530'000'000'000};
        event.type = type;
        event.actor = "participant";
        event.payload = "{\"secret\":1}";
        events.append(tx, event);
      }
      return {};
    };
    ASSERT_TRUE(store.database->write(write));
  }

  std::shared_ptr<http::EventSource> listen(std::optional<std::int64_t> after = std::nullopt) {
    return hub->subscribe(after, everything()).value();
  }
  std::int64_t newest() {
    return store.database->read([](store::Transaction& tx) -> Result<std::int64_t> { return ingest::Events::newest(tx); }).value();
  }
  Audience everything() { return {{}, newest(), true, {}}; }

  static std::vector<std::int64_t> ids(const std::string& text) {
    std::vector<std::int64_t> out;
    static const std::regex line("(?:^|\n)id: ([0-9]+)\n");
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) out.push_back(std::stoll((*at)[1]));
    return out;
  }

  /// What has been taken once it holds `count` numbered events; as it stands when patience is over.
  static std::string take_events(http::EventSource& source, std::size_t count) {
    std::string text;
    const auto deadline = std::chrono::steady_clock::now() + 10s * cityaudit::tests::test_patience();
    while (ids(text).size() < count && std::chrono::steady_clock::now() < deadline) {
      text += source.take();
      std::this_thread::sleep_for(2ms);
    }
    return text;
  }

  template <class Condition>
  static bool within_seconds(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 10s * cityaudit::tests::test_patience();
    bool met = condition();
    while (!met && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(2ms);
      met = condition();
    }
    return met;
  }

  static std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = first; i <= last; ++i) out.push_back(i);
    return out;
  }

  tests::StoreFixture store;
  ingest::Events events;
  Settings settings = Settings::defaults();
  std::optional<Hub> hub;
};

TEST_F(HubTest, WhoListensHearsWhatComesAndNotWhatWas) {
  append(3);
  start();
  const auto source = listen();
  append(2, "photo.derived");
  const std::string text = take_events(*source, 2);
  EXPECT_EQ(ids(text), from_to(4, 5));
  EXPECT_NE(text.find("event: photo.derived\n"), std::string::npos);
  EXPECT_EQ(text.find("secret"), std::string::npos) << "payloads stay inside";
}

TEST_F(HubTest, AnEventIsOneJsonLine) {
  start();
  const auto source = listen();
  append(1);
  const std::string text = take_events(*source, 1);
  const auto data = text.find("data: ");
  ASSERT_NE(data, std::string::npos);
  const auto value = boost::json::parse(text.substr(data + 6, text.find('\n', data) - data - 6)).as_object();
  EXPECT_EQ(value.at("seq"), 1);
  EXPECT_EQ(value.at("type"), "submission.received");
  EXPECT_EQ(value.at("at"), "2018-06-26T08:00:00.000Z");
  EXPECT_TRUE(value.at("audit").is_null());
  EXPECT_TRUE(value.at("subject").is_null());
}

TEST_F(HubTest, ResumesWithoutAGapAndWithoutRepetition) {
  append(1000);
  start();
  const auto source = listen(400);
  append(5);
  EXPECT_EQ(ids(take_events(*source, 605)), from_to(401, 1005));
}

TEST_F(HubTest, OrderHoldsWhileOthersWriteAndListenersComeAndGo) {
  start();
  std::jthread writer([&] {
    for (int i = 0; i < 200; ++i) append(1 + i % 3);
  });
  std::vector<std::pair<std::int64_t, std::string>> heard;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t after = i * 10;
    const auto source = listen(after);
    heard.emplace_back(after, take_events(*source, 40));
    source->close();
  }
  writer.join();
  for (const auto& [after, text] : heard) {
    const auto got = ids(text);
    ASSERT_GE(got.size(), 40u);
    EXPECT_EQ(got, from_to(after + 1, after + static_cast<std::int64_t>(got.size())));
  }
}

TEST_F(HubTest, AnIdFromTheFutureHearsWhatComes) {
  append(2);
  start();
  const auto source = listen(999);
  append(1);
  EXPECT_EQ(ids(take_events(*source, 1)), from_to(3, 3));
}

TEST_F(HubTest, WhoDoesNotReadIsCutOffAndOthersGoOn) {
  settings.set("live.buffer_bytes_max", std::int64_t{8192});
  start();
  const auto slow = listen();
  const auto quick = listen();
  ASSERT_TRUE(within_seconds([&] { return !slow->take().empty(); }));  // the greeting: it is there
  std::string text;
  for (int i = 0; i < 100; ++i) {
    append(1);
    const std::string more = take_events(*quick, 1);
    text += more;
  }
  EXPECT_TRUE(within_seconds([&] { return slow->ended(); }));
  EXPECT_FALSE(quick->ended());
  EXPECT_EQ(ids(text), from_to(1, 100));
  EXPECT_LE(slow->take().size(), 8192u);
  EXPECT_TRUE(within_seconds([&] { return hub->subscribers() == 1; }));
}

TEST_F(HubTest, ALongLogIsReplayedAtThePaceOfItsReader) {
  settings.set("live.buffer_bytes_max", std::int64_t{4096});
  append(500);  // some 80 kB of text
  start();
  const auto source = listen(0);
  std::this_thread::sleep_for(300ms);
  EXPECT_FALSE(source->ended()) << "waiting to be read is not reading slowly";
  EXPECT_EQ(ids(take_events(*source, 500)), from_to(1, 500));
}

TEST_F(HubTest, SomebodyHearsOfTheirOwnAuditsOnly) {
  const auto of_audit = [](std::int64_t audit) {
    ingest::Event event;
    event.type = "submission.received";
    event.actor = "participant";
    event.audit = {audit};
    return event;
  };
  const auto add = [&](std::vector<ingest::Event> all) {
    const auto write = [&](store::Transaction& tx) -> Result<> {
      for (const ingest::Event& event : all) events.append(tx, event);
      return {};
    };
    ASSERT_TRUE(store.database->write(write));
  };
  ASSERT_NO_FATAL_FAILURE(add({of_audit(1), of_audit(2), of_audit(0)}));
  start();
  const auto member = hub->subscribe(0, {{5}, newest(), false, {{2}}}).value();
  EXPECT_EQ(ids(take_events(*member, 1)), (std::vector<std::int64_t>{2})) << "of what was, too";
  ASSERT_NO_FATAL_FAILURE(add({of_audit(0), of_audit(1), of_audit(2)}));
  hub->publish_transient("aggregates.updated", "", {1});
  hub->publish_transient("sample.progress", "", {2});
  std::string text;
  ASSERT_TRUE(within_seconds([&] { return ids(text += member->take()).size() == 1 && text.find("sample.progress") != std::string::npos; }));
  EXPECT_EQ(ids(text), (std::vector<std::int64_t>{6}));
  EXPECT_EQ(text.find("aggregates.updated"), std::string::npos);
}

TEST_F(HubTest, WhoseRightsHaveChangedIsCutOffAndAsksAgain) {
  const auto about = [&](std::int64_t account) {
    const auto write = [&](store::Transaction& tx) -> Result<> {
      ingest::Event event;
      event.type = "membership.revoked";
      event.actor = "system";
      event.subject_id = account;
      events.append(tx, event);
      return {};
    };
    ASSERT_TRUE(store.database->write(write));
  };
  start();
  ASSERT_NO_FATAL_FAILURE(about(5));
  const auto eva = hub->subscribe(0, {{5}, newest(), true, {}}).value();
  const auto adam = hub->subscribe(0, {{6}, newest(), true, {}}).value();
  EXPECT_EQ(ids(take_events(*eva, 1)), from_to(1, 1)) << "what had changed before she came is no reason";
  const Audience before{{7}, newest(), true, {}};
  ASSERT_NO_FATAL_FAILURE(about(5));
  ASSERT_NO_FATAL_FAILURE(about(7));
  EXPECT_TRUE(within_seconds([&] { return eva->ended(); }));
  EXPECT_EQ(ids(take_events(*adam, 3)), from_to(1, 3));
  EXPECT_FALSE(adam->ended());
  const auto late = hub->subscribe(std::nullopt, before).value();
  EXPECT_TRUE(within_seconds([&] { return late->ended(); })) << "it changed between asking and listening";
}

TEST_F(HubTest, ProcessesThatTellNobodyAreHeardToo) {
  start(false);
  const auto source = listen();
  append(1);
  EXPECT_EQ(ids(take_events(*source, 1)), from_to(1, 1));
}

TEST_F(HubTest, PassingNewsHasNoNumber) {
  start();
  const auto source = listen();
  hub->publish_transient("sample.progress", "\"loaded\":12,\"total\":160", {});
  std::string text;
  ASSERT_TRUE(within_seconds([&] { return (text += source->take()).find("sample.progress") != std::string::npos; }));
  EXPECT_NE(text.find("event: sample.progress\ndata: {\"type\":\"sample.progress\",\"loaded\":12,\"total\":160}\n\n"), std::string::npos);
  EXPECT_TRUE(ids(text).empty());
  hub->publish_transient("aggregates.updated", "", {});
  ASSERT_TRUE(within_seconds([&] { return (text += source->take()).find("{\"type\":\"aggregates.updated\"}\n\n") != std::string::npos; }));
}

TEST_F(HubTest, AQuietLineBeatsNowAndThen) {
  settings.set("live.heartbeat_seconds", std::int64_t{1});
  start();
  const auto source = listen();
  std::string text;
  EXPECT_TRUE(within_seconds([&] { return (text += source->take()).find("\n: ") != std::string::npos || text.starts_with(": "); })) << text;
}

TEST_F(HubTest, WakesItsConnectionAndForgetsItWhenClosed) {
  start();
  const auto source = listen();
  std::atomic<int> woken{0};
  source->on_ready([&] { ++woken; });
  EXPECT_TRUE(within_seconds([&] { return woken > 0; })) << "the greeting was there before";
  source->take();
  woken = 0;
  append(1);
  EXPECT_TRUE(within_seconds([&] { return woken > 0; }));
  source->close();
  EXPECT_EQ(hub->subscribers(), 0u);
  woken = 0;
  append(1);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(woken, 0);
}

TEST_F(HubTest, TakesOnlySoMany) {
  settings.set("live.subscribers_max", std::int64_t{2});
  start();
  const auto first = listen();
  const auto second = listen();
  const auto third = hub->subscribe(std::nullopt, everything());
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, "live.full");
  first->close();
  EXPECT_TRUE(hub->subscribe(std::nullopt, everything())) << "a place that became free is given again";
}

TEST_F(HubTest, StoppingEndsAllAndTakesNobody) {
  start();
  const auto source = listen();
  std::atomic<int> woken{0};
  source->on_ready([&] { ++woken; });
  hub->stop();
  EXPECT_TRUE(source->ended());
  EXPECT_GT(woken, 0);
  EXPECT_FALSE(hub->subscribe(0, everything()));
  hub->stop();
  hub.reset();
  source->take();
  source->close();  // a connection may be the last to know
}

}  // namespace
}  // namespace cityaudit::server::live
