#include "media/scale.h"

#include "media/pixel_loops.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cityaudit::media {
namespace {

Side all_of(int pixels) { return {pixels, static_cast<double>(pixels), pixels, 1}; }

}  // namespace

Size fit(Size size, int side) {
  const int edge = std::max(size.width, size.height);
  if (edge <= side) return size;
  const auto shrink = [&](int length) { return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / edge))); };
  return {shrink(size.width), shrink(size.height)};
}

Picture scale(const Picture& picture, Size target) {
  if (target == Size{picture.width, picture.height}) return picture;
  const PixelLoops& loops = pixel_loops();
  const Weights across = lanczos_weights(all_of(picture.width), target.width);
  const Weights down = lanczos_weights(all_of(picture.height), target.height);
  const auto width = static_cast<std::size_t>(picture.width);
  std::vector<std::int16_t> blended(picture.row_bytes());
  std::vector<std::int16_t> wide(3 * (width + slack));
  std::vector<std::int16_t> narrow(3 * static_cast<std::size_t>(target.width));
  std::int16_t* channel[] = {wide.data(), wide.data() + (width + slack), wide.data() + 2 * (width + slack)};
  std::int16_t* small[] = {narrow.data(), narrow.data() + target.width, narrow.data() + 2 * target.width};
  std::vector<const std::uint8_t*> rows(static_cast<std::size_t>(down.taps));
  Picture out(target.width, target.height);
  for (int y = 0; y < target.height; ++y) {
    for (int j = 0; j < down.even_reach(); ++j)
      rows[static_cast<std::size_t>(j)] = picture.row(std::min(down.first[static_cast<std::size_t>(y)] + j, picture.height - 1));
    loops.blend(rows.data(), down.of(y), down.even_reach(), blended.data(), blended.size());
    loops.split(blended.data(), channel[0], channel[1], channel[2], width);
    for (int c = 0; c < 3; ++c) loops.squeeze(channel[c], across, small[c]);
    loops.join(small[0], small[1], small[2], out.row(y), static_cast<std::size_t>(target.width));
  }
  return out;
}

Picture scale(Picture&& picture, Size target) {
  if (target == Size{picture.width, picture.height}) return std::move(picture);
  const Picture from = std::move(picture);
  return scale(from, target);
}

}  // namespace cityaudit::media
