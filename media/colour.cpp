#include "media/colour.h"

#include <lcms2.h>
#include <zlib.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace cityaudit::media {
namespace {

constexpr std::size_t profile_bytes_max = 4'000'000;
constexpr int chunks_max = 4096;
constexpr int rounding = 2;  // of 255: a profile whose colours differ by no more is sRGB

struct Release {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct ReleaseTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, Release>;
using Transform = std::unique_ptr<void, ReleaseTransform>;

Transform make_transform(const std::string& bytes) {
  cmsSetLogErrorHandler(nullptr);
  const Profile from(cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
  if (!from || cmsGetColorSpace(from.get()) != cmsSigRgbData) return nullptr;
  const Profile to(cmsCreate_sRGBProfile());
  return Transform(cmsCreateTransform(from.get(), TYPE_RGB_8, to.get(), TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, 0));
}

/// Whether the transform leaves a lattice of colours where they are.
bool changes_nothing(const Transform& transform) {
  constexpr std::array<std::uint8_t, 5> levels = {0, 64, 128, 192, 255};
  for (const std::uint8_t red : levels)
    for (const std::uint8_t green : levels)
      for (const std::uint8_t blue : levels) {
        const std::array<std::uint8_t, 3> before = {red, green, blue};
        std::array<std::uint8_t, 3> after{};
        cmsDoTransform(transform.get(), before.data(), after.data(), 1);
        for (std::size_t c = 0; c < 3; ++c)
          if (std::abs(before[c] - after[c]) > rounding) return false;
      }
  return true;
}

/// The inflated bytes; empty when they are broken or larger than a profile may be.
std::string inflate_profile(Bytes packed) {
  std::string out;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), profile_bytes_max));
  std::array<char, 16'384> piece{};
  int status = Z_OK;
  while (status == Z_OK && out.size() <= profile_bytes_max) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = piece.size();
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END && out.size() <= profile_bytes_max ? out : std::string();
}

std::size_t number(Bytes bytes, std::size_t at, bool big_endian) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | bytes[at + (big_endian ? i : 3 - i)];
  return value;
}

bool is_named(Bytes bytes, std::size_t at, const char* name) { return std::memcmp(bytes.data() + at, name, 4) == 0; }

}  // namespace

std::string profile_in_png(Bytes file) {
  std::size_t at = 8;
  for (int chunk = 0; chunk < chunks_max && at <= file.size() && file.size() - at >= 12; ++chunk) {
    const std::size_t length = number(file, at, true);
    if (length > file.size() - at - 12 || is_named(file, at + 4, "IDAT")) break;
    const Bytes body = file.subspan(at + 8, length);
    // A name, a zero, the method (0 is deflate), then the packed profile.
    const auto zero = std::find(body.begin(), body.end(), 0);
    if (is_named(file, at + 4, "iCCP") && body.end() - zero > 2)
      return inflate_profile(body.subspan(static_cast<std::size_t>(zero - body.begin()) + 2));
    at += 12 + length;
  }
  return {};
}

std::string profile_in_webp(Bytes file) {
  std::size_t at = 12;
  for (int chunk = 0; chunk < chunks_max && at <= file.size() && file.size() - at >= 8; ++chunk) {
    const std::size_t length = number(file, at + 4, false);
    if (length > file.size() - at - 8) break;
    if (is_named(file, at, "ICCP") && length <= profile_bytes_max) return {reinterpret_cast<const char*>(file.data()) + at + 8, length};
    at += 8 + length + (length & 1U);
  }
  return {};
}

void to_srgb(Picture& picture, const std::string& profile) {
  if (profile.empty()) return;
  const Transform transform = make_transform(profile);
  if (!transform || changes_nothing(transform)) return;
  for (int y = 0; y < picture.height; ++y)
    cmsDoTransform(transform.get(), picture.row(y), picture.row(y), static_cast<cmsUInt32Number>(picture.width));
}

}  // namespace cityaudit::media
