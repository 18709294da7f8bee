// What is measured of every photo: the fingerprint, and hints for the one who looks at it.
#include "media/derive.h"
#include "media/fingerprint.h"
#include "media/hints.h"
#include "media/scale.h"
#include "media/scene.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

namespace cityaudit::media {
namespace {

PhotoFacts facts_of(const std::string& file, const DeriveLimits& limits = {}) {
  const Derived derived = derive(bytes_of(file), limits);
  EXPECT_FALSE(derived.refusal);
  return derived.facts;
}

std::string scene(Motif motif, std::uint64_t seed = 1) { return draw_scene({seed, motif, Polarity::mixed, 800, 600}); }

Picture flat(std::uint8_t level) {
  Picture picture(200, 150);
  std::fill(picture.pixels.begin(), picture.pixels.end(), level);
  return picture;
}

TEST(Fingerprint, StaysWhenAPictureIsScaledAndCompressedAgain) {
  for (int motif = 1; motif <= motif_last; ++motif) {
    const std::string file = scene(static_cast<Motif>(motif));
    const std::uint64_t original = facts_of(file).fingerprint;
    DeriveLimits rough;
    rough.preview_side = 400;
    rough.jpeg_quality = 40;
    const Derived again = derive(bytes_of(file), rough);
    EXPECT_LE(fingerprint_distance(original, facts_of(again.preview_jpeg).fingerprint), near_duplicate_distance_max) << motif;
    EXPECT_LE(fingerprint_distance(original, facts_of(again.thumbnail_jpeg).fingerprint), near_duplicate_distance_max) << motif;
  }
}

TEST(Fingerprint, DiffersBetweenPictures) {
  std::vector<std::uint64_t> found;
  for (int motif = 1; motif <= motif_last; ++motif) found.push_back(facts_of(scene(static_cast<Motif>(motif))).fingerprint);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(fingerprint_distance(found[i], found[j]), near_duplicate_distance_max) << i << " " << j;
}

TEST(Fingerprint, IsOfTheUprightPicture) {
  const std::uint64_t upright = facts_of(tests::quarters_jpeg(800, 400)).fingerprint;
  const std::uint64_t turned = facts_of(tests::with_exif(tests::quarters_jpeg(800, 400), 6)).fingerprint;
  EXPECT_GT(fingerprint_distance(upright, turned), near_duplicate_distance_max);
}

TEST(Fingerprint, IsNothingForAPictureThatShowsNothing) {
  EXPECT_EQ(fingerprint(grey_of(flat(77))), 0u);
  EXPECT_EQ(fingerprint(grey_of(flat(0))), 0u);
  EXPECT_EQ(fingerprint(grey_of(Picture(1, 1))), 0u);
}

TEST(Hints, TellASharpPhotoFromABlurredOne) {
  const std::string sharp = tests::camera_like_jpeg(1600, 1200);
  EXPECT_FALSE(looks_blurred(facts_of(sharp)));
  // A tenth of the size, stretched back: what a shaken phone makes.
  Picture soft(1600, 1200);
  for (int y = 0; y < 1200; ++y)
    for (int x = 0; x < 1600; ++x) {
      const double wave = 127.0 + 100.0 * std::sin(x / 60.0) * std::cos(y / 45.0);
      std::fill_n(soft.row(y) + static_cast<std::size_t>(x) * 3, 3, static_cast<std::uint8_t>(wave));
    }
  PhotoFacts facts;
  facts.sharpness = sharpness(grey_of(soft));
  EXPECT_TRUE(looks_blurred(facts)) << facts.sharpness;
}

TEST(Hints, ASharpSubjectBeforeASoftBackgroundIsSharp) {
  Picture picture = flat(120);
  for (int y = 50; y < 110; ++y)
    for (int x = 60; x < 140; ++x)
      std::fill_n(picture.row(y) + static_cast<std::size_t>(x) * 3, 3, static_cast<std::uint8_t>((x + y) % 4 * 60));
  PhotoFacts facts;
  facts.sharpness = sharpness(grey_of(picture));
  EXPECT_FALSE(looks_blurred(facts));
}

TEST(Hints, SayTooDarkAndTooBright) {
  const auto exposure = [](std::uint8_t level) {
    PhotoFacts facts;
    facts.exposure = brightness(grey_of(flat(level)));
    EXPECT_EQ(facts.exposure, level);
    return exposure_of(facts);
  };
  EXPECT_EQ(exposure(0), Exposure::dark);
  EXPECT_EQ(exposure(30), Exposure::dark);
  EXPECT_EQ(exposure(128), Exposure::good);
  EXPECT_EQ(exposure(240), Exposure::bright);
  EXPECT_EQ(exposure(255), Exposure::bright);
}

TEST(Hints, TakePicturesOfAnySize) {
  for (const auto& [width, height] :
       {std::pair(1, 1), std::pair(2, 2), std::pair(3, 3), std::pair(1, 300), std::pair(300, 2), std::pair(11, 10)}) {
    EXPECT_EQ(sharpness(grey_of(Picture(width, height))), 0u);
  }
  Picture noisy(3, 3);
  noisy.row(1)[3] = noisy.row(1)[4] = noisy.row(1)[5] = 255;
  EXPECT_LE(sharpness(grey_of(noisy)), 65'535u);
}

}  // namespace
}  // namespace cityaudit::media
