#include "analysis/statistics.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace cityaudit::analysis {
namespace {

TEST(Statistics, WilsonMatchesPublishedIntervals) {
  struct Case {
    std::int64_t successes, trials;
    double low, high;
  };
  // Newcombe 1998, table I.
  for (const Case& c :
       {Case{81, 263, 0.2553, 0.3662}, Case{15, 148, 0.0624, 0.1605}, Case{0, 20, 0, 0.1611}, Case{1, 29, 0.0061, 0.1718}}) {
    const Interval interval = wilson(c.successes, c.trials);
    EXPECT_NEAR(interval.low, c.low, 5e-5) << c.successes << "/" << c.trials;
    EXPECT_NEAR(interval.high, c.high, 5e-5) << c.successes << "/" << c.trials;
  }
  for (const Case& c : {Case{0, 5, 0, 0.434482}, Case{3, 5, 0.230724, 0.882379}, Case{5, 5, 0.565518, 1}, Case{4, 6, 0.299993, 0.903229}}) {
    const Interval interval = wilson(c.successes, c.trials);
    EXPECT_NEAR(interval.low, c.low, 5e-7) << c.successes << "/" << c.trials;
    EXPECT_NEAR(interval.high, c.high, 5e-7) << c.successes << "/" << c.trials;
  }
}

TEST(Statistics, WilsonIsExactForAGivenZ) {
  const Interval one = wilson(1, 11, 1.96), ten = wilson(10, 100, 1.96), none = wilson(0, 100, 1.96);
  EXPECT_NEAR(one.low, 0.0162317522628, 1e-12);
  EXPECT_NEAR(one.high, 0.3773646254862, 1e-12);
  EXPECT_NEAR(ten.low, 0.0552285416131, 1e-12);
  EXPECT_NEAR(ten.high, 0.1743673043677, 1e-12);
  EXPECT_NEAR(none.low, 0, 1e-12);
  EXPECT_NEAR(none.high, 0.0369948074760, 1e-12);
}

TEST(Statistics, TIntervalMatchesTheSleepData) {
  const std::array sleep{-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4};
  EXPECT_NEAR(mean(sleep), -1.58, 1e-12);
  const auto interval = t_interval(sleep);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, -2.4598858, 5e-8);
  EXPECT_NEAR(interval->high, -0.7001142, 5e-8);
  const std::array small{2.0, 3.0, 1.0, 2.0, 2.0};
  EXPECT_NEAR(t_interval(small)->low, 1.122011, 5e-7);
  EXPECT_NEAR(t_interval(small)->high, 2.877989, 5e-7);
}

TEST(Statistics, OneValueHasNoInterval) {
  const std::array one{2.0};
  EXPECT_FALSE(t_interval(one));
  EXPECT_FALSE(bootstrap_interval(one, 2000, 1));
  EXPECT_FALSE(median_interval(one));
}

TEST(Statistics, MedianIntervalTakesTheOrderStatisticsThatCover95Percent) {
  const auto ends = [](std::size_t n) -> std::optional<std::pair<double, double>> {
    std::vector<double> sample;
    for (std::size_t i = n; i > 0; --i) sample.push_back(static_cast<double>(i));
    const auto interval = median_interval(sample);
    if (!interval) return std::nullopt;
    return std::pair(interval->low, interval->high);
  };
  EXPECT_FALSE(ends(5)) << "no interval of 95 % exists";
  EXPECT_EQ(ends(6), std::pair(1.0, 6.0));
  EXPECT_EQ(ends(9), std::pair(2.0, 8.0));
  EXPECT_EQ(ends(10), std::pair(2.0, 9.0));
}

TEST(Statistics, MedianOfAnEvenNumberIsBetweenTheMiddleOnes) {
  EXPECT_EQ(median(std::array{4.0, 1.0, 3.0}), 3);
  EXPECT_EQ(median(std::array{4.0, 1.0, 3.0, 2.0}), 2.5);
}

TEST(Statistics, BootstrapIsReproducibleAndNearTheTheory) {
  std::vector<double> sample;
  for (int i = 0; i < 100; ++i) sample.push_back(i);
  const auto first = bootstrap_interval(sample, 2000, 7), again = bootstrap_interval(sample, 2000, 7),
             other = bootstrap_interval(sample, 2000, 8);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->low, again->low);
  EXPECT_EQ(first->high, again->high);
  EXPECT_NE(first->low, other->low);
  // The standard error of the mean of 0..99 is 28.87 / 10: 1.96 of them to each side of 49.5.
  EXPECT_NEAR(first->low, 49.5 - 1.96 * 2.887, 0.5);
  EXPECT_NEAR(first->high, 49.5 + 1.96 * 2.887, 0.5);
}

}  // namespace
}  // namespace cityaudit::analysis
