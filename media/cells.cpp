#include "media/cells.h"

#include <algorithm>

namespace cityaudit::media {
namespace {

std::array<float, Picture::channels> average(const Picture& picture, const Box& box) {
  std::array<std::uint64_t, Picture::channels> sum{};
  for (int y = box.top; y < box.bottom; ++y) {
    const std::uint8_t* pixel = picture.row(y) + static_cast<std::size_t>(box.left) * Picture::channels;
    for (int x = box.left; x < box.right; ++x, pixel += Picture::channels) {
      for (std::size_t c = 0; c < Picture::channels; ++c) sum[c] += pixel[c];
    }
  }
  const auto count = static_cast<float>(box.width()) * static_cast<float>(box.height());
  std::array<float, Picture::channels> out{};
  for (std::size_t c = 0; c < Picture::channels; ++c) out[c] = static_cast<float>(sum[c]) / count;
  return out;
}

}  // namespace

Cells::Between Cells::place(int offset, int length, int count) {
  const float at = (static_cast<float>(offset) + 0.5F) * static_cast<float>(count) / static_cast<float>(length) - 0.5F;
  const float within = std::clamp(at, 0.0F, static_cast<float>(count - 1));
  const int first = static_cast<int>(within);
  return {first, std::min(first + 1, count - 1), within - static_cast<float>(first)};
}

Cells::Cells(const Picture& picture, Box box, int side)
    : box_(box), columns_(std::max(1, box.width() / side)), rows_(std::max(1, box.height() / side)) {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      cells_.push_back(average(picture, {box.left + box.width() * column / columns_, box.top + box.height() * row / rows_,
                                         box.left + box.width() * (column + 1) / columns_, box.top + box.height() * (row + 1) / rows_}));
    }
  }
  for (int x = 0; x < box.width(); ++x) across_.push_back(place(x, box.width(), columns_));
}

void Cells::colours_of_row(int y, std::vector<Colour>& out) const {
  const Between down = place(y - box_.top, box_.height(), rows_);
  const Levels* above = cells_.data() + static_cast<std::ptrdiff_t>(down.first) * columns_;
  const Levels* below = cells_.data() + static_cast<std::ptrdiff_t>(down.second) * columns_;
  std::vector<Levels> line(static_cast<std::size_t>(columns_));
  for (std::size_t i = 0; i < line.size(); ++i) {
    for (std::size_t c = 0; c < Picture::channels; ++c) line[i][c] = above[i][c] + (below[i][c] - above[i][c]) * down.share + 0.5F;
  }
  out.resize(across_.size());
  for (std::size_t x = 0; x < across_.size(); ++x) {
    const Levels& from = line[static_cast<std::size_t>(across_[x].first)];
    const Levels& to = line[static_cast<std::size_t>(across_[x].second)];
    for (std::size_t c = 0; c < Picture::channels; ++c) {
      out[x][c] = static_cast<std::uint8_t>(static_cast<int>(from[c] + (to[c] - from[c]) * across_[x].share));
    }
  }
}

}  // namespace cityaudit::media
