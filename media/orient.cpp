#include "media/orient.h"

#include <algorithm>
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

constexpr std::ptrdiff_t pixel = Picture::channels;

/// A run of pixels to neighbouring places. Moving four bytes is faster than moving three: the fourth is the next pixel's and is
/// written over, so all but the last one may take it along.
void copy_run(const std::uint8_t* from, std::ptrdiff_t step, std::uint8_t* to, int count) {
  for (; count > 1; --count, from += step, to += pixel) std::memcpy(to, from, pixel + 1);
  std::memcpy(to, from, pixel);
}

/// The same where the picture's last pixel may be among them, behind which there is no byte to take along.
void copy_last_run(const std::uint8_t* from, std::ptrdiff_t step, std::uint8_t* to, int count) {
  for (; count > 0; --count, from += step, to += pixel) std::memcpy(to, from, pixel);
}

}  // namespace

Picture orient(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const Walk walk = walk_for(picture, orientation);
  const bool turned = is_on_its_side(orientation);
  Picture out(turned ? picture.height : picture.width, turned ? picture.width : picture.height);
  const std::uint8_t* start = picture.pixels.data() + walk.start * pixel;
  const std::uint8_t* last = picture.pixels.data() + picture.pixels.size() - pixel;
  const std::ptrdiff_t right = walk.right * pixel;
  const std::ptrdiff_t down = walk.down * pixel;
  // Tiles keep both pictures' lines in the cache when rows become columns.
  constexpr int tile = 32;
  for (int top = 0; top < out.height; top += tile) {
    for (int left = 0; left < out.width; left += tile) {
      const int count = std::min(tile, out.width - left);
      for (int y = top; y < std::min(top + tile, out.height); ++y) {
        const std::uint8_t* from = start + y * down + left * right;
        const bool at_end = from == last || from + (count - 1) * right == last;
        (at_end ? copy_last_run : copy_run)(from, right, out.row(y) + left * pixel, count);
      }
    }
  }
  return out;
}

}  // namespace cityaudit::media
