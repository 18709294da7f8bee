#include "tests/integration/server/http/fixture.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <thread>

namespace cityaudit::tests {
namespace {

using namespace server::http;

constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

Response echo(Request& request) { return text_response(200, "text/plain", request.body); }

/// Counts what it is given; answers with the count and the number of pieces.
class CountingReader final : public BodyReader {
 public:
  Result<> write(std::span<const unsigned char> piece) override {
    bytes_ += piece.size();
    ++pieces_;
    return {};
  }
  Response finish() override { return text_response(201, "text/plain", std::to_string(bytes_) + " in " + std::to_string(pieces_)); }

 private:
  std::size_t bytes_ = 0;
  std::size_t pieces_ = 0;
};

Plan counting_plan(std::size_t body_bytes_max) {
  Plan plan;
  plan.pool = Pool::intake;
  plan.body_bytes_max = body_bytes_max;
  plan.begin = [](Request&) -> Result<std::unique_ptr<BodyReader>> {
    return std::unique_ptr<BodyReader>(std::make_unique<CountingReader>());
  };
  return plan;
}

TEST(HttpExchange, AnswersOneRequestAfterAnotherOnOneConnection) {
  HttpFixture fixture;
  fixture.start();
  RawClient client(fixture.port);
  for (int i = 0; i < 50; ++i) {
    const Answer answer = client.ask(hello);
    ASSERT_EQ(answer.status, 200u);
    ASSERT_EQ(answer.body, "hello");
  }
  EXPECT_EQ(fixture.server->counters().connections_accepted.load(), 1u);
}

TEST(HttpExchange, AnswersPipelinedRequestsInOrder) {
  HttpFixture fixture;
  fixture.on("POST /echo", echo, 100, Pool::read);
  fixture.start();
  RawClient client(fixture.port);
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    const std::string body = std::to_string(i);
    requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  client.send(requests);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.read_answer().body, std::to_string(i));
}

TEST(HttpExchange, TakesARequestByteByByte) {
  HttpFixture fixture;
  fixture.on("POST /echo", echo, 100);
  fixture.start();
  RawClient client(fixture.port);
  for (char c : std::string(
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n")) {
    client.send({&c, 1});
  }
  EXPECT_EQ(client.read_answer().body, "abcde");
  EXPECT_EQ(client.ask(hello).status, 200u);
}

TEST(HttpExchange, HeadHasTheLengthWithoutTheBody) {
  HttpFixture fixture;
  fixture.start();
  RawClient client(fixture.port);
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).header("content-length"), "5");
  EXPECT_EQ(client.ask(hello).body, "hello");
}

TEST(HttpExchange, ClosesAfterConnectionCloseAndHttp10) {
  HttpFixture fixture;
  fixture.start();
  RawClient polite(fixture.port);
  EXPECT_EQ(polite.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").header("connection"), "close");
  EXPECT_TRUE(polite.is_closed_by_peer());
  RawClient old(fixture.port);
  EXPECT_EQ(old.ask("GET /hello HTTP/1.0\r\n\r\n").status, 200u);
  EXPECT_TRUE(old.is_closed_by_peer());
  RawClient old_but_staying(fixture.port);
  EXPECT_EQ(old_but_staying.ask("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").header("connection"), "keep-alive");
  EXPECT_EQ(old_but_staying.ask(hello).status, 200u);
}

TEST(HttpExchange, RefusesATooLargeBodyBeforeItIsSent) {
  HttpFixture fixture;
  fixture.on("POST /small", echo, 10);
  fixture.start();
  RawClient client(fixture.port);
  const Answer answer = client.ask("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
  EXPECT_EQ(answer.status, 413u);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST(HttpExchange, TheAnswerToATooLargeBodyArrivesThoughTheSenderGoesOn) {
  HttpFixture fixture;
  fixture.on("POST /small", echo, 10);
  fixture.start();
  RawClient client(fixture.port);
  client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4000000, 'x'));
  EXPECT_EQ(client.read_answer().status, 413u);
}

TEST(HttpExchange, ReadsPastASmallRefusedBodyAndKeepsTheConnection) {
  HttpFixture fixture;
  fixture.on("POST /small", echo, 10);
  fixture.start();
  RawClient client(fixture.port);
  client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + std::string(20000, 'x'));
  EXPECT_EQ(client.read_answer().status, 413u);
  client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + std::string(20000, 'x'));
  EXPECT_EQ(client.read_answer().status, 404u);
  EXPECT_EQ(client.ask(hello).status, 200u);
}

TEST(HttpExchange, RefusesAChunkedBodyThatGrowsTooLarge) {
  HttpFixture fixture;
  fixture.on("POST /small", echo, 10);
  fixture.application.routes["POST /pieces"] = [] { return counting_plan(10); };
  fixture.start();
  for (const std::string path : {"/small", "/pieces"}) {
    RawClient client(fixture.port);
    EXPECT_EQ(client.ask("POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n").status,
              413u);
    RawClient fitting(fixture.port);
    EXPECT_LT(fitting.ask("POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n").status,
              300u);
  }
}

TEST(HttpExchange, SaysContinueOnlyWhenTheBodyIsWanted) {
  HttpFixture fixture;
  fixture.on("POST /echo", echo, 10);
  fixture.application.routes["POST /refusing"] = [] {
    Plan plan = counting_plan(1000);
    plan.begin = [](Request&) -> Result<std::unique_ptr<BodyReader>> { return Error(ErrorKind::forbidden, "test.no"); };
    return plan;
  };
  fixture.start();
  RawClient client(fixture.port);
  EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n").status, 100u);
  EXPECT_EQ(client.ask("abc").body, "abc");
  for (const std::string path : {"/nowhere", "/refusing"}) {
    RawClient refused(fixture.port);
    const Answer answer = refused.ask("POST " + path + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(answer.status, path == "/nowhere" ? 404u : 403u);
    EXPECT_EQ(answer.header("connection"), "close");
  }
}

TEST(HttpExchange, ASmallBodyTakesOnePieceAndALargeOneMany) {
  HttpFixture fixture;
  fixture.application.routes["POST /pieces"] = [] { return counting_plan(10'000'000); };
  fixture.start();
  RawClient client(fixture.port);
  client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
  EXPECT_EQ(client.read_answer().body, "2000 in 1");
  EXPECT_EQ(client.ask("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").body, "0 in 0");
  client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + std::string(200000, 'x'));
  EXPECT_EQ(client.read_answer().body, "200000 in 4");
}

TEST(HttpExchange, MemoryDoesNotGrowWithTheBody) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps what was freed, up to 256 MB: the process grows by itself";
#endif
  HttpFixture fixture;
  fixture.application.routes["POST /pieces"] = [] { return counting_plan(400'000'000); };
  fixture.start();
  constexpr std::size_t size = 300'000'000;
  const std::string block(1'000'000, 'x');
  RawClient client(fixture.port);
  client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
  const std::size_t before = resident_bytes();
  std::size_t highest = 0;
  for (std::size_t sent = 0; sent < size; sent += block.size()) {
    ASSERT_TRUE(client.send(block));
    highest = std::max(highest, resident_bytes());
  }
  EXPECT_TRUE(client.read_answer().body.starts_with("300000000 in "));
  EXPECT_LT(highest, before + 32'000'000);
}

/// Tells the test what became of it.
struct Fate {
  std::atomic<std::size_t> bytes{0};
  std::atomic<bool> finished{false};
  std::atomic<bool> gone{false};
};
class WatchedReader final : public BodyReader {
 public:
  explicit WatchedReader(Fate& fate) : fate_(fate) {}
  ~WatchedReader() override { fate_.gone = true; }
  Result<> write(std::span<const unsigned char> piece) override {
    fate_.bytes += piece.size();
    return {};
  }
  Response finish() override {
    fate_.finished = true;
    return text_response(201, "text/plain", "");
  }

 private:
  Fate& fate_;
};

TEST(HttpExchange, WhatArrivedBeforeTheSenderLeftIsWrittenButNotFinished) {
  Fate fate;
  HttpFixture fixture;
  fixture.application.routes["POST /pieces"] = [&fate] {
    Plan plan = counting_plan(1'000'000);
    plan.begin = [&fate](Request&) -> Result<std::unique_ptr<BodyReader>> {
      return std::unique_ptr<BodyReader>(std::make_unique<WatchedReader>(fate));
    };
    return plan;
  };
  fixture.start();
  {
    RawClient client(fixture.port);
    client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + std::string(100'000, 'x'));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  for (int i = 0; i < 100 && !fate.gone; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(fate.gone);
  EXPECT_FALSE(fate.finished);
  EXPECT_EQ(fate.bytes, 100'000u);
}

TEST(HttpExchange, AnExceptionInAHandlerIsA500AndTheServerGoesOn) {
  HttpFixture fixture;
  for (const Pool pool : {Pool::strand, Pool::read, Pool::intake}) {
    fixture.on("GET /throws", [](Request&) -> Response { throw std::runtime_error("a bug"); }, 0, pool);
    fixture.on("GET /refuses", [](Request&) -> Response { throw ErrorException(Error(ErrorKind::conflict, "test.conflict")); }, 0, pool);
    fixture.server.reset();
    fixture.start();
    RawClient client(fixture.port);
    EXPECT_EQ(client.ask("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n").status, 500u);
    EXPECT_EQ(client.ask("GET /refuses HTTP/1.1\r\nHost: a\r\n\r\n").status, 409u);
    EXPECT_EQ(client.ask(hello).status, 200u);
    EXPECT_EQ(fixture.server->counters().handler_exceptions.load(), 1u);
  }
}

TEST(HttpExchange, AFullPoolAnswers503WithRetryAfter) {
  HttpFixture fixture;
  fixture.read_pool = std::make_unique<server::BlockingPool>(server::PoolOptions{"read", 1, 1, 0, false});
  std::mutex gate;
  fixture.on("GET /waits", [&gate](Request&) {
    const std::lock_guard wait(gate);
    return text_response(200, "text/plain", "done");
  });
  fixture.start();
  std::unique_lock closed(gate);
  RawClient running(fixture.port);
  running.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  while (fixture.read_pool->load().running == 0) std::this_thread::yield();
  RawClient queued(fixture.port);
  queued.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  while (fixture.read_pool->load().queued == 0) std::this_thread::yield();
  RawClient refused(fixture.port);
  const Answer answer = refused.ask("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 503u);
  EXPECT_FALSE(answer.header("retry-after").empty());
  EXPECT_EQ(refused.ask(hello).status, 200u);
  closed.unlock();
  EXPECT_EQ(running.read_answer().body, "done");
  EXPECT_EQ(queued.read_answer().body, "done");
}

TEST(HttpExchange, BodiesInMemoryShareOneBudget) {
  Settings settings = HttpFixture::quick_settings();
  settings.set("http.body_memory_bytes_max", std::int64_t{10'000});
  HttpFixture fixture(std::move(settings));
  fixture.on("POST /echo", echo, 65536);
  fixture.application.routes["POST /pieces"] = [] { return counting_plan(1'000'000); };
  fixture.start();
  RawClient client(fixture.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + std::string(60000, 'x'));
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 503u);
  EXPECT_FALSE(answer.header("retry-after").empty());
  client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + std::string(60000, 'x'));
  EXPECT_TRUE(client.read_answer().body.starts_with("60000 in "));
}

TEST(HttpExchange, EveryAnswerCarriesTheSecurityHeaders) {
  HttpFixture fixture;
  fixture.start();
  for (const std::string_view request :
       {hello, std::string_view("GET /none HTTP/1.1\r\nHost: a\r\n\r\n"), std::string_view("BAD\r\n\r\n")}) {
    RawClient client(fixture.port);
    const Answer answer = client.ask(request);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("x-frame-options"), "DENY");
    EXPECT_EQ(answer.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(answer.header("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.header("server"), "");
    EXPECT_EQ(answer.header("strict-transport-security"), "");
    EXPECT_EQ(answer.header("x-request-id").size(), 16u);
    EXPECT_FALSE(answer.header("date").empty());
  }
}

TEST(HttpExchange, CompressesLongTextForThoseWhoTakeIt) {
  HttpFixture fixture;
  fixture.on("GET /text", [](Request& request) { return with_etag(request, "\"v1\"", json_response(200, std::string(5000, 'x'))); });
  fixture.start();
  RawClient client(fixture.port);
  const Answer plain = client.ask("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.body.size(), 5000u);
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  EXPECT_EQ(plain.header("etag"), "\"v1\"");
  const Answer packed = client.ask("GET /text HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br, gzip\r\n\r\n");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 200u);
  EXPECT_EQ(packed.header("etag"), "W/\"v1\"");
  const Answer known = client.ask("GET /text HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nIf-None-Match: W/\"v1\"\r\n\r\n");
  EXPECT_EQ(known.status, 304u);
  EXPECT_EQ(client.ask(hello).status, 200u);
}

TEST(HttpExchange, CountsRequestsByRouteAndStatus) {
  HttpFixture fixture;
  fixture.start();
  RawClient client(fixture.port);
  client.ask(hello);
  client.ask(hello);
  client.ask("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
  fixture.server->stop();
  Counters& counters = fixture.server->counters();
  EXPECT_EQ(counters.route("/hello").by_status_class[2].load(), 2u);
  EXPECT_EQ(counters.route("none").by_status_class[4].load(), 1u);
  EXPECT_EQ(counters.connections_open.load(), 0u);
  EXPECT_GT(counters.bytes_sent.load(), 0u);
}

}  // namespace
}  // namespace cityaudit::tests
