#include "tests/integration/server/http/fixture.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <algorithm>
#include <thread>
#include <vector>

namespace cityaudit::tests {
namespace {

using namespace server::http;
using SteadyClock = std::chrono::steady_clock;

/// The bytes 0, 1, ... 250, 0, 1, ...
class CountingSource final : public BodySource {
 public:
  explicit CountingSource(std::int64_t bytes) : bytes_(bytes) {}
  std::int64_t bytes() const override { return bytes_; }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override {
    const auto length = static_cast<std::size_t>(std::clamp<std::int64_t>(bytes_ - offset, 0, static_cast<std::int64_t>(out.size())));
    for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<unsigned char>((offset + static_cast<std::int64_t>(i)) % 251);
    return length;
  }

 private:
  std::int64_t bytes_;
};

std::string counted(std::int64_t first, std::int64_t bytes) {
  std::string out;
  for (std::int64_t i = first; i < first + bytes; ++i) out += static_cast<char>(i % 251);
  return out;
}

struct SourceFixture : HttpFixture {
  SourceFixture() {
    on("GET /file", [](Request& request) {
      Response response;
      response.set("Content-Type", "image/jpeg");
      response.body = std::make_shared<CountingSource>(200'000);
      return with_etag(request, "\"v1\"", std::move(response));
    });
    on("GET /endless", [](Request&) {
      Response response;
      response.body = std::make_shared<CountingSource>(1'000'000'000);
      return response;
    });
    start();
  }
  Answer get(std::string_view headers) {
    RawClient client(port);
    return client.ask("GET /file HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n");
  }
};

TEST(HttpSource, SendsTheWholeOrTheRangeAskedFor) {
  SourceFixture fixture;
  const Answer whole = fixture.get("");
  EXPECT_EQ(whole.status, 200u);
  EXPECT_EQ(whole.header("accept-ranges"), "bytes");
  EXPECT_EQ(whole.body, counted(0, 200'000));
  const Answer part = fixture.get("Range: bytes=70000-170000\r\n");
  EXPECT_EQ(part.status, 206u);
  EXPECT_EQ(part.header("content-range"), "bytes 70000-170000/200000");
  EXPECT_EQ(part.body, counted(70000, 100'001));
  EXPECT_EQ(fixture.get("Range: bytes=-5\r\n").body, counted(199'995, 5));
}

TEST(HttpSource, RefusesARangeBehindTheEnd) {
  SourceFixture fixture;
  const Answer answer = fixture.get("Range: bytes=200000-\r\n");
  EXPECT_EQ(answer.status, 416u);
  EXPECT_EQ(answer.header("content-range"), "bytes */200000");
}

TEST(HttpSource, IfRangeHoldsForTheSameVersionOnly) {
  SourceFixture fixture;
  EXPECT_EQ(fixture.get("Range: bytes=0-9\r\nIf-Range: \"v1\"\r\n").status, 206u);
  EXPECT_EQ(fixture.get("Range: bytes=0-9\r\nIf-Range: \"v0\"\r\n").status, 200u);
  EXPECT_EQ(fixture.get("Range: bytes=0-9\r\nIf-Range: W/\"v1\"\r\n").status, 200u);
  EXPECT_EQ(fixture.get("Range: bytes=0-9\r\nIf-Range: Wed, 21 Oct 2015 07:28:00 GMT\r\n").status, 200u);
  EXPECT_EQ(fixture.get("Range: bytes=0-9\r\nIf-None-Match: \"v1\"\r\n").status, 304u);
}

TEST(HttpSource, RangesAreForGetAndManyAreTheWhole) {
  SourceFixture fixture;
  EXPECT_EQ(fixture.get("Range: bytes=0-1,3-4\r\n").status, 200u);
  RawClient client(fixture.port);
  client.send("HEAD /file HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9\r\n\r\n");
  const Answer head = client.read_answer(true);
  EXPECT_EQ(head.status, 200u);
  EXPECT_EQ(head.header("content-length"), "200000");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").body, "hello");
}

TEST(HttpSource, AReaderThatTakesNothingIsDroppedAndMemoryStaysFlat) {
  SourceFixture fixture;
  RawClient client(fixture.port);
  const std::size_t before = resident_bytes();
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  while (fixture.server->counters().bytes_sent.load() == 0) std::this_thread::yield();
  const auto asked = SteadyClock::now();
  while (fixture.server->counters().connections_open.load() > 0 && SteadyClock::now() - asked < std::chrono::seconds(10)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(fixture.server->counters().connections_open.load(), 0u);
  EXPECT_EQ(fixture.server->counters().rejected[static_cast<std::size_t>(Rejection::write_slow)].load(), 1u);
  EXPECT_LT(resident_bytes(), before + 32'000'000);
}

/// Said from any thread.
class Speaker final : public EventSource {
 public:
  std::string take() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(said_, {});
  }
  void on_ready(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  bool ended() const override {
    const std::lock_guard lock(mutex_);
    return ended_;
  }
  void close() override { closed = true; }
  void say(const std::string& words, bool last = false) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      said_ += words;
      ended_ = last;
      wake = wake_;
    }
    if (wake) wake();
  }
  std::atomic<bool> closed{false};

 private:
  mutable std::mutex mutex_;
  std::string said_;
  std::function<void()> wake_;
  bool ended_ = false;
};

struct EventFixture : HttpFixture {
  EventFixture() {
    on(
        "GET /events",
        [this](Request&) {
          Response response;
          response.set("Content-Type", "text/event-stream");
          response.body = speaker;
          return response;
        },
        0, Pool::strand);
    start();
  }
  std::shared_ptr<Speaker> speaker = std::make_shared<Speaker>();
};

bool becomes_true(const std::atomic<bool>& flag) {
  for (int i = 0; i < 250 && !flag; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return flag;
}

TEST(HttpEvents, ArriveAsTheyAreSaidAndEndWithTheSource) {
  EventFixture fixture;
  fixture.speaker->say("id: 0\n\n");
  RawClient client(fixture.port);
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  std::string heard = client.read_some();
  while (heard.find("id: 0") == std::string::npos) heard += client.read_some();
  EXPECT_NE(heard.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_NE(heard.find("Connection: close"), std::string::npos);
  for (int i = 1; i <= 20; ++i) {
    fixture.speaker->say("id: " + std::to_string(i) + "\n\n");
    const std::string more = client.read_some();
    ASSERT_NE(more.find("id: " + std::to_string(i)), std::string::npos) << more;
  }
  fixture.speaker->say("id: 21\n\n", true);
  const std::string last = client.read_to_end();
  EXPECT_NE(last.find("id: 21"), std::string::npos);
  EXPECT_TRUE(last.ends_with("0\r\n\r\n"));
  EXPECT_TRUE(becomes_true(fixture.speaker->closed));
}

TEST(HttpEvents, NothingIsLostWhenManyThreadsSpeak) {
  EventFixture fixture;
  RawClient client(fixture.port);
  client.send("GET /events HTTP/1.0\r\n\r\n");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) fixture.speaker->say("x");
    });
  }
  for (std::thread& thread : threads) thread.join();
  fixture.speaker->say("", true);
  const std::string all = client.read_to_end();
  EXPECT_EQ(all.size() - all.find("\r\n\r\n") - 4, 8000u);
}

TEST(HttpEvents, OutliveTheIdleLimitAndEndWhenThePeerLeaves) {
  EventFixture fixture;
  {
    RawClient client(fixture.port);
    client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    client.read_some();
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    fixture.speaker->say("still here");
    EXPECT_NE(client.read_some().find("still here"), std::string::npos);
    EXPECT_FALSE(fixture.speaker->closed);
  }
  EXPECT_TRUE(becomes_true(fixture.speaker->closed));
  fixture.speaker->say("to nobody");
}

TEST(HttpEvents, AListenerThatTakesNothingIsDropped) {
  EventFixture fixture;
  RawClient client(fixture.port);
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_some();
  fixture.speaker->say(std::string(50'000'000, 'x'));
  EXPECT_TRUE(becomes_true(fixture.speaker->closed));
}

TEST(HttpEvents, AListenerToldGoodbyeDoesNotHoldUpTheStop) {
  EventFixture fixture;
  RawClient client(fixture.port);
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_some();
  fixture.speaker->say("goodbye", true);
  EXPECT_TRUE(client.read_to_end().ends_with("0\r\n\r\n"));
  const auto before = SteadyClock::now();
  fixture.server->stop();  // while the connection waits for the peer's close
  EXPECT_LT(SteadyClock::now() - before, std::chrono::milliseconds(500));
}

TEST(HttpEvents, EndAtTheStop) {
  EventFixture fixture;
  RawClient client(fixture.port);
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_some();
  const auto before = SteadyClock::now();
  fixture.server->stop();
  EXPECT_LT(SteadyClock::now() - before, std::chrono::milliseconds(900));
  EXPECT_EQ(client.read_to_end(), "0\r\n\r\n");
  EXPECT_TRUE(fixture.speaker->closed);
  fixture.speaker->say("after the end");
}

}  // namespace
}  // namespace cityaudit::tests
