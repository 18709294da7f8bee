#include "media/weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace cityaudit::media {
namespace {

constexpr int lobes = 3;
constexpr int steps_per_lobe = 2048;

double exact_lanczos(double x) {
  if (x == 0.0) return 1.0;
  const double a = std::numbers::pi * x;
  return lobes * std::sin(a) * std::sin(a / lobes) / (a * a);
}

using Table = std::array<double, std::size_t{lobes} * steps_per_lobe + 2>;

/// Sines for every weight of a photo would cost a tenth of scaling it. Between the steps a line is within 1e-7 of the curve.
double lanczos(double x) {
  static const Table table = [] {
    Table made{};
    for (int i = 0; i < lobes * steps_per_lobe; ++i)
      made[static_cast<std::size_t>(i)] = exact_lanczos(static_cast<double>(i) / steps_per_lobe);
    return made;
  }();
  const double at = std::abs(x) * steps_per_lobe;
  if (at >= lobes * steps_per_lobe) return 0.0;
  const auto below = static_cast<std::size_t>(at);
  const double part = at - static_cast<double>(below);
  return table[below] * (1.0 - part) + table[below + 1] * part;
}

/// The weights of one output sample, before they are rounded.
class Spread {
 public:
  Spread(const Side& from, int first, int reach) : from_(from), first_(first), weights_(static_cast<std::size_t>(reach)) {}

  void add(int pixel, double weight) {
    pixel = std::clamp(pixel, 0, from_.pixels - 1);
    if (from_.spacing == 1) return add_to_sample(pixel, weight);
    const double at = (pixel + 0.5) / from_.spacing - 0.5;
    const int below = static_cast<int>(std::floor(at));
    add_to_sample(below, weight * (below + 1 - at));
    add_to_sample(below + 1, weight * (at - below));
  }
  /// Rounds the running sum, so that what one weight loses the next one gains and nothing is lost in all.
  void round_into(std::int16_t* out) const {
    double sum = 0.0;
    for (const double w : weights_) sum += w;
    double so_far = 0.0;
    long given = 0;
    for (const double w : weights_) {
      so_far += w / sum * (1 << weight_bits);
      const long now = std::lround(so_far);
      *out++ = static_cast<std::int16_t>(now - given);
      given = now;
    }
  }

 private:
  void add_to_sample(int sample, double weight) {
    sample = std::clamp(sample, 0, from_.samples - 1);
    const int last = static_cast<int>(weights_.size()) - 1;
    weights_[static_cast<std::size_t>(std::clamp(sample - first_, 0, last))] += weight;
  }

  const Side& from_;
  int first_;
  std::vector<double> weights_;
};

}  // namespace

Weights lanczos_weights(const Side& from, int to) {
  const double ratio = from.extent / to;
  const double widening = std::max(1.0, ratio);
  const double reach = lobes * widening;
  Weights weights;
  // A triangle adds the samples on either side of those that the pixels lie in.
  const int widest = from.spacing == 1 ? static_cast<int>(2 * reach) + 1 : static_cast<int>((2 * reach) / from.spacing) + 3;
  weights.reach = std::min(from.samples, widest);
  weights.taps = (weights.reach + 3) / 4 * 4;
  weights.all.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(weights.taps));
  weights.first.reserve(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    const int low = static_cast<int>(std::ceil(centre - reach));
    const int high = static_cast<int>(std::floor(centre + reach));
    const int lowest = static_cast<int>(std::floor((low + 0.5) / from.spacing - 0.5));
    const int first = std::clamp(lowest, 0, from.samples - weights.reach);
    Spread spread(from, first, weights.reach);
    for (int pixel = low; pixel <= high; ++pixel) spread.add(pixel, lanczos((pixel - centre) / widening));
    weights.first.push_back(first);
    spread.round_into(weights.all.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(weights.taps));
  }
  return weights;
}

}  // namespace cityaudit::media
