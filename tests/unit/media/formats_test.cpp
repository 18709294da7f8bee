// What phones and old programs make besides JPEG, PNG and WebP, and colours that are not sRGB.
#include "media/colour.h"
#include "media/decode_jpeg.h"
#include "media/derive.h"
#include "media/plain_jpeg.h"
#include "media/scale.h"
#include "media/upright.h"
#include "tests/support/foreign_photo.h"
#include "tests/support/heif_grid.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

using Rgb = std::array<int, 3>;

Rgb pixel(const std::string& jpeg, double x, double y) {
  DeriveLimits limits;
  limits.preview_side = 8000;
  const auto decoded = decode_jpeg(bytes_of(jpeg), limits);
  EXPECT_TRUE(decoded);
  if (!decoded) return {};
  const Picture& picture = decoded->picture;
  const std::uint8_t* p = picture.row(static_cast<int>(picture.height * y)) + static_cast<std::size_t>(picture.width * x) * 3;
  return {p[0], p[1], p[2]};
}

/// r, g, b, w or ?
char colour_at(const std::string& jpeg, double x, double y) {
  const auto [r, g, b] = pixel(jpeg, x, y);
  const bool red = r > 200, green = g > 200, blue = b > 200;
  if (red && green && blue) return 'w';
  if (red && g < 60 && b < 60) return 'r';
  if (green && r < 60 && b < 60) return 'g';
  return blue && r < 60 && g < 60 ? 'b' : '?';
}

/// Of each quarter, in reading order.
std::string quarters_of(const std::string& jpeg) {
  std::string out;
  for (const double y : {0.25, 0.75})
    for (const double x : {0.25, 0.75}) out += colour_at(jpeg, x, y);
  return out;
}

TEST(Formats, HeicAndAvifBecomePreviews) {
  for (const auto& [kind, format] :
       {std::pair(tests::HeifKind::heic, PhotoFormat::heic), std::pair(tests::HeifKind::avif, PhotoFormat::avif)}) {
    const std::string file = tests::quarters_heif(kind, 640, 320);
    ASSERT_FALSE(file.empty()) << "libheif has no encoder for " << name_of(format);
    const Derived derived = derive(bytes_of(file), {});
    ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
    EXPECT_EQ(derived.facts.format, format);
    EXPECT_EQ(derived.facts.width, 640u);
    EXPECT_EQ(quarters_of(derived.preview_jpeg), "rgbw");
    EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.thumbnail_jpeg), 320, 160));
  }
}

TEST(Formats, PlanesOfHeicAreScaledAsTheirPixelsWouldBe) {
  for (const tests::HeifKind kind : {tests::HeifKind::heic, tests::HeifKind::avif}) {
    const std::string file = tests::quarters_heif(kind, 641, 319);
    DeriveLimits limits;
    const auto pixels = make_upright(bytes_of(file), limits);  // none is left out: the file is smaller than the preview
    ASSERT_TRUE(pixels);
    limits.preview_side = 200;
    const auto planes = make_upright(bytes_of(file), limits);
    ASSERT_TRUE(planes);
    const Picture expected = scale(pixels->picture, {planes->picture.width, planes->picture.height});
    EXPECT_EQ(planes->picture.width, 200);
    EXPECT_EQ(planes->picture.height, 100);
    int most = 0;
    for (int y = 0; y < expected.height; ++y)
      for (int x = 0; x < expected.width; ++x) {
        // Where two colours meet, a codec's planes and their pixels differ: what lies beside is compared.
        if (std::abs(x - 100) < 4 || std::abs(y - 50) < 4) continue;
        for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(planes->picture.row(y)[3 * x + c] - expected.row(y)[3 * x + c]));
      }
    EXPECT_LE(most, 3);
  }
}

TEST(Formats, HeicOfTilesAsPhonesWriteThemBecomesAPreview) {
  const std::string file = tests::grid_heif(tests::quarters_heif(tests::HeifKind::heic, 320, 320), 320, 320);
  ASSERT_FALSE(file.empty());
  for (const std::uint32_t side : {1600U, 300U}) {
    DeriveLimits limits;
    limits.preview_side = side;
    const Derived derived = derive(bytes_of(file), limits);
    ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
    EXPECT_EQ(derived.facts.width, 640u);
    EXPECT_EQ(derived.facts.height, 320u);
    std::string seen;
    for (const double y : {0.25, 0.75})
      for (const double x : {0.125, 0.375, 0.625, 0.875}) seen += colour_at(derived.preview_jpeg, x, y);
    EXPECT_EQ(seen, "rgrgbwbw") << side;
  }
}

TEST(Formats, HeicIsTurnedAsItsOwnBoxesSay) {
  const Derived derived = derive(bytes_of(tests::quarters_heif(tests::HeifKind::heic, 640, 320, 1)), {});
  ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
  EXPECT_EQ(derived.facts.width, 320u);
  EXPECT_EQ(derived.facts.height, 640u);
  EXPECT_EQ(quarters_of(derived.preview_jpeg), "gwrb") << "a quarter turn anticlockwise";
}

TEST(Formats, HeicCanBeSwitchedOff) {
  DeriveLimits limits;
  limits.heif = false;
  const Derived derived = derive(bytes_of(tests::quarters_heif(tests::HeifKind::heic, 64, 32)), limits);
  ASSERT_TRUE(derived.refusal);
  EXPECT_EQ(derived.refusal->reason, RefusalReason::format_not_supported);
}

TEST(Formats, ACutHeicIsRefusedWithItsReason) {
  const std::string file = tests::quarters_heif(tests::HeifKind::heic, 640, 320);
  for (const std::size_t keep : {file.size() / 4, file.size() / 2, file.size() - 10}) {
    const Derived derived = derive(bytes_of(std::string_view(file).substr(0, keep)), {});
    ASSERT_TRUE(derived.refusal) << keep;
    EXPECT_EQ(derived.refusal->reason, RefusalReason::unreadable) << derived.refusal->detail;
  }
}

TEST(Formats, TooManyPixelsAreRefusedByTheHeaderOfHeic) {
  DeriveLimits limits;
  limits.photo_pixels_max = 640 * 320 - 1;
  const Derived derived = derive(bytes_of(tests::quarters_heif(tests::HeifKind::heic, 640, 320)), limits);
  ASSERT_TRUE(derived.refusal);
  EXPECT_EQ(derived.refusal->reason, RefusalReason::too_many_pixels);
}

TEST(Formats, AGifShowsItsFirstFrameOnWhite) {
  for (const bool interlaced : {false, true}) {
    const Derived derived = derive(bytes_of(tests::quarters_gif(400, 200, interlaced)), {});
    ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
    EXPECT_EQ(derived.facts.format, PhotoFormat::gif);
    EXPECT_FALSE(derived.facts.damaged);
    EXPECT_EQ(quarters_of(derived.preview_jpeg), "rgbw") << interlaced;
  }
}

TEST(Formats, ACutGifIsShownAsFarAsItGoes) {
  const std::string file = tests::quarters_gif(400, 200);
  const Derived cut = derive(bytes_of(std::string_view(file).substr(0, file.size() / 3)), {});
  ASSERT_FALSE(cut.refusal);
  EXPECT_TRUE(cut.facts.damaged);
  EXPECT_TRUE(derive(bytes_of(std::string_view(file).substr(0, 20)), {}).refusal);
}

TEST(Colour, AWideProfileIsTurnedIntoSrgb) {
  // Full green of Display P3 lies outside sRGB; the half-bright quarters of the mixed picture do not.
  const std::string plain = tests::camera_like_jpeg(320, 240);
  const Derived as_is = derive(bytes_of(plain), {});
  const Derived wide = derive(bytes_of(tests::with_wide_profile(plain)), {});
  ASSERT_FALSE(as_is.refusal || wide.refusal);
  EXPECT_NE(as_is.preview_jpeg, wide.preview_jpeg);
  EXPECT_FALSE(wide.facts.damaged);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(wide.preview_jpeg), 320, 240)) << "no profile is left in it";
}

TEST(Colour, AnSrgbProfileChangesNothing) {
  const std::string plain = tests::camera_like_jpeg(320, 240);
  EXPECT_EQ(derive(bytes_of(plain), {}).preview_jpeg, derive(bytes_of(tests::with_plain_profile(plain)), {}).preview_jpeg);
}

TEST(Colour, ABrokenProfileIsIgnored) {
  Picture picture(2, 2);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{77});
  const auto before = picture.pixels;
  to_srgb(picture, "not a profile");
  to_srgb(picture, std::string(4000, '\xFF'));
  EXPECT_EQ(picture.pixels, before);
}

}  // namespace
}  // namespace cityaudit::media
