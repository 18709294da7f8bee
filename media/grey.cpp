#include "media/grey.h"

namespace cityaudit::media {

Grey grey_of(const Picture& picture) {
  Grey grey{picture.width, picture.height, {}};
  const std::size_t count = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  grey.levels.resize(count);
  const std::uint8_t* from = picture.pixels.data();
  std::uint8_t* to = grey.levels.data();
  for (std::size_t i = 0; i < count; ++i) {
    to[i] = static_cast<std::uint8_t>((77U * from[3 * i] + 150U * from[3 * i + 1] + 29U * from[3 * i + 2] + 128U) >> 8U);
  }
  return grey;
}

}  // namespace cityaudit::media
