// Slow and greedy peers, the stop in two phases, TLS. The fixture's time limits are one second each.

#include "tests/integration/server/http/fixture.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <cstdlib>
#include <thread>
#include <vector>

namespace cityaudit::tests {
namespace {

using namespace server::http;
using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view hello_request = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

double seconds_since(SteadyClock::time_point start) { return std::chrono::duration<double>(SteadyClock::now() - start).count(); }

TEST(HttpLimits, IdleConnectionsAreClosedWithoutAWord) {
  HttpFixture fixture;
  fixture.start();
  RawClient silent(fixture.port);
  RawClient served(fixture.port);
  served.ask(hello_request);
  const auto start = SteadyClock::now();
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(served.read_to_end(), "");
  EXPECT_GT(seconds_since(start), 0.8);
  EXPECT_LT(seconds_since(start), 3);
}

TEST(HttpLimits, ASlowHeadIsDroppedHoweverItTrickles) {
  HttpFixture fixture;
  fixture.start();
  RawClient client(fixture.port, std::chrono::milliseconds(100));
  const auto start = SteadyClock::now();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  std::string answer;
  while (answer.empty() && seconds_since(start) < 5) {
    client.send("X: y\r\n");
    answer = client.read_some();
  }
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408"));
  EXPECT_LT(seconds_since(start), 3);
}

TEST(HttpLimits, ABodyThatStopsOrTricklesIsDropped) {
  HttpFixture fixture;
  fixture.on("POST /echo", [](Request& request) { return text_response(200, "text/plain", request.body); }, 100'000);
  fixture.start();
  RawClient stopped(fixture.port);
  const auto start = SteadyClock::now();
  EXPECT_EQ(stopped.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\nxxx").status, 408u);
  EXPECT_LT(seconds_since(start), 3);
  RawClient trickling(fixture.port, std::chrono::milliseconds(100));
  trickling.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n");
  std::string answer;
  while (answer.empty() && seconds_since(start) < 10) {
    trickling.send("x");
    answer = trickling.read_some();
  }
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408"));
  EXPECT_LT(seconds_since(start), 6);
  EXPECT_EQ(fixture.server->counters().rejected[static_cast<std::size_t>(Rejection::body_slow)].load(), 2u);
}

TEST(HttpLimits, ASteadyBodyMayTakeLongerThanItsPauses) {
  HttpFixture fixture;
  fixture.on("POST /echo", [](Request& request) { return text_response(200, "text/plain", std::to_string(request.body.size())); }, 100'000);
  fixture.start();
  RawClient client(fixture.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    client.send(std::string(2000, 'x'));
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  EXPECT_EQ(client.read_answer().body, "20000");
}

TEST(HttpLimits, ASlowHandlerIsNotTheSendersFault) {
  HttpFixture fixture;
  fixture.on("GET /slow", [](Request&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1800));
    return text_response(200, "text/plain", "done");
  });
  fixture.start();
  RawClient client(fixture.port);
  EXPECT_EQ(client.ask("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").body, "done");
}

TEST(HttpLimits, OnlySoManyConnectionsAreLetIn) {
  Settings settings = HttpFixture::quick_settings();
  settings.set("http.connections_max", std::int64_t{3});
  HttpFixture fixture(std::move(settings));
  fixture.start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(fixture.port));
    ASSERT_EQ(clients.back()->ask(hello_request).status, 200u);
  }
  RawClient fourth(fixture.port);
  EXPECT_EQ(fourth.ask(hello_request).status, 503u);
  clients.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  RawClient fifth(fixture.port);
  EXPECT_EQ(fifth.ask(hello_request).status, 200u);
}

TEST(HttpStop, LetsARunningRequestFinishAndClosesIdleConnectionsAtOnce) {
  HttpFixture fixture;
  fixture.on("GET /slow", [](Request&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    return text_response(200, "text/plain", "done");
  });
  fixture.start();
  RawClient idle(fixture.port);
  idle.ask(hello_request);
  RawClient running(fixture.port);
  running.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  while (fixture.read_pool->load().running == 0) std::this_thread::yield();
  const auto start = SteadyClock::now();
  std::thread stopping([&] { fixture.server->stop(); });
  EXPECT_TRUE(idle.is_closed_by_peer());
  EXPECT_LT(seconds_since(start), 0.4);
  const Answer answer = running.read_answer();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.header("connection"), "close");
  stopping.join();
  EXPECT_LT(seconds_since(start), 1.5);
  EXPECT_THROW(RawClient(fixture.port), std::runtime_error);
}

TEST(HttpStop, CutsOffWhatDoesNotEnd) {
  HttpFixture fixture;
  fixture.on("POST /echo", [](Request& request) { return text_response(200, "text/plain", request.body); }, 100'000);
  Settings patient = HttpFixture::quick_settings();
  patient.set("http.body_idle_seconds_max", std::int64_t{60});
  fixture.settings = std::move(patient);
  fixture.start();
  RawClient unfinished(fixture.port);
  unfinished.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\nxxx");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto start = SteadyClock::now();
  fixture.server->stop();
  EXPECT_GT(seconds_since(start), 0.9);
  EXPECT_LT(seconds_since(start), 2.5);
  EXPECT_TRUE(unfinished.is_closed_by_peer());
}

TEST(HttpStop, MayFollowAnAnswerFromThePoolAtOnce) {
  // The pool's thread once touched the event loop after its answer was out and the server gone; ThreadSanitizer sees that.
  HttpFixture fixture;
  fixture.on("GET /pooled", [](Request&) { return text_response(200, "text/plain", "done"); });
  for (int i = 0; i < 50; ++i) {
    fixture.start();
    {
      RawClient client(fixture.port);
      ASSERT_EQ(client.ask("GET /pooled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").body, "done");
    }
    fixture.server.reset();
  }
}

TEST(HttpStart, SaysWhyItCannotListen) {
  HttpFixture first;
  first.start();
  for (const std::string& listen : {"127.0.0.1:" + std::to_string(first.port), std::string("nonsense"), std::string("127.0.0.1:99999"),
                                    std::string("host.invalid:80")}) {
    Settings settings = HttpFixture::quick_settings();
    settings.set("http.listen", listen);
    HttpFixture second(std::move(settings));
    EXPECT_THROW(second.start(), std::runtime_error) << listen;
  }
}

/// A certificate of its own in a temporary folder.
struct TlsFixture : HttpFixture {
  TlsFixture() : HttpFixture() {
    const std::string certificate = folder.path() / "certificate.pem";
    const std::string key = folder.path() / "key.pem";
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout " + key + " -out " +
        certificate + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl");
    settings.set("http.tls_certificate", certificate);
    settings.set("http.tls_key", key);
    on("GET /secure", [](Request& request) { return text_response(200, "text/plain", request.secure ? "yes" : "no"); });
    on("POST /echo", [](Request& request) { return text_response(200, "text/plain", request.body); }, 1'000'000);
    start();
  }
  TemporaryFolder folder;
};

/// A blocking TLS client over a RawClient's socket.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, int highest_version) : raw_(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, highest_version);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, raw_.descriptor());
    connected = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  std::string ask(std::string_view bytes) {
    while (!bytes.empty()) {
      const int sent = SSL_write(ssl_, bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
      if (sent <= 0) return {};
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::string answer;
    char piece[16384];
    int got = 0;
    while ((got = SSL_read(ssl_, piece, sizeof piece)) > 0) answer.append(piece, static_cast<std::size_t>(got));
    return answer;
  }
  bool connected = false;

 private:
  RawClient raw_;
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
};

TEST(HttpTls, AnswersOverTls12And13) {
  TlsFixture fixture;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(fixture.port, version);
    ASSERT_TRUE(client.connected);
    const std::string answer = client.ask("GET /secure HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("\r\n\r\nyes")) << answer;
    EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
  }
}

TEST(HttpTls, CarriesLargeBodiesBothWays) {
  TlsFixture fixture;
  TlsClient client(fixture.port, TLS1_3_VERSION);
  ASSERT_TRUE(client.connected);
  const std::string body(700'000, 'x');
  const std::string answer = client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 700000\r\n\r\n" + body);
  EXPECT_TRUE(answer.ends_with(body));
}

TEST(HttpTls, RefusesOldVersionsPlainTextAndSilence) {
  TlsFixture fixture;
  TlsClient old(fixture.port, TLS1_1_VERSION);
  EXPECT_FALSE(old.connected);
  RawClient plain(fixture.port);
  plain.send(hello_request);
  EXPECT_EQ(plain.read_to_end().find("hello"), std::string::npos);
  RawClient silent(fixture.port);
  const auto start = SteadyClock::now();
  EXPECT_TRUE(silent.is_closed_by_peer());
  EXPECT_LT(seconds_since(start), 3);
  TlsClient good(fixture.port, TLS1_3_VERSION);
  EXPECT_TRUE(good.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").ends_with("hello"));
}

TEST(HttpTls, TakesANewCertificateWithoutAStopAndKeepsTheOldWhenTheNewIsBad) {
  TlsFixture fixture;
  EXPECT_TRUE(fixture.server->reload_certificate());
  std::filesystem::resize_file(fixture.folder.path() / "key.pem", 10);
  EXPECT_FALSE(fixture.server->reload_certificate());
  TlsClient client(fixture.port, TLS1_3_VERSION);
  EXPECT_TRUE(client.connected);
}

TEST(HttpTls, DoesNotStartWithHalfOfAKeyPair) {
  Settings settings = HttpFixture::quick_settings();
  settings.set("http.tls_certificate", std::string("/nowhere.pem"));
  HttpFixture half(settings);
  EXPECT_THROW(half.start(), std::runtime_error);
  settings.set("http.tls_key", std::string("/nowhere.key"));
  HttpFixture missing(settings);
  EXPECT_THROW(missing.start(), std::runtime_error);
}

}  // namespace
}  // namespace cityaudit::tests
