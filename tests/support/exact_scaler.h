#pragma once
// What scaling should give: the sum as the formula has it, in double precision, slowly. Any thread.

#include "media/picture.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace cityaudit::tests {

/// Lanczos with 3 lobes over rows of `channels` interleaved values, border values repeated.
/// `extent` is where the values end, in values: less than their number where the last one is only half inside.
inline std::vector<double> exactly_squeezed(const std::vector<double>& row, int channels, double extent, int to) {
  const int count = static_cast<int>(row.size()) / channels;
  const double ratio = extent / to;
  const double widening = std::max(1.0, ratio);
  const auto lanczos = [](double x) {
    if (x == 0.0) return 1.0;
    if (std::abs(x) >= 3.0) return 0.0;
    const double a = std::numbers::pi * x;
    return 3.0 * std::sin(a) * std::sin(a / 3.0) / (a * a);
  };
  std::vector<double> out;
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    const int low = static_cast<int>(std::floor(centre - 3 * widening));
    const int high = static_cast<int>(std::ceil(centre + 3 * widening));
    std::vector<double> sums(static_cast<std::size_t>(channels));
    double whole = 0.0;
    for (int j = low; j <= high; ++j) {
      const double w = lanczos((j - centre) / widening);
      const double* values = row.data() + static_cast<std::size_t>(std::clamp(j, 0, count - 1)) * sums.size();
      for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += w * values[c];
      whole += w;
    }
    for (const double sum : sums) out.push_back(sum / whole);
  }
  return out;
}

/// Width and height of what `picture` shows, in its pixels.
struct Extent {
  double width = 0;
  double height = 0;
};

/// Levels of the small picture, not rounded and not cut off at black and white.
inline std::vector<double> exactly_scaled(const media::Picture& picture, Extent extent, int width, int height) {
  std::vector<double> columns;  // the picture with its rows and columns exchanged, narrowed
  for (int y = 0; y < picture.height; ++y) {
    const std::vector<double> row(picture.row(y), picture.row(y) + picture.row_bytes());
    const std::vector<double> narrow = exactly_squeezed(row, 3, extent.width, width);
    columns.insert(columns.end(), narrow.begin(), narrow.end());
  }
  return exactly_squeezed(columns, 3 * width, extent.height, height);
}

}  // namespace cityaudit::tests
