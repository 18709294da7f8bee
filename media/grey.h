#pragma once
// The brightness of a picture's pixels. Plain data and a pure function; any thread.

#include "media/picture.h"

namespace cityaudit::media {

struct Grey {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> levels;  // 0 black, 255 white; rows without padding

  const std::uint8_t* row(int y) const { return levels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width); }
};

/// Rec. 601 luma of sRGB values, as JPEG has it.
Grey grey_of(const Picture& picture);

}  // namespace cityaudit::media
