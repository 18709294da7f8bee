#include "media/decode_heif.h"

#include "media/exif.h"

#include <algorithm>
#include <cstring>
#include <memory>

#if CITYAUDIT_HEIF
#include <libheif/heif.h>
#endif

namespace cityaudit::media {
namespace {

bool has_brand(Bytes file, std::initializer_list<std::string_view> brands) {
  if (file.size() < 16 || std::memcmp(file.data() + 4, "ftyp", 4) != 0) return false;
  const std::size_t stated = std::size_t{file[0]} << 24U | std::size_t{file[1]} << 16U | std::size_t{file[2]} << 8U | file[3];
  const std::size_t box = std::min<std::size_t>({stated, file.size(), 256});
  for (std::size_t at = 8; at + 4 <= box; at += 4)
    for (const std::string_view brand : brands)
      if (std::memcmp(file.data() + at, brand.data(), 4) == 0) return true;
  return false;
}

bool is_avif(Bytes file) { return has_brand(file, {"avif", "avis"}); }

#if CITYAUDIT_HEIF

struct Release {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

struct Opened {
  Owned<heif_context> context;
  Owned<heif_image_handle> handle;
};

Refusal refusal_of(const heif_error& error, const char* step) {
  const std::string detail =
      std::string("libheif, ") + step + ": error " + std::to_string(error.code) + "." + std::to_string(error.subcode);
  switch (error.code) {
    case heif_error_Unsupported_feature:
    case heif_error_Unsupported_filetype: return {RefusalReason::format_not_supported, detail};
    case heif_error_Memory_allocation_error: return {RefusalReason::too_many_pixels, detail};
    default: return {RefusalReason::unreadable, detail};
  }
}

Verdict<Opened> open(Bytes file, const DeriveLimits& limits) {
  Opened opened{Owned<heif_context>(heif_context_alloc()), nullptr};
  heif_context_set_maximum_image_size_limit(opened.context.get(), static_cast<int>(limits.photo_side_max));
  heif_context_set_max_decoding_threads(opened.context.get(), 0);
  heif_error error = heif_context_read_from_memory_without_copy(opened.context.get(), file.data(), file.size(), nullptr);
  if (error.code != heif_error_Ok) return refusal_of(error, "reading the boxes");
  heif_image_handle* handle = nullptr;
  error = heif_context_get_primary_image_handle(opened.context.get(), &handle);
  if (error.code != heif_error_Ok) return refusal_of(error, "finding the picture");
  opened.handle.reset(handle);
  return opened;
}

/// Empty when there is none or it is larger than any honest one.
std::string colour_profile(const heif_image_handle* handle) {
  constexpr std::size_t profile_bytes_max = 4'000'000;
  const std::size_t bytes = heif_image_handle_get_raw_color_profile_size(handle);
  if (bytes == 0 || bytes > profile_bytes_max) return {};
  std::string profile(bytes, '\0');
  if (heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok) return {};
  return profile;
}

/// The item begins with how many bytes to skip to the TIFF structure, 32 bits big-endian.
Origin origin_of(const heif_image_handle* handle) {
  constexpr std::size_t exif_bytes_max = 1'000'000;
  heif_item_id item = 0;
  if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &item, 1) != 1) return {};
  const std::size_t bytes = heif_image_handle_get_metadata_size(handle, item);
  if (bytes < 4 || bytes > exif_bytes_max) return {};
  std::string block(bytes, '\0');
  if (heif_image_handle_get_metadata(handle, item, block.data()).code != heif_error_Ok) return {};
  const Bytes found = bytes_of(block);
  const std::size_t skip = 4 + (std::size_t{found[0]} << 24U | std::size_t{found[1]} << 16U | std::size_t{found[2]} << 8U | found[3]);
  return skip <= found.size() ? exif_origin(found.subspan(skip)) : Origin{};
}

/// Transparent parts show white, as a page does.
void copy_row(const std::uint8_t* from, std::uint8_t* to, int width, bool alpha) {
  if (!alpha) {
    std::memcpy(to, from, static_cast<std::size_t>(width) * Picture::channels);
    return;
  }
  for (int x = 0; x < width; ++x, from += 4, to += Picture::channels)
    for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 255U * (255U - from[3]) + 127U) / 255U);
}

#endif

}  // namespace

bool is_heif(Bytes file) { return is_avif(file) || has_brand(file, {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"}); }

#if CITYAUDIT_HEIF

Verdict<Inspection> inspect_heif(Bytes file, const DeriveLimits& limits) {
  const PhotoFormat format = is_avif(file) ? PhotoFormat::avif : PhotoFormat::heic;
  if (!limits.heif) return Refusal{RefusalReason::format_not_supported, "HEIC and AVIF are switched off (media.heif)"};
  auto opened = open(file, limits);
  if (!opened) return opened.error();
  const int width = heif_image_handle_get_width(opened->handle.get());
  const int height = heif_image_handle_get_height(opened->handle.get());
  if (width < 0 || height < 0) return Refusal{RefusalReason::unreadable, "a side below 0 pixels"};
  return Inspection{format, static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), 0, 1, origin_of(opened->handle.get())};
}

Verdict<Decoded> decode_heif(Bytes file, const DeriveLimits& limits) {
  auto opened = open(file, limits);
  if (!opened) return opened.error();
  const bool alpha = heif_image_handle_has_alpha_channel(opened->handle.get()) != 0;
  const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
  options->convert_hdr_to_8bit = 1;
  heif_image* decoded = nullptr;
  const heif_chroma layout = alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
  const heif_error error = heif_decode_image(opened->handle.get(), &decoded, heif_colorspace_RGB, layout, options.get());
  if (error.code != heif_error_Ok) return refusal_of(error, "decoding");
  const Owned<heif_image> image(decoded);
  const int width = heif_image_get_width(decoded, heif_channel_interleaved);
  const int height = heif_image_get_height(decoded, heif_channel_interleaved);
  int stride = 0;
  const std::uint8_t* plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
  if (!plane || width <= 0 || height <= 0) return Refusal{RefusalReason::unreadable, "libheif gave no pixels"};
  Decoded out{Picture(width, height), false, colour_profile(opened->handle.get())};
  for (int y = 0; y < height; ++y) copy_row(plane + static_cast<std::ptrdiff_t>(y) * stride, out.picture.row(y), width, alpha);
  return out;
}

void warm_up_heif() { heif_init(nullptr); }

#else

Verdict<Inspection> inspect_heif(Bytes, const DeriveLimits&) {
  return Refusal{RefusalReason::format_not_supported, "built without libheif (CITYAUDIT_HEIF)"};
}
Verdict<Decoded> decode_heif(Bytes, const DeriveLimits&) {
  return Refusal{RefusalReason::format_not_supported, "built without libheif (CITYAUDIT_HEIF)"};
}
void warm_up_heif() {}

#endif

}  // namespace cityaudit::media
