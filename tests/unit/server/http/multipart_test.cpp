#include "server/http/multipart.h"

#include "base/digest.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace cityaudit::server::http {
namespace {

struct SeenPart {
  MultipartPart part;
  std::string data;
  bool ended = false;
};

class Collector final : public MultipartSink {
 public:
  Result<> part_begin(const MultipartPart& part) override {
    parts.push_back({part, {}, false});
    return {};
  }
  Result<> part_data(std::span<const unsigned char> data) override {
    parts.back().data.append(reinterpret_cast<const char*>(data.data()), data.size());
    return {};
  }
  Result<> part_end() override {
    parts.back().ended = true;
    return {};
  }
  std::vector<SeenPart> parts;
};

/// "" when all went well, else the error's code. `piece_bytes` 0: in one piece.
std::string cut(std::string_view body, Collector& out, std::size_t piece_bytes = 0, MultipartLimits limits = {},
                const std::string& boundary = "B") {
  MultipartCutter cutter(boundary, limits, out);
  if (piece_bytes == 0) piece_bytes = std::max<std::size_t>(body.size(), 1);
  for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
    if (auto fed = cutter.feed(bytes_of(body.substr(at, piece_bytes))); !fed) return fed.error().code;
  }
  const auto finished = cutter.finish();
  return finished ? "" : finished.error().code;
}

std::string cut_code(std::string_view body, MultipartLimits limits = {}) {
  Collector out;
  return cut(body, out, 0, limits);
}

std::string one_part(std::string_view disposition, std::string_view data = "x") {
  return "--B\r\nContent-Disposition: " + std::string(disposition) + "\r\n\r\n" + std::string(data) + "\r\n--B--\r\n";
}

MultipartPart only_part(std::string_view disposition) {
  Collector out;
  EXPECT_EQ(cut(one_part(disposition), out), "") << disposition;
  return out.parts.empty() ? MultipartPart{} : out.parts.front().part;
}

const std::string whole =
    "preamble\r\n--B \t\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"form.xml\"\r\n"
    "Content-Type: text/xml\r\n\r\n<data/>\r\n--B\r\n"
    "content-disposition:form-data;name=\"photo.jpg\";filename=\"photo.jpg\"\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    "\r\n--A\r\n-\r\n--\r\r\n\r\n--\r\n--B--\r\nepilogue\r\n--B\r\nnot a part";

void expect_whole(const Collector& out) {
  ASSERT_EQ(out.parts.size(), 2u);
  EXPECT_EQ(out.parts[0].part.name, "xml_submission_file");
  EXPECT_EQ(out.parts[0].part.filename, "form.xml");
  EXPECT_EQ(out.parts[0].part.content_type, "text/xml");
  EXPECT_EQ(out.parts[0].data, "<data/>");
  EXPECT_TRUE(out.parts[0].ended);
  EXPECT_EQ(out.parts[1].part.name, "photo.jpg");
  EXPECT_EQ(out.parts[1].data, "\r\n--A\r\n-\r\n--\r\r\n\r\n--");
  EXPECT_TRUE(out.parts[1].ended);
}

TEST(Multipart, CutsTheSamePartsAtEveryPieceSize) {
  for (std::size_t piece = 1; piece <= whole.size(); ++piece) {
    Collector out;
    ASSERT_EQ(cut(whole, out, piece), "") << piece;
    expect_whole(out);
  }
}

TEST(Multipart, CutsTheSamePartsAtEverySplit) {
  for (std::size_t split = 0; split <= whole.size(); ++split) {
    Collector out;
    MultipartCutter cutter("B", {}, out);
    ASSERT_TRUE(cutter.feed(bytes_of(std::string_view(whole).substr(0, split))));
    ASSERT_TRUE(cutter.feed(bytes_of(std::string_view(whole).substr(split))));
    ASSERT_TRUE(cutter.finish());
    expect_whole(out);
  }
}

TEST(Multipart, RandomDataFullOfNearBoundariesComesBackByteForByte) {
  std::mt19937 random(20180618);
  const std::string boundary = "----b--b";
  const std::string_view letters = "\r\n-b";
  for (int round = 0; round < 2000; ++round) {
    std::string data;
    const std::size_t size = random() % 200;
    while (data.size() < size) data += letters[random() % letters.size()];
    if (("\r\n" + data + "\r\n").find("\r\n--" + boundary) != std::string::npos) continue;
    const std::string body = "--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\n" + data + "\r\n--" + boundary + "--";
    Collector out;
    ASSERT_EQ(cut(body, out, 1 + random() % 20, {}, boundary), "") << round;
    ASSERT_EQ(out.parts.size(), 1u);
    ASSERT_EQ(out.parts[0].data, data) << round;
  }
}

TEST(Multipart, APartMayBeEmptyWithOrWithoutALineOfItsOwn) {
  for (const std::string_view body :
       {"--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--B--", "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B--"}) {
    Collector out;
    EXPECT_EQ(cut(body, out, 1), "");
    ASSERT_EQ(out.parts.size(), 1u);
    EXPECT_EQ(out.parts[0].data, "");
    EXPECT_TRUE(out.parts[0].ended);
  }
}

TEST(Multipart, DataIsNotCopied) {
  struct Pointing final : MultipartSink {
    Result<> part_begin(const MultipartPart&) override { return {}; }
    Result<> part_data(std::span<const unsigned char> data) override {
      inside = inside || (data.data() > from && data.data() < from + 100000);
      return {};
    }
    Result<> part_end() override { return {}; }
    const unsigned char* from = nullptr;
    bool inside = false;
  } sink;
  const std::string body = one_part("form-data; name=a", std::string(50000, 'x'));
  sink.from = bytes_of(body).data();
  MultipartCutter cutter("B", {}, sink);
  EXPECT_TRUE(cutter.feed(bytes_of(body)));
  EXPECT_TRUE(sink.inside);
}

TEST(Multipart, ReadsNamesAsClientsWriteThem) {
  EXPECT_EQ(only_part("form-data; name=\"*isIncomplete*\"").name, "*isIncomplete*");
  EXPECT_EQ(only_part("form-data; name=plain").name, "plain");
  EXPECT_EQ(only_part("form-data; name=\"Malá Strana.jpg\"").name, "Malá Strana.jpg");
  EXPECT_EQ(only_part("form-data; name=\"a \\\"b\\\" c\"").name, "a \"b\" c");
  EXPECT_EQ(only_part("form-data; name=\"a%22b\"").name, "a\"b");
  EXPECT_EQ(only_part("form-data; name=a; filename=\"C:\\photos\\new.jpg\"").filename, "C:\\photos\\new.jpg");
  EXPECT_EQ(only_part("form-data; name=a; filename=\"x;y=z.jpg\"").filename, "x;y=z.jpg");
  EXPECT_EQ(only_part("form-data; name=a; filename=\"old.jpg\"; filename*=UTF-8''%C5%BElu%C5%A5.jpg").filename, "žluť.jpg");
  EXPECT_EQ(only_part("form-data; name=a; filename=\"\"").filename, "");
  EXPECT_EQ(only_part("form-data; name=a").filename, std::nullopt);
}

TEST(Multipart, RefusesWhatItCannotRead) {
  EXPECT_EQ(cut_code(""), "multipart.truncated");
  EXPECT_EQ(cut_code("--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx"), "multipart.truncated");
  EXPECT_EQ(cut_code("--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B"), "multipart.truncated");
  EXPECT_EQ(cut_code("no boundary at all"), "multipart.truncated");
  EXPECT_EQ(cut_code("--B\r\n\r\nx\r\n--B--"), "multipart.name_missing");
  EXPECT_EQ(cut_code("--B\r\nContent-Type: text/xml\r\n\r\nx\r\n--B--"), "multipart.name_missing");
  EXPECT_EQ(cut_code(one_part("form-data")), "multipart.name_missing");
  EXPECT_EQ(cut_code(one_part("attachment; name=a")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=\"a")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=a; name=b")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=\"a\" b")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=\"a\xff\"")), "multipart.name_invalid");
  EXPECT_EQ(cut_code(one_part("form-data; name=a; filename*=UTF-8''%00")), "multipart.name_invalid");
  EXPECT_EQ(cut_code(one_part("form-data; name=a; filename*=UTF-8''%0a")), "multipart.name_invalid");
  EXPECT_EQ(cut_code(one_part("form-data; name=a\r\nContent-Disposition: form-data; name=b")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=a\r\n folded")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=a\nX: y")), "multipart.malformed");
  EXPECT_EQ(cut_code(one_part("form-data; name=a\r\nContent-Transfer-Encoding: base64")), "multipart.encoding_unsupported");
  EXPECT_EQ(cut_code("--Bx\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--"), "multipart.malformed");
  EXPECT_EQ(cut_code("--B\nContent-Disposition: form-data; name=a\n\nx\n--B--"), "multipart.malformed");
  EXPECT_EQ(cut_code("--B" + std::string(300, ' ') + "\r\n"), "multipart.malformed");
}

TEST(Multipart, HoldsItsLimits) {
  MultipartLimits limits;
  limits.parts_max = 2;
  limits.name_bytes_max = 10;
  limits.filename_bytes_max = 10;
  limits.part_head_bytes_max = 100;
  limits.preamble_bytes_max = 50;
  const std::string part = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
  EXPECT_EQ(cut_code(part + part + "--B--", limits), "");
  EXPECT_EQ(cut_code(part + part + part + "--B--", limits), "multipart.too_many_parts");
  EXPECT_EQ(cut_code(one_part("form-data; name=0123456789a"), limits), "multipart.name_too_long");
  EXPECT_EQ(cut_code(one_part("form-data; name=a; filename=0123456789a"), limits), "multipart.name_too_long");
  EXPECT_EQ(cut_code(one_part("form-data; name=a\r\nX: " + std::string(100, 'y')), limits), "multipart.part_head_too_large");
  EXPECT_EQ(cut_code("--B\r\nX: " + std::string(10000, 'y'), limits), "multipart.part_head_too_large");
  EXPECT_EQ(cut_code(std::string(60, 'p') + "\r\n" + part + "--B--", limits), "multipart.malformed");
}

TEST(Multipart, AnErrorOfTheSinkEndsTheCutting) {
  struct Refusing final : MultipartSink {
    Result<> part_begin(const MultipartPart&) override { return Error(ErrorKind::storage_full, "test.full"); }
    Result<> part_data(std::span<const unsigned char>) override { return Error(ErrorKind::internal, "test.never"); }
    Result<> part_end() override { return {}; }
  } sink;
  MultipartCutter cutter("B", {}, sink);
  const std::string body = one_part("form-data; name=a");
  const auto fed = cutter.feed(bytes_of(body));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, "test.full");
  EXPECT_EQ(cutter.feed(bytes_of("more")).error().code, "test.full");
  EXPECT_EQ(cutter.finish().error().code, "test.full");
}

TEST(Multipart, FindsTheBoundaryOfAContentType) {
  EXPECT_EQ(*multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(*multipart_boundary("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b:c\""), "a b:c");
  EXPECT_EQ(*multipart_boundary("multipart/form-data; boundary=----WebKitFormBoundaryAbC"), "----WebKitFormBoundaryAbC");
  for (const std::string& bad :
       {std::string("multipart/form-data"), std::string("multipart/mixed; boundary=a"), std::string("text/xml"), std::string(""),
        std::string("multipart/form-data; boundary="), "multipart/form-data; boundary=" + std::string(71, 'a'),
        std::string("multipart/form-data; boundary=\"a \""), std::string("multipart/form-data; boundary=\"a\\\"b\"")}) {
    EXPECT_FALSE(multipart_boundary(bad)) << bad;
  }
}

}  // namespace
}  // namespace cityaudit::server::http
