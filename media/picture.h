#pragma once
// Decoded pixels: 8 bits per channel, red green blue, rows without padding. Plain data; any thread.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cityaudit::media {

struct Picture {
  static constexpr std::size_t channels = 3;

  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  Picture() = default;
  Picture(int w, int h) : width(w), height(h), pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * channels) {}

  std::size_t row_bytes() const { return static_cast<std::size_t>(width) * channels; }
  std::uint8_t* row(int y) { return pixels.data() + static_cast<std::size_t>(y) * row_bytes(); }
  const std::uint8_t* row(int y) const { return pixels.data() + static_cast<std::size_t>(y) * row_bytes(); }
};

}  // namespace cityaudit::media
