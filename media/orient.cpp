#include "media/orient.h"

#include <cstring>

namespace cityaudit::media {
namespace {

/// Where the upright picture's pixel (0, 0) lies in the stored one, and the stored steps for one pixel right and one down.
struct Walk {
  std::ptrdiff_t start;
  std::ptrdiff_t right;
  std::ptrdiff_t down;
};

Walk walk_for(const Picture& stored, int orientation) {
  const std::ptrdiff_t w = stored.width;
  const std::ptrdiff_t last_column = w - 1;
  const std::ptrdiff_t last_row = w * (stored.height - 1);
  switch (orientation) {
    case 2: return {last_column, -1, w};
    case 3: return {last_row + last_column, -1, -w};
    case 4: return {last_row, 1, -w};
    case 5: return {0, w, 1};
    case 6: return {last_row, -w, 1};
    case 7: return {last_row + last_column, -w, -1};
    case 8: return {last_column, w, -1};
    default: return {0, 1, w};
  }
}

}  // namespace

Picture orient(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const Walk walk = walk_for(picture, orientation);
  const bool turned = is_on_its_side(orientation);
  Picture out(turned ? picture.height : picture.width, turned ? picture.width : picture.height);
  // Tiles keep both pictures' lines in the cache when rows become columns.
  constexpr int tile = 32;
  for (int top = 0; top < out.height; top += tile) {
    for (int left = 0; left < out.width; left += tile) {
      for (int y = top; y < out.height && y < top + tile; ++y) {
        std::uint8_t* to = out.row(y) + static_cast<std::size_t>(left) * Picture::channels;
        std::ptrdiff_t from = walk.start + y * walk.down + left * walk.right;
        for (int x = left; x < out.width && x < left + tile; ++x, from += walk.right, to += Picture::channels) {
          std::memcpy(to, picture.pixels.data() + static_cast<std::size_t>(from) * Picture::channels, Picture::channels);
        }
      }
    }
  }
  return out;
}

}  // namespace cityaudit::media
