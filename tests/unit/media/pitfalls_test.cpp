// Files that make decoders do the wrong thing quietly, each with what must come of it.
#include "media/decode_jpeg.h"
#include "media/derive.h"
#include "media/plain_jpeg.h"
#include "tests/support/located_photo.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <chrono>

namespace cityaudit::media {
namespace {

using namespace std::literals;
using tests::JpegKind;

/// r, g, b, w, k or ? for each quarter, in reading order.
std::string quarters_of(const Derived& derived) {
  EXPECT_FALSE(derived.refusal) << derived.refusal->detail;
  const auto decoded = decode_jpeg(bytes_of(derived.preview_jpeg), {});
  if (!decoded) return "";
  const Picture& picture = decoded->picture;
  std::string out;
  for (const int y : {picture.height / 4, picture.height * 3 / 4})
    for (const int x : {picture.width / 4, picture.width * 3 / 4}) {
      const std::uint8_t* p = picture.row(y) + static_cast<std::size_t>(x) * 3;
      const auto sure = [](int level) { return level > 195 || level < 60; };
      const int bits = (p[0] > 127 ? 4 : 0) + (p[1] > 127 ? 2 : 0) + (p[2] > 127 ? 1 : 0);
      out += sure(p[0]) && sure(p[1]) && sure(p[2]) ? "kbg?r??w"[bits] : '?';
    }
  return out;
}

RefusalReason reason_of(const std::string& file, const DeriveLimits& limits = {}) {
  const Derived derived = derive(bytes_of(file), limits);
  return derived.refusal ? derived.refusal->reason : RefusalReason{};
}

/// Where the coded bytes of the first scan begin.
std::size_t scan_of(const std::string& jpeg) {
  const std::size_t at = jpeg.find("\xFF\xDA");
  return at + 2 + (static_cast<unsigned char>(jpeg[at + 2]) << 8U) + static_cast<unsigned char>(jpeg[at + 3]);
}

TEST(Pitfalls, InkIsReadWithAndWithoutAdobesMarker) {
  EXPECT_EQ(quarters_of(derive(bytes_of(tests::quarters_jpeg(400, 300, JpegKind::inverted_cmyk)), {})), "rgbw");
  EXPECT_EQ(quarters_of(derive(bytes_of(tests::quarters_jpeg(400, 300, JpegKind::plain_cmyk)), {})), "rgbw");
}

TEST(Pitfalls, ArithmeticCodingIsRead) {
  const std::string file = tests::quarters_jpeg(400, 300, JpegKind::arithmetic);
  const Derived derived = derive(bytes_of(file), {});
  EXPECT_EQ(quarters_of(derived), "rgbw");
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.preview_jpeg), 400, 300)) << "and becomes what every viewer reads";
}

TEST(Pitfalls, LosslessAndHierarchicalJpegsAreRefusedByTheirHeader) {
  for (const char frame : {'\xC3', '\xC5', '\xC6', '\xC7', '\xCB', '\xCD'}) {
    std::string file = tests::quarters_jpeg(64, 64);
    file[file.find("\xFF\xC0") + 1] = frame;
    EXPECT_EQ(reason_of(file), RefusalReason::format_not_supported);
  }
}

TEST(Pitfalls, TwelveBitsAndTwoComponentsAreRefused) {
  std::string deep = tests::quarters_jpeg(64, 64);
  deep[deep.find("\xFF\xC0") + 4] = 12;
  EXPECT_EQ(reason_of(deep), RefusalReason::format_not_supported);
  std::string two = tests::quarters_jpeg(64, 64);
  two[two.find("\xFF\xC0") + 9] = 2;
  EXPECT_EQ(reason_of(two), RefusalReason::unreadable);
}

TEST(Pitfalls, APhotoWithABrokenMiddleIsKeptAndFlagged) {
  std::string file = tests::camera_like_jpeg(1200, 900);
  const std::size_t middle = (scan_of(file) + file.size()) / 2;
  file.replace(middle, 40, std::string(40, '\x5A'));
  file.replace(middle + 40, 2, "\xFF\xD3");
  const Derived derived = derive(bytes_of(file), {});
  ASSERT_FALSE(derived.refusal);
  EXPECT_TRUE(derived.facts.damaged);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.preview_jpeg), 1200, 900));
}

TEST(Pitfalls, APhotoWithBrokenTablesIsRefused) {
  std::string file = tests::quarters_jpeg(400, 300);
  const std::size_t tables = file.find("\xFF\xC4");
  file.replace(tables + 5, 16, std::string(16, '\xFF'));  // code counts that no table can have
  EXPECT_EQ(reason_of(file), RefusalReason::unreadable);
}

TEST(Pitfalls, NoPartOfAPhotoCutAnywhereComesFromElsewhere) {
  // What a decoder leaves unwritten must not be what memory held before: another person's photo.
  const std::string whole = tests::quarters_jpeg(400, 300);
  const std::size_t scan = scan_of(whole);
  for (std::size_t length = scan; length < whole.size(); length += (whole.size() - scan) / 7 + 1) {
    derive(bytes_of(tests::camera_like_jpeg(400, 300)), {});
    const Derived one = derive(bytes_of(whole.substr(0, length)), {});
    const Derived other = derive(bytes_of(whole.substr(0, length)), {});
    EXPECT_EQ(one.refusal.has_value(), other.refusal.has_value());
    EXPECT_TRUE(one.preview_jpeg == other.preview_jpeg) << length;
    EXPECT_TRUE(one.refusal || one.facts.damaged) << length;
  }
}

TEST(Pitfalls, AMovingPngShowsItsFirstFrame) {
  const auto number = [](std::uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFU);
    return out;
  };
  const auto frame = [&](std::uint32_t sequence) {
    return number(sequence) + number(64) + number(48) + number(0) + number(0) + "\0\1\0\12\0\0"s;
  };
  const std::string green = tests::plain_png(64, 48, 8, "\0\xFF\0"s);
  const std::size_t data = green.find("IDAT") + 4;
  const std::string second = green.substr(data, green.find("IEND") - 8 - data);
  std::string file = tests::plain_png(64, 48, 8, "\xFF\0\0"s);
  file = tests::with_png_chunk(file, "IDAT", "acTL", number(2) + number(0));
  file = tests::with_png_chunk(file, "IDAT", "fcTL", frame(0));
  file = tests::with_png_chunk(file, "IEND", "fcTL", frame(1));
  file = tests::with_png_chunk(file, "IEND", "fdAT", number(2) + second);
  EXPECT_EQ(quarters_of(derive(bytes_of(file), {})), "rrrr");
}

TEST(Pitfalls, APngIsTurnedByItsExifAndLosesItsTexts) {
  tests::ExifBlock block;
  block.orientation = 6;
  std::string file = tests::plain_png(64, 48, 8, "\xFF\0\0"s);
  file = tests::with_png_chunk(file, "IDAT", "eXIf", tests::tiff_of(block));
  file = tests::with_png_chunk(file, "IDAT", "tEXt", "Author\0a person"s);
  const Derived derived = derive(bytes_of(file), {}, {}, {true, true});
  EXPECT_EQ(quarters_of(derived), "rrrr");
  EXPECT_EQ(derived.facts.width, 48u);
  EXPECT_EQ(derived.facts.orientation, 6);
  EXPECT_FALSE(derived.origin.latitude_e7) << "time and place are read from what cameras write";
  for (const std::string& out : {derived.preview_jpeg, derived.thumbnail_jpeg, derived.veil_jpeg})
    EXPECT_EQ(out.find("person"), std::string::npos);
}

TEST(Pitfalls, AMovingWebpIsRefusedWithItsReason) {
  std::string file = "RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x3F\0\0\x2F\0\0"s;
  EXPECT_EQ(reason_of(file), RefusalReason::format_not_supported);
}

TEST(Pitfalls, ALieAboutTheSizeCostsNoMemoryWorthMentioning) {
  // 80 million pixels stated, a few hundred bytes of picture. Whole it would take 240 MB; libjpeg scales while it decodes.
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const std::string file = tests::with_stated_size(tests::quarters_jpeg(64, 64), 10'000, 8'000);
  const auto start = std::chrono::steady_clock::now();
  const Derived derived = derive(bytes_of(file), {});
  EXPECT_TRUE(derived.refusal || derived.facts.damaged);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 20s);
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 120'000) << "KB";
}

TEST(Pitfalls, ManyScansEndBeforeTheyCost) {
  // The last scan of a progressive file again and again: each costs a pass over the whole picture.
  std::string file = tests::quarters_jpeg(400, 300, JpegKind::progressive);
  const std::size_t last = file.rfind("\xFF\xDA");
  const std::string scan = file.substr(last, file.size() - 2 - last);
  file.resize(file.size() - 2);
  for (int i = 0; i < 5'000; ++i) file += scan;
  file += "\xFF\xD9";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(reason_of(file), RefusalReason::too_many_scans);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST(Pitfalls, TheSecondPictureOfAFileIsNeverShown) {
  const std::string second = tests::with_exif(tests::quarters_jpeg(400, 300), 3);
  const Derived derived = derive(bytes_of(tests::camera_like_jpeg(400, 300) + second + "....ftypmp42"), {});
  ASSERT_FALSE(derived.refusal);
  EXPECT_TRUE(derived.preview_jpeg == derive(bytes_of(tests::camera_like_jpeg(400, 300)), {}).preview_jpeg);
}

TEST(Pitfalls, EveryFormatIsRefusedWhenEmptyInside) {
  for (const std::string& head : {"\xFF\xD8\xFF"s, "\xFF\xD8\xFF\xE0"s, "\x89PNG\r\n\x1A\n"s, "RIFF\0\0\0\0WEBP"s, "GIF89a"s,
                                  "\0\0\0\x18"
                                  "ftypheic"s,
                                  "\0\0\0\x18"
                                  "ftypavif\0\0\0\0mif1avif"s}) {
    EXPECT_TRUE(derive(bytes_of(head), {}).refusal) << head;
    EXPECT_TRUE(derive(bytes_of(head + std::string(300, '\0')), {}).refusal) << head;
    EXPECT_TRUE(derive(bytes_of(head + std::string(300, '\xFF')), {}).refusal) << head;
  }
}

}  // namespace
}  // namespace cityaudit::media
