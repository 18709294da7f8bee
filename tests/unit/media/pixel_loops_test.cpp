#include "media/pixel_loops.h"

#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace cityaudit::media {
namespace {

std::vector<std::int16_t> some_samples(std::size_t count, int from, int to) {
  std::mt19937 random(count);
  std::uniform_int_distribution<int> any(from, to);
  std::vector<std::int16_t> samples(count);
  for (auto& s : samples) s = static_cast<std::int16_t>(any(random));
  return samples;
}

class EveryProcessor : public testing::Test {
 protected:
  void SetUp() override {
    if (!avx2_loops()) GTEST_SKIP() << "this processor has no AVX2";
  }
  const PixelLoops& plain_ = plain_loops();
};

TEST_F(EveryProcessor, BlendsAlike) {
  std::mt19937 random(7);
  for (const std::size_t count : {1u, 15u, 16u, 17u, 100u, 333u}) {
    for (const int taps : {4, 8, 12, 40}) {
      std::vector<std::vector<std::uint8_t>> rows(static_cast<std::size_t>(taps), std::vector<std::uint8_t>(count));
      std::vector<const std::uint8_t*> pointers;
      for (auto& row : rows) {
        for (auto& level : row) level = static_cast<std::uint8_t>(random());
        pointers.push_back(row.data());
      }
      const auto weights = some_samples(static_cast<std::size_t>(taps), -20'000 / taps, 60'000 / taps);
      std::vector<std::int16_t> a(count);
      std::vector<std::int16_t> b(count);
      plain_.blend(pointers.data(), weights.data(), taps, a.data(), count);
      avx2_loops()->blend(pointers.data(), weights.data(), taps, b.data(), count);
      EXPECT_EQ(a, b) << count << ' ' << taps;
    }
  }
}

TEST_F(EveryProcessor, SqueezesAlike) {
  for (const int width : {1, 3, 9, 50, 401}) {
    for (int to : {1, 2, 7, 30, 160, 319}) {
      to = std::min(to, width);
      const Weights weights = lanczos_weights({width, static_cast<double>(width), width, 1}, to);
      const auto row = some_samples(static_cast<std::size_t>(width) + slack, -4000, 20'000);
      std::vector<std::int16_t> a(static_cast<std::size_t>(to));
      std::vector<std::int16_t> b(static_cast<std::size_t>(to));
      plain_.squeeze(row.data(), weights, a.data());
      avx2_loops()->squeeze(row.data(), weights, b.data());
      EXPECT_EQ(a, b) << width << ' ' << to;
    }
  }
}

TEST_F(EveryProcessor, MakesAndTakesApartPixelsAlike) {
  for (const std::size_t width : {1u, 7u, 16u, 31u, 64u, 77u}) {
    const auto samples = some_samples(3 * width, -32'768, 32'767);
    const std::int16_t* first = samples.data();
    std::vector<std::uint8_t> a(3 * width);
    std::vector<std::uint8_t> b(3 * width);
    plain_.ycc_to_rgb(first, first + width, first + 2 * width, a.data(), width);
    avx2_loops()->ycc_to_rgb(first, first + width, first + 2 * width, b.data(), width);
    EXPECT_EQ(a, b) << width;
    plain_.join(first, first + width, first + 2 * width, a.data(), width);
    avx2_loops()->join(first, first + width, first + 2 * width, b.data(), width);
    EXPECT_EQ(a, b) << width;
    std::vector<std::int16_t> apart(3 * width);
    std::vector<std::int16_t> also_apart(3 * width);
    plain_.split(first, apart.data(), apart.data() + width, apart.data() + 2 * width, width);
    avx2_loops()->split(first, also_apart.data(), also_apart.data() + width, also_apart.data() + 2 * width, width);
    EXPECT_EQ(apart, also_apart) << width;
  }
}

TEST(PixelLoops, TurnYccToRgbAsJfifDefinesIt) {
  for (int y = 0; y < 256; y += 5) {
    for (int cb = 0; cb < 256; cb += 15) {
      for (int cr = 0; cr < 256; cr += 15) {
        const auto sample = [](int level) { return static_cast<std::int16_t>(level << fraction_bits); };
        const std::int16_t planes[] = {sample(y), sample(cb), sample(cr)};
        std::uint8_t rgb[3];
        pixel_loops().ycc_to_rgb(planes, planes + 1, planes + 2, rgb, 1);
        const auto cut = [](double level) { return std::clamp(level, 0.0, 255.0); };
        EXPECT_NEAR(rgb[0], cut(y + 1.402 * (cr - 128)), 0.55);
        EXPECT_NEAR(rgb[1], cut(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)), 0.55);
        EXPECT_NEAR(rgb[2], cut(y + 1.772 * (cb - 128)), 0.55);
      }
    }
  }
}

TEST(Weights, SumToOneExactly) {
  for (const Side& side : {Side{2016, 2015.5, 2016, 1}, Side{2016, 2016, 1008, 2}, Side{5, 4.5, 3, 2}, Side{20'000, 20'000, 20'000, 1},
                           Side{3, 3, 1, 4}, Side{1000, 1000, 250, 4}}) {
    for (const int to : {1, 2, 16, 1000, 1600}) {
      const Weights weights = lanczos_weights(side, to);
      ASSERT_EQ(weights.first.size(), static_cast<std::size_t>(to));
      for (int i = 0; i < to; ++i) {
        EXPECT_EQ(std::accumulate(weights.of(i), weights.of(i) + weights.taps, 0), 1 << weight_bits);
        EXPECT_EQ(std::accumulate(weights.of(i) + weights.reach, weights.of(i) + weights.taps, 0), 0);
        EXPECT_GE(weights.first[static_cast<std::size_t>(i)], 0);
        EXPECT_LE(weights.first[static_cast<std::size_t>(i)] + weights.reach, side.samples);
      }
    }
  }
}

}  // namespace
}  // namespace cityaudit::media
