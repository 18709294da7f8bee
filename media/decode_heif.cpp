#include "media/decode_heif.h"

#include "media/exif.h"
#include "media/plane_scaler.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

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
  void operator()(heif_color_profile_nclx* profile) const { heif_nclx_color_profile_free(profile); }
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

Verdict<Owned<heif_image>> decode_as(const heif_image_handle* handle, heif_colorspace colours, heif_chroma layout) {
  const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
  options->convert_hdr_to_8bit = 1;
  heif_image* image = nullptr;
  const heif_error error = heif_decode_image(handle, &image, colours, layout, options.get());
  if (error.code != heif_error_Ok) return refusal_of(error, "decoding");
  return Owned<heif_image>(image);
}

/// Whether planes mean what they mean in a JPEG: full range, the matrix of BT.601. libheif takes those that say nothing for such, too.
bool is_as_in_jpeg(const heif_image* image) {
  heif_color_profile_nclx* stated = nullptr;
  if (heif_image_get_nclx_color_profile(image, &stated).code != heif_error_Ok) return true;
  const Owned<heif_color_profile_nclx> profile(stated);
  const heif_matrix_coefficients matrix = profile->matrix_coefficients;
  return profile->full_range_flag != 0 &&
         (matrix == heif_matrix_coefficients_ITU_R_BT_601_6 || matrix == heif_matrix_coefficients_ITU_R_BT_470_6_System_B_G ||
          matrix == heif_matrix_coefficients_unspecified);
}

struct Samples {
  const std::uint8_t* all = nullptr;  // libheif's
  int row_bytes = 0;
  Size size;

  const std::uint8_t* row(int y) const { return all + std::ptrdiff_t{std::min(y, size.height - 1)} * row_bytes; }
};

/// One sample for `spacing` pixels each way; nothing when they are not such, or not of 8 bits.
std::optional<Samples> samples_of(const heif_image* image, heif_channel channel, Size pixels, int spacing) {
  Samples samples;
  samples.all = heif_image_get_plane_readonly(image, channel, &samples.row_bytes);
  samples.size = {heif_image_get_width(image, channel), heif_image_get_height(image, channel)};
  const Size expected{(pixels.width + spacing - 1) / spacing, (pixels.height + spacing - 1) / spacing};
  if (!samples.all || samples.size != expected || heif_image_get_bits_per_pixel_range(image, channel) != 8) return std::nullopt;
  return samples;
}

/// Planes of red, green and blue: what libheif makes of the tiles that phones write.
std::optional<Picture> scale_colours(const heif_image* image, Size target) {
  const Size size{heif_image_get_width(image, heif_channel_R), heif_image_get_height(image, heif_channel_R)};
  const auto red = samples_of(image, heif_channel_R, size, 1);
  const auto green = samples_of(image, heif_channel_G, size, 1);
  const auto blue = samples_of(image, heif_channel_B, size, 1);
  if (!red || !green || !blue) return std::nullopt;
  PlaneScaler scaler({plane_of_pixels(size)}, target);
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t *r = red->row(y), *g = green->row(y), *b = blue->row(y);
    std::uint8_t* to = scaler.row(0, 0);
    for (int x = 0; x < size.width; ++x, to += Picture::channels) {
      to[0] = r[x];
      to[1] = g[x];
      to[2] = b[x];
    }
    scaler.advance();
  }
  return scaler.take();
}

/// Planes of brightness, and of colour at half the size, that mean what they mean in a JPEG.
std::optional<Picture> scale_brightness(const heif_image* image, bool colour, Size target) {
  if (!is_as_in_jpeg(image)) return std::nullopt;
  const Size size{heif_image_get_width(image, heif_channel_Y), heif_image_get_height(image, heif_channel_Y)};
  const int rows_at_once = colour ? 2 : 1;
  std::vector<Samples> sources;
  std::vector<Plane> planes;
  for (const heif_channel channel : {heif_channel_Y, heif_channel_Cb, heif_channel_Cr}) {
    if (!colour && channel != heif_channel_Y) break;
    const int spacing = channel == heif_channel_Y ? 1 : 2;
    const auto samples = samples_of(image, channel, size, spacing);
    if (!samples) return std::nullopt;
    Plane plane;
    plane.across = {size.width, static_cast<double>(size.width), samples->size.width, spacing};
    plane.down = {size.height, static_cast<double>(size.height), samples->size.height, spacing};
    plane.row_bytes = static_cast<std::size_t>(samples->size.width);
    plane.rows_at_once = rows_at_once / spacing;
    sources.push_back(*samples);
    planes.push_back(plane);
  }
  PlaneScaler scaler(planes, target);
  for (int y = 0; y < size.height; y += rows_at_once) {
    for (std::size_t p = 0; p < planes.size(); ++p)
      for (int i = 0; i < planes[p].rows_at_once; ++i)
        std::memcpy(scaler.row(p, i), sources[p].row(y / planes[p].down.spacing + i), planes[p].row_bytes);
    scaler.advance();
  }
  return scaler.take();
}

/// Scales libheif's planes as they are: the large picture never stands in memory a second time. Nothing for planes of other kinds.
std::optional<Picture> scale_planes(const heif_image* image, Size target) {
  const heif_chroma layout = heif_image_get_chroma_format(image);
  switch (heif_image_get_colorspace(image)) {
    case heif_colorspace_RGB: return layout == heif_chroma_444 ? scale_colours(image, target) : std::nullopt;
    case heif_colorspace_YCbCr: return layout == heif_chroma_420 ? scale_brightness(image, true, target) : std::nullopt;
    case heif_colorspace_monochrome: return scale_brightness(image, false, target);
    default: return std::nullopt;
  }
}

Verdict<Picture> pixels_of(const heif_image_handle* handle, bool alpha) {
  auto image = decode_as(handle, heif_colorspace_RGB, alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
  if (!image) return image.error();
  const int width = heif_image_get_width(image->get(), heif_channel_interleaved);
  const int height = heif_image_get_height(image->get(), heif_channel_interleaved);
  int stride = 0;
  const std::uint8_t* plane = heif_image_get_plane_readonly(image->get(), heif_channel_interleaved, &stride);
  if (!plane || width <= 0 || height <= 0) return Refusal{RefusalReason::unreadable, "libheif gave no pixels"};
  Picture picture(width, height);
  for (int y = 0; y < height; ++y) copy_row(plane + static_cast<std::ptrdiff_t>(y) * stride, picture.row(y), width, alpha);
  return picture;
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
  const heif_image_handle* handle = opened->handle.get();
  const bool alpha = heif_image_handle_has_alpha_channel(handle) != 0;
  const Size size{heif_image_handle_get_width(handle), heif_image_handle_get_height(handle)};
  const Size target = fit(size, static_cast<int>(limits.preview_side));
  if (!alpha && target != size) {
    auto image = decode_as(handle, heif_colorspace_undefined, heif_chroma_undefined);
    if (!image) return image.error();
    if (auto picture = scale_planes(image->get(), target)) return Decoded{*std::move(picture), false, colour_profile(handle)};
  }
  auto picture = pixels_of(handle, alpha);
  if (!picture) return picture.error();
  return Decoded{*std::move(picture), false, colour_profile(handle)};
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
