#pragma once
// From ratings to figures: the value of a dimension, the mean of a cell, and how much a number of people allows to show.
// docs/data-model.md ("Scores") states the rules. Pure; thread-safe.

#include "analysis/statistics.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cityaudit::analysis {

/// Values of dimensions are kept as whole numbers: thirds of a point (0..300) times this. It is the least common multiple
/// of 1..16, so the mean of up to 16 items is exact; beyond that it is rounded half up, the same way each time.
inline constexpr std::int64_t score_scale = 720'720;

/// The rated items of one dimension by one person at one stop.
struct ItemCounts {
  std::int64_t relevant = 0;  // "cannot judge" is relevant and not answered
  std::int64_t answered = 0;
  std::int64_t thirds = 0;  // sum over the answered ones

  ItemCounts& operator+=(const ItemCounts& other) {
    relevant += other.relevant;
    answered += other.answered;
    thirds += other.thirds;
    return *this;
  }
  bool operator==(const ItemCounts&) const = default;
};

/// The mean of the answered items in thirds · score_scale; nothing unless at least half of the relevant ones are answered.
std::optional<std::int64_t> dimension_score(const ItemCounts& items);

/// 0..100 points, the mean of `people` values that sum up to `sum` (thirds · score_scale).
inline double to_points(std::int64_t sum, std::int64_t people) {
  return static_cast<double>(sum) / (3.0 * static_cast<double>(score_scale) * static_cast<double>(people));
}

/// What a number of people allows to show: none 0, impressions 1-4, indicative 5-7, small_group 8-29, full from 30.
enum class Show { none, impressions, indicative, small_group, full };
Show show_of(std::int64_t people);
std::string_view to_word(Show show);

/// A figure of ratings, filled as far as `show` allows. Points 0..100, not rounded.
struct ScoreFigure {
  std::int64_t n_people = 0;   // distinct participations; decides `show`
  std::int64_t n_units = 0;    // stops; the sample that median, range and interval are of
  std::int64_t n_waiting = 0;  // people of whom something still awaits review
  Show show = Show::none;
  std::optional<double> median, minimum, maximum;  // indicative
  std::optional<double> mean, low, high;           // small_group: t interval; full: bootstrap percentiles; clamped to 0..100
  std::vector<double> values;                      // impressions: the ratings themselves, one per person and stop

  /// The figure that stands for the cell: median or mean; nothing for impressions.
  std::optional<double> centre() const { return mean ? mean : median; }
};

struct FigureOptions {
  std::size_t bootstrap_resamples = 2000;
  std::size_t bootstrap_units_max = 500;  // from more stops on, the t interval: the two no longer differ visibly
};

/// Of the means of the stops, each of which counts once. `mean` is the cell's own; for a theme of level 1 the mean of its
/// dimensions, which differs from that of its stops when a stop lacks a dimension: the interval is then moved along.
void fill_figure(ScoreFigure& figure, std::span<const double> stop_means, double mean, const FigureOptions& options);

}  // namespace cityaudit::analysis
