#include "media/cover.h"

#include "media/decode_jpeg.h"
#include "media/derive.h"
#include "media/mask.h"
#include "media/veil.h"
#include "tests/support/picture_file.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace cityaudit::media {
namespace {

using namespace std::literals;

/// Black and white in squares of this many pixels.
Picture checkered(int width, int height, int square) {
  Picture picture(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool white = (x / square + y / square) % 2 == 0;
      std::fill_n(picture.row(y) + static_cast<std::size_t>(x) * 3, 3, static_cast<std::uint8_t>(white ? 255 : 0));
    }
  return picture;
}

Picture decoded(const std::string& jpeg) {
  DeriveLimits limits;
  limits.preview_side = 8000;
  auto decoded = decode_jpeg(bytes_of(jpeg), limits);
  EXPECT_TRUE(decoded);
  return decoded ? decoded->picture : Picture(1, 1);
}

/// The largest difference between neighbours (right and below) in a part given in ten-thousandths.
int contrast(const Picture& picture, Point from, Point to) {
  int most = 0;
  const auto x_of = [&](int x) { return x * picture.width / point_max; };
  const auto y_of = [&](int y) { return y * picture.height / point_max; };
  for (int y = y_of(from.y); y + 1 < y_of(to.y); ++y)
    for (int x = x_of(from.x); x + 1 < x_of(to.x); ++x) {
      const std::uint8_t* p = picture.row(y) + static_cast<std::size_t>(x) * 3;
      most = std::max({most, std::abs(p[0] - p[3]), std::abs(p[0] - p[picture.row_bytes()])});
    }
  return most;
}

Redaction box(Cover cover, Point a, Point b) { return {cover, {a, b}, 0}; }

TEST(Cover, LeavesNothingOfAPatternInPreviewAndThumbnail) {
  const std::string file = tests::jpeg_file(checkered(1600, 1200, 16).pixels, 1600, 1200);
  for (const Cover kind : {Cover::blur, Cover::solid}) {
    const std::vector<Redaction> redactions = {box(kind, {2000, 2000}, {5000, 6000}), {kind, {{7000, 2000}, {7000, 8000}}, 800}};
    const Derived derived = derive(bytes_of(file), {}, redactions);
    ASSERT_FALSE(derived.refusal);
    for (const std::string& jpeg : {derived.preview_jpeg, derived.thumbnail_jpeg}) {
      const Picture picture = decoded(jpeg);
      EXPECT_LT(contrast(picture, {2150, 2150}, {4850, 5850}), 12);
      EXPECT_LT(contrast(picture, {6500, 2000}, {7500, 8000}), 12);
      EXPECT_GT(contrast(picture, {0, 7500}, {5000, 10'000}), 100) << "what nobody covered stays";
    }
  }
}

TEST(Cover, CoversEveryPixelThatABoxTouchesAndFewMore) {
  Picture picture = checkered(1000, 500, 1);
  cover(picture, std::vector{box(Cover::solid, {1005, 8990}, {4001, 3011})});
  const auto covered = [&](int x, int y) { return picture.row(y)[static_cast<std::size_t>(x) * 3] == 32; };
  // 100.5..400.1 across, 150.55..449.5 down
  for (const int x : {100, 250, 400})
    for (const int y : {150, 300, 449}) EXPECT_TRUE(covered(x, y)) << x << " " << y;
  for (const auto& [x, y] : {std::pair(96, 300), std::pair(404, 300), std::pair(250, 146), std::pair(250, 453)})
    EXPECT_FALSE(covered(x, y));
}

TEST(Cover, FollowsAStrokeWithARoundBrush) {
  const Redaction stroke{Cover::solid, {{2000, 2000}, {8000, 5000}, {8000, 9000}, {8000, 9000}}, 500};
  Picture picture = checkered(400, 300, 1);
  cover(picture, std::vector{stroke});
  const double radius = 20.0;
  const auto distance = [](double x, double y, double ax, double ay, double bx, double by) {
    const double length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
    const double t = length > 0 ? std::clamp(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0.0, 1.0) : 0.0;
    return std::hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
  };
  for (int y = 0; y < 300; ++y)
    for (int x = 0; x < 400; ++x) {
      const double away = std::min(distance(x + 0.5, y + 0.5, 80, 60, 320, 150), distance(x + 0.5, y + 0.5, 320, 150, 320, 270));
      const bool covered = picture.row(y)[static_cast<std::size_t>(x) * 3] == 32;
      if (away <= radius + 0.7) {
        EXPECT_TRUE(covered) << x << " " << y;
      }
      if (away > radius + 2.0) {
        EXPECT_FALSE(covered) << x << " " << y;
      }
    }
}

TEST(Cover, HidesAsMuchUnderManyDabsAsUnderOneBox) {
  Picture picture = checkered(1600, 1200, 16);
  std::vector<Redaction> dabs;
  for (std::uint16_t y = 3000; y < 5000; y += 200)
    for (std::uint16_t x = 3000; x < 5000; x += 125) dabs.push_back({Cover::blur, {{x, y}}, 100});
  ASSERT_TRUE(are_sound(dabs));
  cover(picture, dabs);
  EXPECT_LT(contrast(picture, {3050, 3100}, {4800, 4700}), 12);
}

TEST(Cover, AShapeOfNoSizeCoversItsPixelStill) {
  Picture picture = checkered(100, 100, 1);
  cover(picture, std::vector{box(Cover::solid, {5050, 5050}, {5050, 5050}), box(Cover::solid, {10'000, 10'000}, {10'000, 10'000})});
  EXPECT_EQ(picture.row(50)[50 * 3], 32);
  EXPECT_EQ(picture.row(99)[99 * 3], 32);
}

TEST(Cover, ABlurAtASolidPartHoldsNothingOfWhatIsUnderIt) {
  // The same but for what lies under the solid part: nothing else may differ.
  Picture one(400, 400);
  Picture other(400, 400);
  for (int y = 100; y < 300; ++y) std::fill_n(other.row(y) + 100 * 3, 200 * 3, std::uint8_t{255});
  const std::vector<Redaction> redactions = {box(Cover::solid, {2500, 2500}, {7500, 7500}), box(Cover::blur, {0, 0}, {9000, 5000})};
  cover(one, redactions);
  cover(other, redactions);
  EXPECT_TRUE(one.pixels == other.pixels);
}

TEST(Cover, TakesThePictureForUprightWhateverItsOrientation) {
  // Stored on its side: the upper left of what a viewer shows is covered, not the upper left of what is stored.
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    const std::string file = tests::jpeg_file(checkered(800, 400, 16).pixels, 800, 400, orientation);
    const Derived derived = derive(bytes_of(file), {}, std::vector{box(Cover::solid, {0, 0}, {5000, 5000})});
    ASSERT_FALSE(derived.refusal);
    const Picture preview = decoded(derived.preview_jpeg);
    EXPECT_EQ(preview.width, orientation < 5 ? 800 : 400);
    EXPECT_LT(contrast(preview, {0, 0}, {4900, 4900}), 12) << orientation;
    EXPECT_GT(contrast(preview, {5200, 0}, {10'000, 5000}), 100) << orientation;
    EXPECT_GT(contrast(preview, {0, 5200}, {5000, 10'000}), 100) << orientation;
  }
}

TEST(Cover, MeasuresThePhotoAsItIsWithoutTheCovers) {
  const std::string file = tests::jpeg_file(checkered(1600, 1200, 40).pixels, 1600, 1200);
  const Derived plain = derive(bytes_of(file), {});
  const Derived covered = derive(bytes_of(file), {}, std::vector{box(Cover::solid, {0, 0}, {10'000, 10'000})});
  EXPECT_EQ(plain.facts.fingerprint, covered.facts.fingerprint);
  EXPECT_EQ(plain.facts.sharpness, covered.facts.sharpness);
  EXPECT_EQ(plain.facts.exposure, covered.facts.exposure);
  EXPECT_NE(plain.preview_jpeg, covered.preview_jpeg);
}

TEST(Cover, IsQuickHoweverPeopleDraw) {
  std::vector<Redaction> redactions;
  for (int i = 0; i < 100; ++i) {
    Redaction stroke{i % 2 == 0 ? Cover::blur : Cover::solid, {}, 9'999};
    for (std::uint16_t j = 0; j < 50; ++j)
      stroke.points.push_back({static_cast<std::uint16_t>(j % 2 == 0 ? 0 : 10'000), static_cast<std::uint16_t>(j * 200)});
    redactions.push_back(stroke);
  }
  ASSERT_TRUE(are_sound(redactions));
  Picture picture = checkered(1600, 1600, 8);
  const auto start = std::chrono::steady_clock::now();
  cover(picture, redactions);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 60s) << "by area it would be minutes; under sanitizers a few seconds are due";
  EXPECT_EQ(contrast(picture, {0, 0}, {10'000, 10'000}), 0);
}

TEST(Veil, ShowsColoursAndNoStructure) {
  const Picture picture = checkered(320, 240, 10);
  const Picture veiled = veil(picture);
  EXPECT_EQ(veiled.width, 320);
  EXPECT_EQ(veiled.height, 240);
  EXPECT_LT(contrast(veiled, {0, 0}, {10'000, 10'000}), 8);
  // A picture has at most 8 x 8 values then: rows of the same cell are the same but for the steps between cells.
  Picture half(320, 240);
  for (int y = 0; y < 240; ++y) std::fill_n(half.row(y), 160 * 3, std::uint8_t{200});
  const Picture veiled_half = veil(half);
  EXPECT_GT(veiled_half.row(120)[10 * 3], 190);
  EXPECT_LT(veiled_half.row(120)[310 * 3], 10);
  EXPECT_LT(contrast(veiled_half, {0, 0}, {10'000, 10'000}), 8) << "no edge is left";
}

TEST(Veil, TakesPicturesOfAnySize) {
  for (const auto& [width, height] : {std::pair(1, 1), std::pair(3, 2), std::pair(320, 1), std::pair(1, 320), std::pair(17, 9)}) {
    const Picture veiled = veil(checkered(width, height, 1));
    EXPECT_EQ(veiled.width, width);
    EXPECT_EQ(veiled.height, height);
  }
}

TEST(Veil, ComesWithEveryPhoto) {
  const Derived derived = derive(bytes_of(tests::jpeg_file(checkered(1600, 1200, 40).pixels, 1600, 1200)), {});
  ASSERT_FALSE(derived.refusal);
  const Picture veiled = decoded(derived.veil_jpeg);
  EXPECT_EQ(veiled.width, 320);
  EXPECT_LT(contrast(veiled, {0, 0}, {10'000, 10'000}), 12);
  EXPECT_GT(contrast(decoded(derived.thumbnail_jpeg), {0, 0}, {10'000, 10'000}), 100);
}

}  // namespace
}  // namespace cityaudit::media
