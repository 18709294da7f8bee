// The small parts of answers: ranges, entity tags, compression, heads.

#include "base/text.h"
#include "server/http/compress.h"
#include "server/http/etag.h"
#include "server/http/range.h"
#include "server/http/response.h"
#include "server/http/response_head.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace cityaudit::server::http {
namespace {

void expect_part(std::string_view header, std::int64_t size, std::int64_t first, std::int64_t bytes) {
  const Range range = parse_range(header, size);
  EXPECT_EQ(range.kind, Range::Kind::part) << header;
  EXPECT_EQ(range.first, first) << header;
  EXPECT_EQ(range.bytes, bytes) << header;
}

TEST(Range, ReadsOneRangeOfBytes) {
  expect_part("bytes=0-0", 10, 0, 1);
  expect_part("bytes=2-5", 10, 2, 4);
  expect_part("bytes=5-", 10, 5, 5);
  expect_part("bytes=5-100", 10, 5, 5);
  expect_part("bytes=-3", 10, 7, 3);
  expect_part("bytes=-100", 10, 0, 10);
  expect_part("Bytes=9-9", 10, 9, 1);
}

TEST(Range, WhatLiesBehindTheEndIsUnsatisfiable) {
  for (const char* header : {"bytes=10-", "bytes=10-20", "bytes=-0"})
    EXPECT_EQ(parse_range(header, 10).kind, Range::Kind::unsatisfiable) << header;
  EXPECT_EQ(parse_range("bytes=0-", 0).kind, Range::Kind::unsatisfiable);
}

TEST(Range, AnythingElseIsTheWhole) {
  for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=+1-2",
                             "bytes=0x1-2", "bytes=1-2-3", "bytes=99999999999999999999-", "bytes= -"}) {
    const Range range = parse_range(header, 10);
    EXPECT_EQ(range.kind, Range::Kind::whole) << header;
    EXPECT_EQ(range.bytes, 10) << header;
  }
}

TEST(Etag, ListsAreComparedWeaklyOrStrongly) {
  EXPECT_TRUE(etag_list_holds("\"a\", \"b\"", "\"b\""));
  EXPECT_TRUE(etag_list_holds("W/\"b\"", "\"b\""));
  EXPECT_TRUE(etag_list_holds("\"b\"", "W/\"b\""));
  EXPECT_TRUE(etag_list_holds(" * ", "\"b\""));
  EXPECT_TRUE(etag_list_holds("\"x,y\",\"b\"", "\"b\""));
  EXPECT_FALSE(etag_list_holds("\"a\"", "\"b\""));
  EXPECT_FALSE(etag_list_holds("b", "\"b\""));
  EXPECT_FALSE(etag_list_holds("", "\"b\""));
  EXPECT_FALSE(etag_list_holds_strongly("W/\"b\"", "W/\"b\""));
  EXPECT_TRUE(etag_list_holds_strongly("W/\"b\", \"b\"", "\"b\""));
}

TEST(Etag, AKnownVersionIsNotSentAgain) {
  Request request;
  request.headers = {{"if-none-match", "\"v1\""}};
  Response full = text_response(200, "text/plain", "body");
  full.set("Cache-Control", "max-age=60");
  const Response same = with_etag(request, "\"v1\"", full);
  EXPECT_EQ(same.status, 304u);
  EXPECT_EQ(std::get<std::string>(same.body), "");
  EXPECT_EQ(same.header("etag"), "\"v1\"");
  EXPECT_EQ(same.header("cache-control"), "max-age=60");
  EXPECT_EQ(same.header("content-type"), "");
  EXPECT_EQ(with_etag(request, "\"v2\"", full).status, 200u);
  request.method = Method::post;
  EXPECT_EQ(with_etag(request, "\"v1\"", full).status, 200u);
}

TEST(Compress, UnderstandsWeights) {
  for (const char* yes : {"gzip", "br, gzip;q=0.5", "GZIP", "*", "deflate;q=1, *;q=0.1"}) EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "gzip;q=x"}) EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(Compress, LeavesAloneWhatIsSmallOrPackedOrNoText) {
  Request request;
  request.headers = {{"accept-encoding", "gzip"}};
  const std::string text(4000, 'x');
  const auto compressed = [&](Response response) {
    compress_text(request, response);
    return response.header("content-encoding") == "gzip" && std::get<std::string>(response.body).size() < 4000;
  };
  for (const char* type : {"text/html; charset=utf-8", "application/json", "application/problem+json", "text/xml", "image/svg+xml"}) {
    EXPECT_TRUE(compressed(text_response(200, type, text))) << type;
  }
  EXPECT_FALSE(compressed(text_response(200, "text/plain", std::string(1000, 'x'))));
  EXPECT_FALSE(compressed(text_response(200, "image/jpeg", text)));
  Response packed = text_response(200, "text/plain", text);
  packed.set("Content-Encoding", "br");
  compress_text(request, packed);
  EXPECT_EQ(std::get<std::string>(packed.body), text);
}

TEST(Compress, SaysOnceThatTheAnswerVaries) {
  Request request;
  Response response = text_response(200, "text/html", std::string(4000, 'x'));
  response.set("Vary", "Accept-Encoding");
  compress_text(request, response);
  EXPECT_EQ(std::count_if(response.headers.begin(), response.headers.end(), [](const Header& each) { return each.name == "Vary"; }), 1);
}

TEST(ResponseHead, AHandlersOwnHeadersTakeThePlaceOfTheDefaults) {
  Response response = text_response(200, "text/html", "");
  response.set("content-security-policy", "default-src 'self'").set("Cache-Control", "public");
  std::string out;
  append_response_head(out, response, {});
  EXPECT_NE(out.find("content-security-policy: default-src 'self'\r\n"), std::string::npos);
  EXPECT_EQ(out.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(out.find("no-store"), std::string::npos);
  EXPECT_NE(out.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos);
}

TEST(ResponseHead, NothingInAHeaderBreaksTheFraming) {
  Response response = text_response(200, "text/plain", "");
  response.set("X-A", "b\r\nX-Injected: c")
      .set("X B", "c")
      .set("Content-Length", "999")
      .set("Transfer-Encoding", "chunked")
      .set("X-Good", "yes");
  std::string out;
  append_response_head(out, response, {});
  EXPECT_EQ(out.find("Injected"), std::string::npos);
  EXPECT_EQ(out.find("X B"), std::string::npos);
  EXPECT_EQ(out.find("999"), std::string::npos);
  EXPECT_EQ(out.find("chunked"), std::string::npos);
  EXPECT_NE(out.find("X-Good: yes\r\n"), std::string::npos);
  EXPECT_NE(out.find("Content-Length: 0\r\n"), std::string::npos);
}

TEST(ResponseHead, HttpsIsToBeKept) {
  std::string out;
  ResponseFrame frame;
  frame.secure = true;
  append_response_head(out, Response{}, frame);
  EXPECT_NE(out.find("Strict-Transport-Security: max-age=31536000\r\n"), std::string::npos);
}

TEST(Request, ReadsCookiesHeadersAndQuery) {
  Request request;
  request.headers = {{"cookie", "a=1; session=\"x y\"; b="}, {"cookie", "c=3"}};
  request.query = {{"lang", "cs"}, {"lang", "en"}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("session"), "x y");
  EXPECT_EQ(request.cookie("c"), "3");
  EXPECT_EQ(request.cookie("d"), "");
  EXPECT_EQ(request.query_value("lang"), "cs");
  EXPECT_EQ(request.header("missing"), "");
}

}  // namespace
}  // namespace cityaudit::server::http
