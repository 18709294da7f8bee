// What a good head becomes, and that the pieces it comes in do not matter. The refusals are tabled in
// tests/integration/server/http/hostile_test.cpp, over real sockets.

#include "server/http/request_head.h"

#include "server/http/target.h"

#include <gtest/gtest.h>

namespace cityaudit::server::http {
namespace {

using State = RequestHeadParser::State;

const std::string full =
    "POST /v1/key/a%20b/projects/1/submission?deviceID=x%3Ay&empty&plus=a+b HTTP/1.1\r\nHost: Audit.example.org:8080\r\n"
    "X-OpenRosa-Version:  1.0\t\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n";

void expect_full(RequestHead& head) {
  EXPECT_EQ(head.method, Method::post);
  EXPECT_EQ(head.path, "/v1/key/a b/projects/1/submission");
  ASSERT_EQ(head.query.size(), 3u);
  EXPECT_EQ(head.query[0], (std::pair<std::string, std::string>{"deviceID", "x:y"}));
  EXPECT_EQ(head.query[1], (std::pair<std::string, std::string>{"empty", ""}));
  EXPECT_EQ(head.query[2], (std::pair<std::string, std::string>{"plus", "a b"}));
  EXPECT_EQ(head.host, "Audit.example.org:8080");
  ASSERT_EQ(head.headers.size(), 4u);
  EXPECT_EQ(head.headers[1].name, "x-openrosa-version");
  EXPECT_EQ(head.headers[1].value, "1.0");
  EXPECT_EQ(head.framing, Framing::length);
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_TRUE(head.expects_continue);
  EXPECT_TRUE(head.keep_alive);
}

TEST(RequestHead, ReadsAHeadWhole) {
  RequestHeadParser parser({});
  ASSERT_EQ(parser.parse(full + "what follows"), State::ready);
  EXPECT_EQ(parser.consumed(), full.size());
  expect_full(parser.head());
}

TEST(RequestHead, ReadsTheSameHeadByteByByte) {
  RequestHeadParser parser({});
  for (std::size_t size = 1; size < full.size(); ++size)
    ASSERT_EQ(parser.parse(std::string_view(full).substr(0, size)), State::more) << size;
  ASSERT_EQ(parser.parse(full), State::ready);
  EXPECT_EQ(parser.consumed(), full.size());
  expect_full(parser.head());
}

TEST(RequestHead, StartsAfreshAfterReset) {
  RequestHeadParser parser({});
  ASSERT_EQ(parser.parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), State::ready);
  EXPECT_FALSE(parser.head().keep_alive);
  parser.reset();
  ASSERT_EQ(parser.parse(full), State::ready);
  expect_full(parser.head());
}

TEST(RequestHead, StaysRefusedOnceRefused) {
  RequestHeadParser parser({});
  ASSERT_EQ(parser.parse("GET / HTTP/1.1\nHost"), State::fault);
  EXPECT_EQ(parser.fault().status, 400u);
  EXPECT_EQ(parser.parse("GET / HTTP/1.1\nHost: a\r\n\r\n"), State::fault);
}

TEST(RequestHead, DecidesWhetherTheConnectionStays) {
  const auto stays = [](std::string_view bytes) {
    RequestHeadParser parser({});
    EXPECT_EQ(parser.parse(bytes), State::ready);
    return parser.head().keep_alive;
  };
  EXPECT_TRUE(stays("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n"));
}

TEST(RequestHead, OptionsMayAskAboutTheWholeServer) {
  RequestHeadParser parser({});
  ASSERT_EQ(parser.parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), State::ready);
  EXPECT_EQ(parser.head().path, "*");
}

TEST(Target, DecodesPathAndQueryOnce) {
  const auto target = parse_target("/a%2525/%C4%8D?x=%2525&y=%26", Method::get);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%25/č");
  EXPECT_EQ(target->query[0].second, "%25");
  EXPECT_EQ(target->query[1].second, "&");
}

TEST(Target, TakesAnAbsoluteTargetsAuthorityAndPath) {
  const auto target = parse_target("HTTPS://audit.example:443?x=1", Method::get);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->authority, "audit.example:443");
  EXPECT_EQ(target->path, "/");
  EXPECT_EQ(target->query.size(), 1u);
}

TEST(Target, DotsInsideNamesAreNoTraversal) {
  EXPECT_TRUE(parse_target("/assets/app..js", Method::get));
  EXPECT_TRUE(parse_target("/.well-known/x", Method::get));
  EXPECT_FALSE(parse_target("/a/./b", Method::get));
  EXPECT_FALSE(parse_target("/a/..", Method::get));
}

TEST(Host, IsANameOrAddressWithAnOptionalPort) {
  for (const char* good : {"a", "audit.example.org", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:443", "my_host-1"})
    EXPECT_TRUE(is_valid_host(good)) << good;
  for (const char* bad :
       {"", ":80", "a:", "a:0", "a:65536", "a:80:80", "[::1", "[]", "[::1]x", "[g::]", "a b", "a/b", "a,b", "a@b", "a\"", "č"}) {
    EXPECT_FALSE(is_valid_host(bad)) << bad;
  }
}

}  // namespace
}  // namespace cityaudit::server::http
