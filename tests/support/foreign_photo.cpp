#include "tests/support/foreign_photo.h"

#include <gif_lib.h>
#include <lcms2.h>
#include <libheif/heif.h>
#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace cityaudit::tests {
namespace {

constexpr std::array<std::array<unsigned char, 3>, 4> quarters = {{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}}};

int quarter_at(int x, int y, int width, int height) { return (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1); }

void check(const heif_error& error) {
  if (error.code != heif_error_Ok) throw std::runtime_error(std::string("libheif: ") + error.message);
}

heif_error append(heif_context*, const void* data, std::size_t size, void* to) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(data), size);
  return {heif_error_Ok, heif_suberror_Unspecified, "done"};
}

heif_image* paint(int width, int height) {
  heif_image* image = nullptr;
  check(heif_image_create(width, height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image));
  check(heif_image_add_plane(image, heif_channel_interleaved, width, height, 8));
  int stride = 0;
  unsigned char* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        plane[y * stride + x * 3 + c] = quarters[static_cast<std::size_t>(quarter_at(x, y, width, height))][static_cast<std::size_t>(c)];
  return image;
}

/// libheif writes no turns, so the `pixi` property, which readers can do without, is renamed to `irot`: its box keeps its place,
/// its size and its association with the picture, and the first byte of its body becomes the angle.
std::string with_turns(std::string file, int turns) {
  const auto at = file.find("pixi");
  if (at == std::string::npos) throw std::runtime_error("no property to replace");
  file.replace(at, 4, "irot");
  file[at + 4] = static_cast<char>(turns);
  return file;
}

int append_gif(GifFileType* gif, const GifByteType* bytes, int count) {
  static_cast<std::string*>(gif->UserData)->append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  return count;
}

void put_frame(GifFileType* gif, int width, int height, bool interlaced, bool black) {
  GraphicsControlBlock control{DISPOSAL_UNSPECIFIED, false, 10, 3};
  std::array<GifByteType, 4> bytes{};
  EGifGCBToExtension(&control, bytes.data());
  EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, bytes.size(), bytes.data());
  EGifPutImageDesc(gif, 0, 0, width, height, interlaced, nullptr);
  const auto line = [&](int y) {
    std::vector<GifPixelType> row;
    for (int x = 0; x < width; ++x) row.push_back(static_cast<GifPixelType>(black ? 4 : quarter_at(x, y, width, height)));
    EGifPutLine(gif, row.data(), width);
  };
  if (!interlaced) {
    for (int y = 0; y < height; ++y) line(y);
    return;
  }
  constexpr int first[] = {0, 4, 2, 1};
  constexpr int step[] = {8, 8, 4, 2};
  for (int pass = 0; pass < 4; ++pass)
    for (int y = first[pass]; y < height; y += step[pass]) line(y);
}

std::string with_profile(const std::string& jpeg, void* profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  const std::string body = std::string("ICC_PROFILE\0\x01\x01", 14) + bytes;
  const std::size_t length = body.size() + 2;
  const std::string head{'\xFF', '\xE2', static_cast<char>(length >> 8U), static_cast<char>(length & 0xFFU)};
  return jpeg.substr(0, 2) + head + body + jpeg.substr(2);
}

}  // namespace

std::string quarters_heif(HeifKind kind, int width, int height, int turns, const std::string& tiff) {
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  const auto format = kind == HeifKind::heic ? heif_compression_HEVC : heif_compression_AV1;
  if (heif_context_get_encoder_for_format(context, format, &encoder).code != heif_error_Ok) {
    heif_context_free(context);
    return {};
  }
  heif_encoder_set_lossy_quality(encoder, 90);
  heif_image* image = paint(width, height);
  heif_image_handle* handle = nullptr;
  check(heif_context_encode_image(context, image, encoder, nullptr, &handle));
  if (!tiff.empty()) check(heif_context_add_exif_metadata(context, handle, tiff.data(), static_cast<int>(tiff.size())));
  std::string out;
  heif_writer writer{1, append};
  check(heif_context_write(context, &writer, &out));
  heif_image_handle_release(handle);
  heif_image_release(image);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return turns == 0 ? out : with_turns(out, turns);
}

std::string quarters_gif(int width, int height, bool interlaced) {
  std::string out;
  int error = 0;
  GifFileType* gif = EGifOpen(&out, append_gif, &error);
  if (!gif) throw std::runtime_error("giflib");
  std::array<GifColorType, 8> colours{};
  for (std::size_t i = 0; i < 4; ++i) colours[i] = {quarters[i][0], quarters[i][1], quarters[i][2]};
  colours[3] = {9, 9, 9};  // transparent: what shows through it is white
  ColorMapObject* map = GifMakeMapObject(8, colours.data());
  EGifSetGifVersion(gif, true);
  EGifPutScreenDesc(gif, width, height, 8, 0, map);
  GifFreeMapObject(map);
  put_frame(gif, width, height, interlaced, false);
  put_frame(gif, width, height, interlaced, true);
  EGifCloseFile(gif, &error);
  return out;
}

std::string with_wide_profile(const std::string& jpeg) {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 2.2);
  cmsToneCurve* curves[] = {curve, curve, curve};
  void* profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return with_profile(jpeg, profile);
}

std::string with_plain_profile(const std::string& jpeg) { return with_profile(jpeg, cmsCreate_sRGBProfile()); }

}  // namespace cityaudit::tests
