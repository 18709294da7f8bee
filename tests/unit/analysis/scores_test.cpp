#include "analysis/scores.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace cityaudit::analysis {
namespace {

TEST(Scores, ADimensionNeedsHalfOfItsRelevantItems) {
  EXPECT_EQ(dimension_score({2, 1, 200}), 200 * score_scale);
  EXPECT_EQ(dimension_score({3, 1, 200}), std::nullopt);
  EXPECT_EQ(dimension_score({3, 2, 300}), 150 * score_scale);
  EXPECT_EQ(dimension_score({1, 0, 0}), std::nullopt);
  EXPECT_EQ(dimension_score({0, 0, 0}), std::nullopt);
}

TEST(Scores, MeansOfUpTo16ItemsAreExact) {
  for (std::int64_t items = 1; items <= 16; ++items) EXPECT_EQ(*dimension_score({items, items, 100}) * items, 100 * score_scale) << items;
}

TEST(Scores, PeopleDecideWhatIsShown) {
  const std::array shown{Show::none,       Show::impressions, Show::impressions, Show::impressions, Show::impressions,
                         Show::indicative, Show::indicative,  Show::indicative,  Show::small_group};
  for (std::size_t people = 0; people < shown.size(); ++people)
    EXPECT_EQ(show_of(static_cast<std::int64_t>(people)), shown[people]) << people;
  EXPECT_EQ(show_of(29), Show::small_group);
  EXPECT_EQ(show_of(30), Show::full);
}

ScoreFigure figure(std::int64_t people, const std::vector<double>& stops) {
  ScoreFigure out;
  out.n_people = people;
  fill_figure(out, stops, mean(stops), {});
  return out;
}

TEST(Scores, FiveToSevenPeopleGiveMedianAndRangeOnly) {
  const ScoreFigure shown = figure(5, {20, 50, 90});
  EXPECT_EQ(shown.n_units, 3);
  EXPECT_EQ(shown.median, 50);
  EXPECT_EQ(shown.minimum, 20);
  EXPECT_EQ(shown.maximum, 90);
  EXPECT_FALSE(shown.mean || shown.low || shown.high);
  EXPECT_EQ(shown.centre(), 50);
}

TEST(Scores, ASmallGroupHasTheTIntervalOfItsStopsWithinTheScale) {
  const ScoreFigure shown = figure(8, {40, 50, 60});
  EXPECT_NEAR(*shown.mean, 50, 1e-12);
  EXPECT_NEAR(*shown.high - 50, 4.302653 * 10 / std::sqrt(3.0), 1e-5);
  EXPECT_FALSE(shown.median);
  const ScoreFigure wide = figure(8, {0, 100});
  EXPECT_EQ(wide.low, 0);
  EXPECT_EQ(wide.high, 100);
}

TEST(Scores, ManyPeopleAtOneStopHaveNoInterval) {
  const ScoreFigure shown = figure(40, {40});
  EXPECT_EQ(shown.mean, 40);
  EXPECT_FALSE(shown.low || shown.high);
}

TEST(Scores, ManyPeopleHaveBootstrapPercentiles) {
  const ScoreFigure shown = figure(30, {0, 0, 0, 0, 100});
  ASSERT_TRUE(shown.low && shown.high);
  EXPECT_EQ(*shown.low, 0) << "a resample of zeros is common; the t interval would be clamped from below 0";
  EXPECT_EQ(*shown.high, 60);
}

TEST(Scores, ImpressionsGiveNoFigure) {
  const ScoreFigure shown = figure(4, {40, 50});
  EXPECT_FALSE(shown.centre() || shown.median || shown.low);
  EXPECT_EQ(shown.show, Show::impressions);
}

}  // namespace
}  // namespace cityaudit::analysis
