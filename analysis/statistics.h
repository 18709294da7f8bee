#pragma once
// Intervals for small samples, as docs/data-model.md ("Honest numbers") states them. Pure; thread-safe.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cityaudit::analysis {

struct Interval {
  double low = 0, high = 0;
};

inline constexpr double z_95 = 1.959964;

/// Wilson's interval of a proportion without continuity correction: centre (p + z²/2n) / (1 + z²/n), half-width
/// z·sqrt(p(1-p)/n + z²/4n²) / (1 + z²/n). Shares of 1; `trials` > 0.
Interval wilson(std::int64_t successes, std::int64_t trials, double z = z_95);

/// 0 for an empty sample.
double mean(std::span<const double> sample);
/// The middle value, or the mean of the two middle ones; 0 for an empty sample.
double median(std::span<const double> sample);

/// mean ± t(0.975, n-1)·s/√n. Nothing for fewer than two values.
std::optional<Interval> t_interval(std::span<const double> sample);

/// The order statistics whose interval covers the median with at least 95 % (binomial). Nothing for n ≤ 5: there is none.
std::optional<Interval> median_interval(std::span<const double> sample);

/// The 2.5th and 97.5th percentile of the means of `resamples` samples drawn with replacement. The same sample and seed
/// give the same interval everywhere. Nothing for fewer than two values.
std::optional<Interval> bootstrap_interval(std::span<const double> sample, std::size_t resamples, std::uint64_t seed);

}  // namespace cityaudit::analysis
