#include "tests/bench/vips_peer.h"

#include <cstring>
#include <stdexcept>

#ifdef CITYAUDIT_BENCH_VIPS

#include <vips/vips.h>
#include <memory>

namespace cityaudit::bench {
namespace {

struct Release {
  void operator()(void* object) const { g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Release>;

[[noreturn]] void give_up() { throw std::runtime_error(std::string("libvips: ") + vips_error_buffer()); }

Image thumbnail(Bytes file, int side) {
  VipsImage* out = nullptr;
  if (vips_thumbnail_buffer(const_cast<unsigned char*>(file.data()), file.size(), &out, side, "height", side, "size", VIPS_SIZE_DOWN,
                            nullptr))
    give_up();
  return Image(out);
}

std::string jpeg_of(const Image& image) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (vips_jpegsave_buffer(image.get(), &bytes, &size, "Q", 80, "strip", TRUE, nullptr)) give_up();
  std::string out(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return out;
}

}  // namespace

std::optional<std::string> start_vips() {
  if (VIPS_INIT("media_bench")) give_up();
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  return vips_version_string();
}

VipsResult derive_with_vips(Bytes file, int preview_side, int thumbnail_side) {
  return {jpeg_of(thumbnail(file, preview_side)), jpeg_of(thumbnail(file, thumbnail_side))};
}

media::Picture scale_with_vips(Bytes file, int side) {
  const Image image = thumbnail(file, side);
  const int bands = vips_image_get_bands(image.get());
  std::size_t size = 0;
  void* bytes = vips_image_write_to_memory(image.get(), &size);
  if (!bytes) give_up();
  media::Picture picture(vips_image_get_width(image.get()), vips_image_get_height(image.get()));
  const bool rgb = bands == 3 && size == picture.pixels.size();
  if (rgb) std::memcpy(picture.pixels.data(), bytes, size);
  g_free(bytes);
  if (!rgb) throw std::runtime_error("libvips: not an RGB picture of 8 bits");
  return picture;
}

}  // namespace cityaudit::bench

#else

namespace cityaudit::bench {

std::optional<std::string> start_vips() { return std::nullopt; }
VipsResult derive_with_vips(Bytes, int, int) { throw std::logic_error("built without libvips"); }
media::Picture scale_with_vips(Bytes, int) { throw std::logic_error("built without libvips"); }

}  // namespace cityaudit::bench

#endif
