// A TIFF structure as EXIF embeds it: the bytes that say which way is up, and when and where.
#include "media/exif.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cityaudit;
  const int orientation = media::exif_orientation({data, size});
  if (orientation < 1 || orientation > 8) std::abort();
  const media::Origin origin = media::exif_origin({data, size});
  if (!origin.taken_at.empty() && !media::is_camera_time(origin.taken_at)) std::abort();
  if (origin.accuracy_metres && !origin.latitude_e7) std::abort();
  if (origin.latitude_e7.has_value() != origin.longitude_e7.has_value()) std::abort();
  if (origin.latitude_e7 && (std::abs(*origin.latitude_e7) > 900'000'000 || std::abs(*origin.longitude_e7) > 1'800'000'000)) std::abort();
  return 0;
}
