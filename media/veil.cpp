#include "media/veil.h"

#include "media/cells.h"

#include <algorithm>

namespace cityaudit::media {

Picture veil(const Picture& picture) {
  constexpr int cells_max = 8;
  const int side = (std::max(picture.width, picture.height) + cells_max - 1) / cells_max;
  const Cells cells(picture, {0, 0, picture.width, picture.height}, side);
  Picture out(picture.width, picture.height);
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* pixel = out.row(y);
    for (int x = 0; x < out.width; ++x, pixel += Picture::channels) {
      const Cells::Colour colour = cells.at(x, y);
      std::copy(colour.begin(), colour.end(), pixel);
    }
  }
  return out;
}

}  // namespace cityaudit::media
