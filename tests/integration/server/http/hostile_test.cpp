// Malformed HTTP of every kind (RFC 9112 framing, heads, chunks): answered with the status named, or closed; then the server still
// answers a good request, and never the smuggled one.

#include "tests/integration/server/http/fixture.h"

#include <gtest/gtest.h>
#include <vector>

namespace cityaudit::tests {
namespace {

using namespace server::http;

struct Case {
  std::string name;
  std::string bytes;
  unsigned status;  // of the first answer
};

constexpr std::string_view smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::string_view headers, std::string_view body = "") {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n" + std::string(body);
}
std::string with(std::string_view headers) { return "GET /hello HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n"; }
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", std::string(body) + std::string(smuggled)); }

std::vector<Case> cases() {
  using namespace std::string_literals;
  const std::string tail = "0\r\n\r\n" + std::string(smuggled);
  return {
      {"length and chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", tail), 400},
      {"chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", tail), 400},
      {"gzip coding", post("Transfer-Encoding: gzip\r\n", tail), 501},
      {"gzip coding and length", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", tail), 501},
      {"identity coding", post("Transfer-Encoding: identity\r\n", tail), 501},
      {"identity, then chunked", post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", tail), 501},
      {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", tail), 501},
      {"chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", tail), 501},
      {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", tail), 400},
      {"chunked with parameter", post("Transfer-Encoding: chunked;q=1\r\n", tail), 501},
      {"chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", tail), 501},
      {"xchunked", post("Transfer-Encoding: xchunked\r\n", tail), 501},
      {"empty coding", post("Transfer-Encoding:\r\n", tail), 501},
      {"folded coding", post("Transfer-Encoding:\r\n chunked\r\n", tail), 400},
      {"vertical tab before chunked",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n",
            tail),
       400},
      {"space before colon", post("Transfer-Encoding : chunked\r\n", tail), 400},
      {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + tail, 400},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
      {"the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"list of lengths", post("Content-Length: 5, 5\r\n", "hello"), 400},
      {"signed length", post("Content-Length: +5\r\n", "hello"), 400},
      {"negative length", post("Content-Length: -1\r\n", "hello"), 400},
      {"length in hex", post("Content-Length: 0x5\r\n", "hello"), 400},
      {"length with letters", post("Content-Length: 5a\r\n", "hello"), 400},
      {"length of 20 digits", post("Content-Length: 18446744073709551617\r\n", "hello"), 400},
      {"empty length", post("Content-Length:\r\n", "hello"), 400},
      {"length with inner space", post("Content-Length: 1 2\r\n", "hello"), 400},
      {"huge length", post("Content-Length: 999999999999999999\r\n"), 413},
      {"folded header", with("X-A: b\r\n c\r\n"), 400},
      {"fold as first header", "GET /hello HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n", 400},
      {"bare LF in head", "GET /hello HTTP/1.1\nHost: a\n\n", 400},
      {"bare LF after a header", "GET /hello HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400},
      {"bare CR in a value", with("X-A: b\rc\r\n"), 400},
      {"bare CR ends the head", "GET /hello HTTP/1.1\r\nHost: a\r\r\n\r\n", 400},
      {"NUL in a value", with("X-A: b\0c\r\n"s), 400},
      {"NUL in the target", "GET /hel\0lo HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
      {"control byte in a name",
       with("X\x01"
            "A: b\r\n"),
       400},
      {"DEL in a value", with("X-A: b\x7f\r\n"), 400},
      {"space in a name", with("X A: b\r\n"), 400},
      {"no name", with(": b\r\n"), 400},
      {"no colon", with("nonsense\r\n"), 400},
      {"non-ASCII name", with("X-\xc4\x8d: b\r\n"), 400},
      {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", with("Host: b\r\n"), 400},
      {"the same Host twice", with("Host: a\r\n"), 400},
      {"empty Host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"Host with a user", "GET /hello HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"Host with a bad port", "GET /hello HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400},
      {"Host with a space", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"absolute target of another scheme", "GET ftp://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"absolute target with a user", "GET http://u@a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"absolute target of another host", "GET http://b/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"authority as target", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"relative target", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"star for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"broken escape", "GET /hel%l HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"half an escape", "GET /hello%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped NUL", "GET /hello%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped line end", "GET /hello%0d%0aX:y HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped separator", "GET /a%2fhello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"overlong UTF-8", "GET /%c0%ae%c0%ae/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"dots", "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped dots", "GET /a/%2e%2e/%2E%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"backslash dots", "GET /..\\..\\etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped backslash", "GET /a%5c..%5cb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"fragment", "GET /hello#x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"broken escape in query", "GET /hello?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"raw UTF-8 in the target", "GET /\xc4\x8d HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"unknown method", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"lower-case method", "get /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"TRACE", "TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {"bad method byte", "G(T /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/0.9", "GET /hello\r\n", 400},
      {"HTTP/2.0", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"HTTP/1.32", "GET /hello HTTP/1.32\r\nHost: a\r\n\r\n", 400},
      {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"lower-case version", "GET /hello http/1.1\r\nHost: a\r\n\r\n", 400},
      {"two spaces before target", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"two spaces after target", "GET /hello  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"tab in request line", "GET\t/hello\tHTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"space after version", "GET /hello HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {"leading space", " GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"many empty lines", "\r\n\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00"s, 400},
      {"long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"endless target", "GET /" + std::string(100000, 'a'), 414},
      {"large head", with("X-A: " + std::string(20000, 'b') + "\r\n"), 431},
      {"many headers",
       [] {
         std::string headers;
         for (int i = 0; i < 150; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
         return with(headers);
       }(),
       431},
      {"other expectation", post("Expect: 200-ok\r\nContent-Length: 2\r\n", "ab"), 417},
      {"compressed body", post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "ab"), 415},
      {"chunk size with sign", chunked("+2\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size in 0x", chunked("0x2\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size with space before", chunked(" 2\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size with space after", chunked("2 \r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size missing", chunked("\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size overflow", chunked("10000000000000002\r\nab\r\n0\r\n\r\n"), 400},
      {"huge chunk", post("Transfer-Encoding: chunked\r\n", "fffffffffffffff\r\n" + std::string(100, 'x')), 408},
      {"chunk ends with bare LF", chunked("2\nab\n0\n\n"), 400},
      {"chunk size with bare CR", chunked("2\rab\r\n0\r\n\r\n"), 400},
      {"chunk longer than its size", chunked("2\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk shorter than its size", chunked("5\r\nab\r\n0\r\n\r\n"), 400},
      {"extension without name", chunked("2;\r\nab\r\n0\r\n\r\n"), 400},
      {"extension with open quote", chunked("2;a=\"b\r\nab\r\n0\r\n\r\n"), 400},
      {"extension with bare LF", chunked("2;a\nb\r\nab\r\n0\r\n\r\n"), 400},
      {"extension with NUL", chunked("2;a=\0\r\nab\r\n0\r\n\r\n"s), 400},
      {"long extension", chunked("2;a=" + std::string(2000, 'b') + "\r\nab\r\n0\r\n\r\n"), 400},
      {"trailer of a megabyte", chunked("2\r\nab\r\n0\r\nX: " + std::string(1000000, 'b') + "\r\n\r\n"), 400},
      {"many trailers",
       chunked("0\r\n" +
               [] {
                 std::string trailers;
                 for (int i = 0; i < 1000; ++i) trailers += "X: y\r\n";
                 return trailers;
               }() +
               "\r\n"),
       400},
      {"trailer without colon", chunked("0\r\nnonsense\r\n\r\n"), 400},
      {"trailer that frames", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"folded trailer", chunked("0\r\nX: y\r\n z\r\n\r\n"), 400},
      {"trailer with NUL", chunked("0\r\nX: \0\r\n\r\n"s), 400},
  };
}

class HostileHttp : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    fixture_ = new HttpFixture();
    fixture_->on("POST /echo", [](Request& request) { return text_response(200, "text/plain", request.body); }, 100000);
    fixture_->on("GET /smuggled", [](Request&) {
      ++smuggled_seen_;
      return text_response(200, "text/plain", "smuggled");
    });
    fixture_->start();
  }
  static void TearDownTestSuite() {
    delete fixture_;
    fixture_ = nullptr;
  }
  static void expect_alive(const std::string& after) {
    RawClient client(fixture_->port);
    ASSERT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200u) << after;
  }

  static inline HttpFixture* fixture_ = nullptr;
  static inline std::atomic<int> smuggled_seen_{0};
};

TEST_F(HostileHttp, EveryMalformedRequestIsRefusedAndTheConnectionClosed) {
  expect_alive("the start");
  for (const Case& each : cases()) {
    RawClient client(fixture_->port, std::chrono::seconds(5));
    const Answer answer = client.ask(each.bytes);
    EXPECT_EQ(answer.status, each.status) << each.name;
    client.end_sending();
    EXPECT_TRUE(client.is_closed_by_peer()) << each.name;
    expect_alive(each.name);
  }
  EXPECT_EQ(smuggled_seen_, 0);
}

TEST_F(HostileHttp, EveryMalformedRequestCutAnywhereEndsWithTheSender) {
  for (const Case& each : cases()) {
    if (each.bytes.size() > 300) continue;
    for (std::size_t cut = 1; cut < each.bytes.size(); cut += 7) {
      RawClient client(fixture_->port, std::chrono::seconds(5));
      client.send(std::string_view(each.bytes).substr(0, cut));
      client.end_sending();
      const std::string answer = client.read_to_end();
      EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 50") ||
                  answer.starts_with("HTTP/1.1 200"))
          << each.name << " cut at " << cut << ": " << answer.substr(0, 20);
    }
  }
  expect_alive("all cuts");
}

TEST_F(HostileHttp, UnusualButValidRequestsAreAnswered) {
  const std::vector<Case> valid{
      {"one empty line before", "\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"absolute target", "GET http://a:8080/hello?x=1 HTTP/1.1\r\nHost: a:8080\r\n\r\n", 200},
      {"IPv6 host", "GET /hello HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200},
      {"no white space after colon", "GET /hello HTTP/1.1\r\nHost:a\r\nX:\r\n\r\n", 200},
      {"tabs around a value", "GET /hello HTTP/1.1\r\nHost:\ta\t\r\n\r\n", 200},
      {"escaped letters", "GET /%68ello HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"UTF-8 in a value", with("X-A: \xc4\x8d\r\n"), 200},
      {"upper-case CHUNKED", post("Transfer-Encoding: CHUNKED\r\n", "2\r\nab\r\n0\r\n\r\n"), 200},
      {"extensions of all kinds", post("Transfer-Encoding: chunked\r\n", "2 ; a ;b=c; d=\"e\\\"f\"\r\nab\r\n000\r\n\r\n"), 200},
      {"upper-case chunk size", post("Transfer-Encoding: chunked\r\n", "A\r\n0123456789\r\n0\r\n\r\n"), 200},
      {"empty body by length", post("Content-Length: 0\r\n"), 200},
      {"HTTP/1.0 without Host", "GET /hello HTTP/1.0\r\n\r\n", 200},
  };
  for (const Case& each : valid) {
    RawClient client(fixture_->port);
    EXPECT_EQ(client.ask(each.bytes).status, each.status) << each.name;
  }
}

}  // namespace
}  // namespace cityaudit::tests
