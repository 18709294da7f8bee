#include "media/inspect.h"

#include "media/decode_heif.h"
#include "media/exif.h"

#include <fmt/format.h>
#include <algorithm>

namespace cityaudit::media {
namespace {

constexpr int segments_max = 4096;

bool starts_with(Bytes bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin(),
                                                     [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

std::uint32_t big_endian(Bytes bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = (value << 8U) | bytes[at + i];
  return value;
}

std::uint32_t little_endian(Bytes bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i > 0; --i) value = (value << 8U) | bytes[at + i - 1];
  return value;
}

Refusal unreadable(std::string detail) { return {RefusalReason::unreadable, std::move(detail)}; }
Refusal not_supported(std::string detail) { return {RefusalReason::format_not_supported, std::move(detail)}; }

/// The TIFF structure in an APP1 segment; empty when it is not EXIF.
Bytes exif_in_app1(Bytes body) {
  using namespace std::literals;
  constexpr std::string_view exif = "Exif\0\0"sv;
  return starts_with(body, exif) ? body.subspan(exif.size()) : Bytes{};
}

Verdict<Inspection> read_frame_header(unsigned char marker, Bytes body, Bytes exif) {
  const bool decodable = marker == 0xC0 || marker == 0xC1 || marker == 0xC2 || marker == 0xC9 || marker == 0xCA;
  if (!decodable) return not_supported("a lossless or hierarchical JPEG");
  if (body.size() < 6) return unreadable("the frame header is cut");
  if (body[0] != 8) return not_supported(fmt::format("a JPEG of {} bits per sample", body[0]));
  Inspection found{PhotoFormat::jpeg, big_endian(body, 3, 2), big_endian(body, 1, 2), body[5], exif_orientation(exif), exif_origin(exif)};
  if (found.components != 1 && found.components != 3 && found.components != 4) {
    return unreadable(fmt::format("a JPEG of {} components", found.components));
  }
  return found;
}

Verdict<Inspection> inspect_jpeg(Bytes file) {
  Bytes exif;
  std::size_t at = 2;
  for (int segment = 0; segment < segments_max; ++segment) {
    // Decoders skip stray bytes between segments and fill bytes before a marker; so does this walk, within the file.
    while (at < file.size() && file[at] != 0xFF) ++at;
    while (at < file.size() && file[at] == 0xFF) ++at;
    if (at >= file.size()) return unreadable("no frame header");
    const unsigned char marker = file[at++];
    const bool bare = marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    if (bare) continue;
    if (marker == 0xD9 || marker == 0xDA) return unreadable("the picture ends before its frame header");
    if (file.size() - at < 2) return unreadable("no frame header");
    const std::size_t length = big_endian(file, at, 2);
    if (length < 2 || length > file.size() - at) return unreadable("a segment is longer than the file");
    const Bytes body = file.subspan(at + 2, length - 2);
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return read_frame_header(marker, body, exif);
    if (marker == 0xE1 && exif.empty()) exif = exif_in_app1(body);
    at += length;
  }
  return unreadable("too many segments");
}

/// `eXIf` may stand before or after the pixels; the walk goes over chunk heads only.
int png_orientation(Bytes file) {
  std::size_t at = 8;
  for (int chunk = 0; chunk < segments_max && file.size() - at >= 12; ++chunk) {
    const std::size_t length = big_endian(file, at, 4);
    if (length > file.size() - at - 12) break;
    if (starts_with(file.subspan(at + 4), "eXIf")) return exif_orientation(file.subspan(at + 8, length));
    at += 12 + length;
  }
  return 1;
}

Verdict<Inspection> inspect_png(Bytes file) {
  if (file.size() < 33 || big_endian(file, 8, 4) != 13 || !starts_with(file.subspan(12), "IHDR")) return unreadable("no IHDR");
  return Inspection{PhotoFormat::png, big_endian(file, 16, 4), big_endian(file, 20, 4), 0, png_orientation(file), {}};
}

int webp_orientation(Bytes file) {
  std::size_t at = 12;
  for (int chunk = 0; chunk < segments_max && file.size() - at >= 8; ++chunk) {
    const std::size_t length = little_endian(file, at + 4, 4);
    if (length > file.size() - at - 8) break;
    if (starts_with(file.subspan(at), "EXIF")) {
      const Bytes body = file.subspan(at + 8, length);
      const Bytes wrapped = exif_in_app1(body);  // some writers keep JPEG's prefix
      return exif_orientation(wrapped.empty() ? body : wrapped);
    }
    at += 8 + std::min(length + (length & 1U), file.size() - at - 8);
  }
  return 1;
}

Verdict<Inspection> inspect_webp(Bytes file) {
  if (file.size() < 30) return unreadable("a WebP file without a picture");
  Inspection found{PhotoFormat::webp, 0, 0, 0, 1, {}};
  const Bytes chunk = file.subspan(12);
  if (starts_with(chunk, "VP8X")) {
    if ((chunk[8] & 0x02U) != 0) return not_supported("an animated WebP");
    found.width = little_endian(chunk, 12, 3) + 1;
    found.height = little_endian(chunk, 15, 3) + 1;
    found.orientation = webp_orientation(file);
  } else if (starts_with(chunk, "VP8L")) {
    if (chunk[8] != 0x2F) return unreadable("a lossless WebP without its signature");
    const std::uint32_t bits = little_endian(chunk, 9, 4);
    found.width = (bits & 0x3FFFU) + 1;
    found.height = ((bits >> 14U) & 0x3FFFU) + 1;
  } else if (starts_with(chunk, "VP8 ")) {
    if (chunk[11] != 0x9D || chunk[12] != 0x01 || chunk[13] != 0x2A) return unreadable("a WebP without its start code");
    found.width = little_endian(chunk, 14, 2) & 0x3FFFU;
    found.height = little_endian(chunk, 16, 2) & 0x3FFFU;
  } else {
    return unreadable("a WebP file without a picture");
  }
  return found;
}

/// Files that are pictures, but of a kind no derivative is made from.
std::optional<Refusal> refuse_known_format(Bytes file) {
  using namespace std::literals;
  if (starts_with(file, "II*\0"sv) || starts_with(file, "MM\0*"sv)) return not_supported("TIFF or a camera's raw format");
  if (starts_with(file, "BM") && file.size() > 18 && little_endian(file, 6, 4) == 0) return not_supported("BMP");
  if (starts_with(file, "\0\0\0\x0CjP  "sv) || starts_with(file, "\xFF\x4F\xFF\x51"sv)) return not_supported("JPEG 2000");
  if (starts_with(file, "\xFF\x0A"sv) || starts_with(file, "\0\0\0\x0CJXL "sv)) return not_supported("JPEG XL");
  return std::nullopt;
}

Verdict<Inspection> inspect_gif(Bytes file) {
  if (file.size() < 13) return unreadable("a GIF without its head");
  return Inspection{PhotoFormat::gif, little_endian(file, 6, 2), little_endian(file, 8, 2), 0, 1, {}};
}

Verdict<Inspection> read_header(Bytes file, const DeriveLimits& limits) {
  if (starts_with(file, "\xFF\xD8\xFF")) return inspect_jpeg(file);
  if (starts_with(file, "\x89PNG\r\n\x1A\n")) return inspect_png(file);
  if (starts_with(file, "RIFF") && file.size() >= 12 && starts_with(file.subspan(8), "WEBP")) return inspect_webp(file);
  if (starts_with(file, "GIF87a") || starts_with(file, "GIF89a")) return inspect_gif(file);
  if (is_heif(file)) return inspect_heif(file, limits);
  if (auto refusal = refuse_known_format(file)) return *std::move(refusal);
  return Refusal{RefusalReason::not_an_image, "no known picture format"};
}

}  // namespace

Verdict<Inspection> inspect(Bytes file, const DeriveLimits& limits) {
  if (file.empty()) return Refusal{RefusalReason::empty, "no bytes"};
  if (file.size() > limits.photo_bytes_max) return Refusal{RefusalReason::too_large, fmt::format("{} bytes", file.size())};
  auto found = read_header(file, limits);
  if (!found) return found;
  if (found->width == 0 || found->height == 0) return unreadable("a side of 0 pixels");
  const std::uint64_t pixels = std::uint64_t{found->width} * found->height;
  if (pixels > limits.photo_pixels_max || std::max(found->width, found->height) > limits.photo_side_max) {
    return Refusal{RefusalReason::too_many_pixels, fmt::format("{} x {} pixels", found->width, found->height)};
  }
  return found;
}

}  // namespace cityaudit::media
