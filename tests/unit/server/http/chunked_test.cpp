#include "server/http/chunked.h"

#include <gtest/gtest.h>

namespace cityaudit::server::http {
namespace {

struct Decoded {
  std::string data;
  std::size_t consumed = 0;
  bool done = false;
  std::string fault;
};

Decoded decode(std::string_view body, std::size_t piece_bytes, ChunkedLimits limits = {}) {
  ChunkedDecoder decoder(limits);
  Decoded out;
  for (std::size_t at = 0; at < body.size() && !decoder.done() && decoder.fault() == nullptr; at += piece_bytes) {
    std::string piece(body.substr(at, piece_bytes));
    const auto step = decoder.decode(piece.data(), piece.size());
    out.data += piece.substr(0, step.produced);
    out.consumed += step.consumed;
  }
  out.done = decoder.done();
  if (decoder.fault() != nullptr) out.fault = decoder.fault();
  return out;
}

TEST(Chunked, DecodesTheSameAtEveryPieceSize) {
  const std::string body = "5;name=value;quoted=\"a\\\"b;c\"\r\nhello\r\n00A\r\n, world!!!\r\n0\r\nX-Sum: 1\r\n\r\nNEXT";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    const Decoded out = decode(body, piece);
    ASSERT_TRUE(out.done) << piece << " " << out.fault;
    ASSERT_EQ(out.data, "hello, world!!!");
    ASSERT_EQ(out.consumed, body.size() - 4) << piece;
  }
}

TEST(Chunked, WaitsForTheEnd) {
  const std::string body = "2\r\nab\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Decoded out = decode(body.substr(0, size), 1);
    EXPECT_FALSE(out.done) << size;
    EXPECT_EQ(out.fault, "") << size;
  }
}

TEST(Chunked, ExtensionsAndTrailersAreBounded) {
  ChunkedLimits limits;
  limits.line_bytes_max = 50;
  limits.extension_bytes_max = 100;
  limits.trailer_bytes_max = 60;
  EXPECT_EQ(decode("1;" + std::string(40, 'a') + "\r\nx\r\n0\r\n\r\n", 7, limits).fault, "");
  EXPECT_EQ(decode("1;" + std::string(60, 'a') + "\r\nx\r\n0\r\n\r\n", 7, limits).fault, "chunk_line_too_long");
  const std::string chunk = "1;" + std::string(40, 'a') + "\r\nx\r\n";
  EXPECT_EQ(decode(chunk + chunk + chunk + "0\r\n\r\n", 7, limits).fault, "chunk_extensions_too_large");
  EXPECT_EQ(decode("0\r\nX: " + std::string(30, 'y') + "\r\n\r\n", 7, limits).fault, "");
  EXPECT_EQ(decode("0\r\nX: " + std::string(30, 'y') + "\r\nX: " + std::string(30, 'y') + "\r\n\r\n", 7, limits).fault,
            "trailers_too_large");
}

TEST(Chunked, DataMayHoldAnything) {
  std::string data;
  for (int i = 0; i < 256; ++i) data += static_cast<char>(i);
  const Decoded out = decode("100\r\n" + data + "\r\n0\r\n\r\n", 13);
  EXPECT_TRUE(out.done);
  EXPECT_EQ(out.data, data);
}

}  // namespace
}  // namespace cityaudit::server::http
