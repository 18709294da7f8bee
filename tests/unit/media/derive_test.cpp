#include "media/derive.h"

#include "media/decode.h"
#include "media/decode_jpeg.h"
#include "media/encode.h"
#include "media/plain_jpeg.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

Picture decode_all(std::string_view jpeg) {
  DeriveLimits limits;
  limits.preview_side = 8000;
  auto decoded = decode_jpeg(bytes_of(jpeg), limits);
  EXPECT_TRUE(decoded);
  return decoded ? decoded->picture : Picture(1, 1);
}

/// The colours in the middle of the four quarters, in reading order: r, g, b, w, k or ? each.
std::string quarters_of(const Picture& picture) {
  std::string out;
  for (const int y : {picture.height / 4, picture.height * 3 / 4}) {
    for (const int x : {picture.width / 4, picture.width * 3 / 4}) {
      const std::uint8_t* p = picture.row(y) + static_cast<std::size_t>(x) * 3;
      const int bits = (p[0] > 200 ? 4 : p[0] < 55 ? 0 : 8) + (p[1] > 200 ? 2 : p[1] < 55 ? 0 : 8) + (p[2] > 200 ? 1 : p[2] < 55 ? 0 : 8);
      out += bits == 4 ? 'r' : bits == 2 ? 'g' : bits == 1 ? 'b' : bits == 7 ? 'w' : bits == 0 ? 'k' : '?';
    }
  }
  return out;
}

TEST(Derive, MakesBothSizesFromOnePhoto) {
  const Derived derived = derive(bytes_of(tests::camera_like_jpeg(3000, 2000)), {});
  ASSERT_FALSE(derived.refusal);
  EXPECT_EQ(derived.facts.width, 3000u);
  EXPECT_EQ(derived.facts.height, 2000u);
  EXPECT_FALSE(derived.facts.damaged);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.preview_jpeg), 1600, 1067));
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.thumbnail_jpeg), 320, 213));
}

TEST(Derive, NeverMakesAPhotoLarger) {
  const Derived derived = derive(bytes_of(tests::quarters_jpeg(200, 100)), {});
  ASSERT_FALSE(derived.refusal);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.preview_jpeg), 200, 100));
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.thumbnail_jpeg), 200, 100));
}

TEST(Derive, TurnsEveryOrientationUpright) {
  // The quarters are stored as r g / b w; these are the corners a viewer that honours EXIF shows.
  const std::string upright[] = {"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string file = tests::with_exif(tests::quarters_jpeg(800, 400), static_cast<std::uint16_t>(orientation));
    const Derived derived = derive(bytes_of(file), {});
    ASSERT_FALSE(derived.refusal);
    const Picture thumbnail = decode_all(derived.thumbnail_jpeg);
    EXPECT_EQ(quarters_of(thumbnail), upright[orientation - 1]) << orientation;
    EXPECT_EQ(quarters_of(decode_all(derived.preview_jpeg)), upright[orientation - 1]) << orientation;
    EXPECT_EQ(thumbnail.width, orientation < 5 ? 320 : 160);
    EXPECT_EQ(derived.facts.width, orientation < 5 ? 800u : 400u);
    EXPECT_EQ(derived.facts.orientation, orientation);
  }
}

TEST(Derive, LeavesNoMetadataBehind) {
  const std::string file = tests::with_exif(tests::quarters_jpeg(400, 300), 1);
  EXPECT_FALSE(is_plain_jpeg(bytes_of(file), 400, 300));
  const Derived derived = derive(bytes_of(file), {});
  ASSERT_FALSE(derived.refusal);
  for (const std::string& out : {derived.preview_jpeg, derived.thumbnail_jpeg}) {
    EXPECT_EQ(out.find("Exif"), std::string::npos);
    EXPECT_EQ(out.find("JFIF"), std::string::npos);
    EXPECT_EQ(out.find("Ame"), std::string::npos);
  }
}

TEST(Derive, ReadsEveryKindOfJpeg) {
  using enum tests::JpegKind;
  EXPECT_EQ(quarters_of(decode_all(derive(bytes_of(tests::quarters_jpeg(400, 300, progressive)), {}).preview_jpeg)), "rgbw");
  EXPECT_EQ(quarters_of(decode_all(derive(bytes_of(tests::quarters_jpeg(400, 300, inverted_cmyk)), {}).preview_jpeg)), "rgbw");
  EXPECT_EQ(quarters_of(decode_all(derive(bytes_of(tests::quarters_jpeg(400, 300, grey)), {}).preview_jpeg)), "wkkw");
}

TEST(Derive, ReadsPngAndWebp) {
  for (const std::string& file : {tests::plain_png(400, 300, 8, std::string("\xFF\0\0", 3)), tests::lossy_webp(), tests::lossless_webp()}) {
    const Derived derived = derive(bytes_of(file), {});
    ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
    EXPECT_EQ(quarters_of(decode_all(derived.preview_jpeg)), "rrrr");
  }
}

TEST(Derive, ShowsTransparentPartsWhiteAndSixteenBitsAsEight) {
  const Derived clear = derive(bytes_of(tests::plain_png(64, 48, 8, std::string(4, '\0'))), {});
  ASSERT_FALSE(clear.refusal);
  EXPECT_EQ(quarters_of(decode_all(clear.preview_jpeg)), "wwww");
  const Derived deep = derive(bytes_of(tests::plain_png(64, 48, 16, std::string("\0\xFF\0", 3))), {});
  ASSERT_FALSE(deep.refusal);
  EXPECT_EQ(quarters_of(decode_all(deep.preview_jpeg)), "gggg");
}

TEST(Derive, FlagsATruncatedPhotoAsDamaged) {
  std::string file = tests::camera_like_jpeg(1200, 900);
  file.resize(file.size() / 2);
  const Derived derived = derive(bytes_of(file), {});
  ASSERT_FALSE(derived.refusal);
  EXPECT_TRUE(derived.facts.damaged);
}

TEST(Derive, RefusesAFileThatEndsBeforeItsPicture) {
  const std::string file = tests::quarters_jpeg(400, 300);
  const Derived derived = derive(bytes_of(file.substr(0, 40)), {});
  ASSERT_TRUE(derived.refusal);
  EXPECT_EQ(derived.refusal->reason, RefusalReason::unreadable);
  const std::string png = tests::plain_png(400, 300, 8, "abc");
  const Derived cut = derive(bytes_of(png.substr(0, png.size() / 2)), {});
  ASSERT_TRUE(cut.refusal);
  EXPECT_EQ(cut.refusal->reason, RefusalReason::unreadable);
}

TEST(Derive, RefusesASmallFileThatClaimsALargePicture) {
  const Derived derived = derive(bytes_of(tests::with_stated_size(tests::quarters_jpeg(64, 64), 8000, 8000)), {});
  ASSERT_TRUE(derived.refusal || derived.facts.damaged);
}

TEST(Derive, RefusesMoreScansThanAllowed) {
  const std::string file = tests::quarters_jpeg(400, 300, tests::JpegKind::progressive);
  DeriveLimits limits;
  limits.jpeg_scans_max = 3;
  const Derived derived = derive(bytes_of(file), limits);
  ASSERT_TRUE(derived.refusal);
  EXPECT_EQ(derived.refusal->reason, RefusalReason::too_many_scans);
}

TEST(DecodeJpeg, TakesTheSmallestFastScaleThatIsStillLargeEnough) {
  EXPECT_EQ(jpeg_eighths(4032, 3024, 1600), 4);
  EXPECT_EQ(jpeg_eighths(3200, 2400, 1600), 4);
  EXPECT_EQ(jpeg_eighths(3199, 2400, 1600), 4);  // half of it rounds up to 1600
  EXPECT_EQ(jpeg_eighths(3198, 2400, 1600), 8);
  EXPECT_EQ(jpeg_eighths(6400, 100, 1600), 2);
  EXPECT_EQ(jpeg_eighths(100, 12'800, 1600), 1);
  EXPECT_EQ(jpeg_eighths(640, 480, 1600), 8);
}

TEST(PlainJpeg, AcceptsNothingAroundOrBetween) {
  const std::string plain = encode_jpeg(Picture(32, 16), 80);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(plain), 32, 16));
  EXPECT_FALSE(is_plain_jpeg(bytes_of(plain), 16, 32));
  EXPECT_FALSE(is_plain_jpeg(bytes_of(plain + "x"), 32, 16));
  EXPECT_FALSE(is_plain_jpeg(bytes_of(plain + plain), 32, 16));
  EXPECT_FALSE(is_plain_jpeg(bytes_of(tests::with_exif(plain, 1)), 32, 16));
  const std::string comment("\xFF\xFE\x00\x05hey", 7);
  EXPECT_FALSE(is_plain_jpeg(bytes_of(plain.substr(0, 2) + comment + plain.substr(2)), 32, 16));
  for (std::size_t length = 0; length < plain.size(); ++length) {
    EXPECT_FALSE(is_plain_jpeg(bytes_of(plain.substr(0, length)), 32, 16)) << length;
  }
}

}  // namespace
}  // namespace cityaudit::media
