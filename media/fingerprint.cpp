#include "media/fingerprint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cityaudit::media {
namespace {

constexpr int side = 32;
constexpr int frequencies = 9;
/// Below this a frequency is rounding, not something that the picture shows (grey levels, of a picture of 32 x 32).
constexpr double silence = 1.0;

using Square = std::array<std::array<double, side>, side>;

/// Every cell the mean of the pixels that lie in it, or the nearest pixel where the picture has fewer than cells.
Square shrink(const Grey& grey) {
  const auto from = [](int i, int length) { return std::min(length - 1, i * length / side); };
  const auto end = [&](int i, int length) { return std::max(from(i, length) + 1, (i + 1) * length / side); };
  Square square{};
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int left = from(column, grey.width);
      const int right = end(column, grey.width);
      std::uint64_t sum = 0;
      for (int y = from(row, grey.height); y < end(row, grey.height); ++y) {
        for (int x = left; x < right; ++x) sum += grey.row(y)[x];
      }
      const int rows = end(row, grey.height) - from(row, grey.height);
      square[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
          static_cast<double>(sum) / (static_cast<double>(right - left) * rows);
    }
  }
  return square;
}

struct Cosines {
  std::array<std::array<double, side>, frequencies> of{};
  Cosines() {
    for (std::size_t k = 0; k < frequencies; ++k) {
      for (std::size_t n = 0; n < side; ++n)
        of[k][n] = std::cos(std::numbers::pi / side * (static_cast<double>(n) + 0.5) * static_cast<double>(k)) *
                   std::sqrt((k == 0 ? 1.0 : 2.0) / side);
    }
  }
};

std::array<double, 64> lowest_frequencies(const Square& square) {
  static const Cosines cosines;
  std::array<std::array<double, side>, frequencies> across{};  // [frequency][row]
  for (std::size_t k = 0; k < frequencies; ++k) {
    for (std::size_t y = 0; y < side; ++y) {
      for (std::size_t x = 0; x < side; ++x) across[k][y] += square[y][x] * cosines.of[k][x];
    }
  }
  const auto frequency = [&](std::size_t down, std::size_t right) {
    double sum = 0.0;
    for (std::size_t y = 0; y < side; ++y) sum += across[right][y] * cosines.of[down][y];
    return std::abs(sum) < silence ? 0.0 : sum;
  };
  std::array<double, 64> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i == 0 ? frequency(8, 8) : frequency(i / 8, i % 8);
  return out;
}

}  // namespace

std::uint64_t fingerprint(const Grey& grey) {
  const std::array<double, 64> found = lowest_frequencies(shrink(grey));
  std::array<double, 64> sorted = found;
  std::sort(sorted.begin(), sorted.end());
  const double median = (sorted[31] + sorted[32]) / 2.0;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < found.size(); ++i) bits |= std::uint64_t{found[i] > median} << i;
  return bits;
}

}  // namespace cityaudit::media
