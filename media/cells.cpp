#include "media/cells.h"

#include <algorithm>

namespace cityaudit::media {
namespace {

/// The cells before and after a position, and how far it is from the first to the second.
struct Between {
  int first;
  int second;
  float share;
};

Between place(int offset, int length, int count) {
  const float at = (static_cast<float>(offset) + 0.5F) * static_cast<float>(count) / static_cast<float>(length) - 0.5F;
  const float within = std::clamp(at, 0.0F, static_cast<float>(count - 1));
  const int first = static_cast<int>(within);
  return {first, std::min(first + 1, count - 1), within - static_cast<float>(first)};
}

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

Cells::Cells(const Picture& picture, Box box, int side)
    : box_(box), columns_(std::max(1, box.width() / side)), rows_(std::max(1, box.height() / side)) {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      cells_.push_back(average(picture, {box.left + box.width() * column / columns_, box.top + box.height() * row / rows_,
                                         box.left + box.width() * (column + 1) / columns_, box.top + box.height() * (row + 1) / rows_}));
    }
  }
}

Cells::Colour Cells::at(int x, int y) const {
  const Between across = place(x - box_.left, box_.width(), columns_);
  const Between down = place(y - box_.top, box_.height(), rows_);
  Colour out{};
  for (std::size_t c = 0; c < Picture::channels; ++c) {
    const auto mix = [&](int row) {
      const float from = cell(across.first, row)[c];
      return from + (cell(across.second, row)[c] - from) * across.share;
    };
    const float above = mix(down.first);
    out[c] = static_cast<std::uint8_t>(above + (mix(down.second) - above) * down.share + 0.5F);
  }
  return out;
}

}  // namespace cityaudit::media
