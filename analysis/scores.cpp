#include "analysis/scores.h"

#include <algorithm>

namespace cityaudit::analysis {
namespace {

/// Fixed, so that a page shows the same interval every time it is opened.
constexpr std::uint64_t bootstrap_seed = 20180618;

}  // namespace

std::optional<std::int64_t> dimension_score(const ItemCounts& items) {
  if (items.answered <= 0 || 2 * items.answered < items.relevant) return std::nullopt;
  return (2 * items.thirds * score_scale + items.answered) / (2 * items.answered);
}

Show show_of(std::int64_t people) {
  if (people <= 0) return Show::none;
  if (people < 5) return Show::impressions;
  if (people < 8) return Show::indicative;
  return people < 30 ? Show::small_group : Show::full;
}

std::string_view to_word(Show show) {
  constexpr std::string_view words[] = {"none", "impressions", "indicative", "small_group", "full"};
  return words[static_cast<int>(show)];
}

void fill_figure(ScoreFigure& figure, std::span<const double> stop_means, double cell_mean, const FigureOptions& options) {
  figure.show = show_of(figure.n_people);
  figure.n_units = static_cast<std::int64_t>(stop_means.size());
  if (stop_means.empty()) return;
  if (figure.show == Show::indicative) {
    figure.median = median(stop_means);
    figure.minimum = *std::min_element(stop_means.begin(), stop_means.end());
    figure.maximum = *std::max_element(stop_means.begin(), stop_means.end());
  }
  if (figure.show < Show::small_group) return;
  figure.mean = cell_mean;
  const bool resample = figure.show == Show::full && stop_means.size() <= options.bootstrap_units_max;
  const auto interval = resample ? bootstrap_interval(stop_means, options.bootstrap_resamples, bootstrap_seed) : t_interval(stop_means);
  if (!interval) return;
  const double moved = cell_mean - mean(stop_means);
  figure.low = std::clamp(interval->low + moved, 0.0, 100.0);
  figure.high = std::clamp(interval->high + moved, 0.0, 100.0);
}

}  // namespace cityaudit::analysis
