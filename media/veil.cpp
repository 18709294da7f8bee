#include "media/veil.h"

#include "media/cells.h"

#include <algorithm>
#include <cstring>

namespace cityaudit::media {

Picture veil(const Picture& picture) {
  constexpr int cells_max = 8;
  const int side = (std::max(picture.width, picture.height) + cells_max - 1) / cells_max;
  const Cells cells(picture, {0, 0, picture.width, picture.height}, side);
  Picture out(picture.width, picture.height);
  std::vector<Cells::Colour> colours;
  for (int y = 0; y < out.height; ++y) {
    cells.colours_of_row(y, colours);
    std::memcpy(out.row(y), colours.data(), out.row_bytes());
  }
  return out;
}

}  // namespace cityaudit::media
