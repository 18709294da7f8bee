#include "analysis/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace cityaudit::analysis {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): the standard library's distributions differ between implementations.
struct Generator {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
};

}  // namespace

Interval wilson(std::int64_t successes, std::int64_t trials, double z) {
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double scale = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / scale;
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double mean(std::span<const double> sample) {
  if (sample.empty()) return 0;
  double sum = 0;
  for (const double value : sample) sum += value;
  return sum / static_cast<double>(sample.size());
}

double median(std::span<const double> sample) {
  if (sample.empty()) return 0;
  std::vector<double> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::optional<Interval> t_interval(std::span<const double> sample) {
  if (sample.size() < 2) return std::nullopt;
  const auto n = static_cast<double>(sample.size());
  const double centre = mean(sample);
  double squares = 0;
  for (const double value : sample) squares += (value - centre) * (value - centre);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return Interval{centre - half, centre + half};
}

std::optional<Interval> median_interval(std::span<const double> sample) {
  const auto n = static_cast<double>(sample.size());
  // The interval of the (k+1)-th lowest and (k+1)-th highest value misses the median with 2·P(Binomial(n, 1/2) ≤ k).
  const boost::math::binomial below(n, 0.5);
  std::optional<std::size_t> outer;
  for (std::size_t k = 0; k < sample.size() / 2 && 2 * boost::math::cdf(below, static_cast<double>(k)) <= 0.05; ++k) outer = k;
  if (!outer) return std::nullopt;
  std::vector<double> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end());
  return Interval{sorted[*outer], sorted[sorted.size() - 1 - *outer]};
}

std::optional<Interval> bootstrap_interval(std::span<const double> sample, std::size_t resamples, std::uint64_t seed) {
  if (sample.size() < 2 || resamples == 0) return std::nullopt;
  Generator generator{seed};
  const auto n = static_cast<std::uint64_t>(sample.size());
  std::vector<double> means(resamples);
  for (double& drawn : means) {
    double sum = 0;
    // The upper half of a 32 × 32 bit product is a place in the sample; its bias is below 2^-32 times the sample's size.
    for (std::uint64_t i = 0; i < n; ++i) sum += sample[((generator.next() >> 32) * n) >> 32];
    drawn = sum / static_cast<double>(n);
  }
  const auto low = static_cast<std::ptrdiff_t>(0.025 * static_cast<double>(resamples));
  const auto high = static_cast<std::ptrdiff_t>(resamples) - 1 - low;
  std::nth_element(means.begin(), means.begin() + low, means.end());
  const double low_mean = means[static_cast<std::size_t>(low)];
  std::nth_element(means.begin(), means.begin() + high, means.end());
  return Interval{low_mean, means[static_cast<std::size_t>(high)]};
}

}  // namespace cityaudit::analysis
