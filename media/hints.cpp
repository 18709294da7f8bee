#include "media/hints.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace cityaudit::media {
namespace {

constexpr int fields_a_side = 10;
constexpr std::size_t rank = 9;  // of the fields, from the sharpest

struct Sums {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
};

/// One row of one field. In 32 bits: a row is at most 65,535 pixels long, a field a tenth of that, and a square at most 1020^2.
void add_row(const std::uint8_t* above, const std::uint8_t* row, const std::uint8_t* below, int from, int to, Sums& sums) {
  std::int32_t sum = 0;
  std::uint64_t squares = 0;
  std::uint32_t part = 0;
  for (int x = from; x < to;) {
    const int stop = std::min(to, x + 2048);
    for (part = 0; x < stop; ++x) {
      const std::int32_t bend = 4 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x];
      sum += bend;
      part += static_cast<std::uint32_t>(bend * bend);
    }
    squares += part;
  }
  sums.count += to - from;
  sums.sum += sum;
  sums.squares += static_cast<std::int64_t>(squares);
}

double variance(const Sums& sums) {
  if (sums.count == 0) return 0.0;
  const double mean = static_cast<double>(sums.sum) / static_cast<double>(sums.count);
  return static_cast<double>(sums.squares) / static_cast<double>(sums.count) - mean * mean;
}

}  // namespace

std::uint16_t sharpness(const Grey& grey) {
  std::array<Sums, std::size_t{fields_a_side} * fields_a_side> fields{};
  const auto edge = [](int i, int length) { return std::clamp(i * length / fields_a_side, 1, std::max(1, length - 1)); };
  for (int y = 1; y + 1 < grey.height; ++y) {
    const int down = std::min(fields_a_side - 1, y * fields_a_side / grey.height);
    for (int i = 0; i < fields_a_side; ++i) {
      Sums& field = fields[static_cast<std::size_t>(down * fields_a_side + i)];
      add_row(grey.row(y - 1), grey.row(y), grey.row(y + 1), edge(i, grey.width), edge(i + 1, grey.width), field);
    }
  }
  std::array<double, fields.size()> found{};
  std::transform(fields.begin(), fields.end(), found.begin(), variance);
  std::nth_element(found.begin(), found.begin() + rank, found.end(), std::greater<>());
  return static_cast<std::uint16_t>(std::clamp(found[rank] + 0.5, 0.0, 65'535.0));
}

std::uint8_t brightness(const Grey& grey) {
  const std::uint64_t sum = std::accumulate(grey.levels.begin(), grey.levels.end(), std::uint64_t{0});
  return grey.levels.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>((sum + grey.levels.size() / 2) / grey.levels.size());
}

}  // namespace cityaudit::media
