#include "media/scale.h"

#include "media/orient.h"
#include "tests/support/exact_scaler.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <random>

namespace cityaudit::media {
namespace {

TEST(Scale, FitsTheLongEdgeAndKeepsProportions) {
  EXPECT_EQ(fit({4032, 3024}, 1600), (Size{1600, 1200}));
  EXPECT_EQ(fit({3024, 4032}, 320), (Size{240, 320}));
  EXPECT_EQ(fit({20'000, 3}, 320), (Size{320, 1}));
  EXPECT_EQ(fit({100, 50}, 320), (Size{100, 50}));
}

TEST(Scale, KeepsAnEvenSurfaceExactly) {
  Picture even(997, 613);
  std::fill(even.pixels.begin(), even.pixels.end(), std::uint8_t{137});
  for (const Size size : {Size{320, 197}, Size{996, 612}, Size{1, 1}, Size{997, 10}}) {
    const Picture small = scale(even, size);
    EXPECT_TRUE(std::all_of(small.pixels.begin(), small.pixels.end(), [](std::uint8_t p) { return p == 137; })) << size.width;
  }
}

TEST(Scale, AveragesWhatIsTooFineToShow) {
  Picture board(640, 480);  // a chessboard of single pixels
  for (int y = 0; y < board.height; ++y) {
    for (int x = 0; x < board.width; ++x) std::fill_n(board.row(y) + x * 3, 3, static_cast<std::uint8_t>((x + y) % 2 ? 255 : 0));
  }
  const Picture small = scale(board, {160, 120});
  for (int y = 2; y < 118; ++y) {
    for (int x = 2; x < 158; ++x) EXPECT_NEAR(small.row(y)[x * 3], 127, 2);
  }
}

TEST(Scale, KeepsChannelsAndSidesApart) {
  Picture ramp(400, 300);
  for (int y = 0; y < ramp.height; ++y) {
    for (int x = 0; x < ramp.width; ++x) {
      std::uint8_t* p = ramp.row(y) + x * 3;
      p[0] = static_cast<std::uint8_t>(x * 255 / 399);
      p[1] = static_cast<std::uint8_t>(y * 255 / 299);
      p[2] = 10;
    }
  }
  const Picture small = scale(ramp, {100, 75});
  for (int y = 4; y < 71; ++y) {
    for (int x = 4; x < 96; ++x) {
      EXPECT_NEAR(small.row(y)[x * 3], (x * 4 + 1.5) * 255 / 399, 1.5);
      EXPECT_NEAR(small.row(y)[x * 3 + 1], (y * 4 + 1.5) * 255 / 299, 1.5);
      EXPECT_EQ(small.row(y)[x * 3 + 2], 10);
    }
  }
}

TEST(Scale, IsWithinALevelOfTheExactSum) {
  std::mt19937 random(4);
  for (const Size size : {Size{200, 150}, Size{201, 99}, Size{64, 1}, Size{1, 65}, Size{3, 300}, Size{1500, 4}}) {
    Picture noise(size.width, size.height);
    for (auto& level : noise.pixels) level = static_cast<std::uint8_t>(random());
    for (const int side : {1, 2, 9, 33, 100, 199}) {
      const Size target = fit(size, side);
      const Picture small = scale(noise, target);
      const auto exact = tests::exactly_scaled(noise, {1.0 * size.width, 1.0 * size.height}, target.width, target.height);
      ASSERT_EQ(small.pixels.size(), exact.size());
      for (std::size_t i = 0; i < exact.size(); ++i) {
        ASSERT_NEAR(small.pixels[i], std::clamp(exact[i], 0.0, 255.0), 0.8)
            << size.width << 'x' << size.height << " to " << side << " at " << i;
      }
    }
  }
}

TEST(Scale, PassesOnWhatNeedsNoScaling) {
  Picture picture(40, 30);
  const std::uint8_t* pixels = picture.pixels.data();
  const Picture same = scale(std::move(picture), {40, 30});
  EXPECT_EQ(same.pixels.data(), pixels);
  Picture wide(40, 10);
  EXPECT_EQ(scale(std::move(wide), {20, 5}).width, 20);
}

TEST(Scale, TakesTheThinnestPictures) {
  EXPECT_EQ(scale(Picture(1, 5000), {1, 1600}).height, 1600);
  EXPECT_EQ(scale(Picture(5000, 1), {1600, 1}).width, 1600);
  EXPECT_EQ(scale(Picture(3, 3), {2, 2}).width, 2);
}

TEST(Orient, GoesBackToTheStoredPictureByTheInverse) {
  Picture numbered(37, 70);
  for (std::size_t i = 0; i < numbered.pixels.size(); ++i) numbered.pixels[i] = static_cast<std::uint8_t>(i * 7);
  const int inverse[] = {1, 2, 3, 4, 5, 8, 7, 6};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Picture turned = orient(numbered, orientation);
    EXPECT_EQ(turned.width, is_on_its_side(orientation) ? 70 : 37);
    EXPECT_EQ(orient(turned, inverse[orientation - 1]).pixels, numbered.pixels) << orientation;
  }
}

}  // namespace
}  // namespace cityaudit::media
