// The header check that every photo passes before it is decoded.
#include "media/inspect.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cityaudit;
  const media::DeriveLimits limits;
  const auto found = media::inspect({data, size}, limits);
  if (found) {
    const bool sound = found->width > 0 && found->height > 0 && std::uint64_t{found->width} * found->height <= limits.photo_pixels_max &&
                       found->orientation >= 1 && found->orientation <= 8;
    if (!sound) std::abort();
  }
  return 0;
}
