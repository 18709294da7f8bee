#include "tests/support/synthetic_photo.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string_view>
#include <vector>

#include <jpeglib.h>
#include <zlib.h>

namespace cityaudit::tests {
namespace {

struct Colour {
  unsigned char red, green, blue;
};

using Painter = std::function<Colour(int x, int y)>;

void put_pixel(std::vector<unsigned char>& row, Colour c, JpegKind kind) {
  switch (kind) {
    case JpegKind::grey: row.push_back(c.red); break;
    case JpegKind::inverted_cmyk: row.insert(row.end(), {c.red, c.green, c.blue, 255}); break;  // 255 is no ink
    case JpegKind::plain_cmyk:
      for (const unsigned char level : {c.red, c.green, c.blue}) row.push_back(static_cast<unsigned char>(255 - level));
      row.push_back(0);  // 255 is full ink
      break;
    default: row.insert(row.end(), {c.red, c.green, c.blue}); break;
  }
}

std::string encode(int width, int height, JpegKind kind, int quality, const Painter& paint) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &bytes, &size);
  encoder.image_width = static_cast<JDIMENSION>(width);
  encoder.image_height = static_cast<JDIMENSION>(height);
  const bool ink = kind == JpegKind::inverted_cmyk || kind == JpegKind::plain_cmyk;
  encoder.input_components = kind == JpegKind::grey ? 1 : ink ? 4 : 3;
  encoder.in_color_space = kind == JpegKind::grey ? JCS_GRAYSCALE : ink ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  if (kind == JpegKind::progressive) jpeg_simple_progression(&encoder);
  if (ink) encoder.write_Adobe_marker = kind == JpegKind::inverted_cmyk ? TRUE : FALSE;
  if (kind == JpegKind::arithmetic) encoder.arith_code = TRUE;
  jpeg_start_compress(&encoder, TRUE);
  std::vector<unsigned char> row;
  for (int y = 0; y < height; ++y) {
    row.clear();
    for (int x = 0; x < width; ++x) put_pixel(row, paint(x, y), kind);
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&encoder, &rows, 1);
  }
  jpeg_finish_compress(&encoder);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&encoder);
  std::free(bytes);
  return out;
}

void append(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

void append_entry(std::string& out, std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
  append(out, tag, 2);
  append(out, type, 2);
  append(out, count, 4);
  append(out, value, 4);
}

constexpr std::string_view png_signature = "\x89PNG\r\n\x1A\n";

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFU);
  return out;
}

std::string png_header(std::uint32_t width, std::uint32_t height, int bits, int colour_type) {
  return big_endian(width) + big_endian(height) + static_cast<char>(bits) + static_cast<char>(colour_type) + std::string(3, '\0');
}

void append_chunk(std::string& out, const std::string& type, const std::string& body) {
  const std::string checked = type + body;
  out += big_endian(static_cast<std::uint32_t>(body.size())) + checked;
  out +=
      big_endian(static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()))));
}

}  // namespace

std::string quarters_jpeg(int width, int height, JpegKind kind) {
  return encode(width, height, kind, 92, [=](int x, int y) -> Colour {
    const bool right = x >= width / 2;
    const bool low = y >= height / 2;
    if (low) return right ? Colour{255, 255, 255} : Colour{0, 0, 255};
    return right ? Colour{0, 255, 0} : Colour{255, 0, 0};
  });
}

std::string camera_like_jpeg(int width, int height, JpegKind kind) {
  std::mt19937 random(20180618);
  std::vector<signed char> noise(1U << 16U);
  std::normal_distribution<double> grain(0.0, 3.0);
  for (auto& n : noise) n = static_cast<signed char>(std::lround(grain(random)));
  std::size_t at = 0;
  return encode(width, height, kind, 90, [&](int x, int y) -> Colour {
    const double u = static_cast<double>(x) / width;
    const double v = static_cast<double>(y) / height;
    const double house = std::fmod(u * 9.0, 1.0) < 0.7 && v > 0.35 + 0.2 * std::sin(std::floor(u * 9.0) * 2.1) ? 60.0 : 0.0;
    const double window = house > 0 && std::fmod(u * 63.0, 1.0) < 0.4 && std::fmod(v * 40.0, 1.0) < 0.5 ? -45.0 : 0.0;
    const double base = 90.0 + 70.0 * v + house + window + 12.0 * std::sin(u * 300.0 + v * 170.0);
    at = (at * 1'664'525U + 1'013'904'223U) & 0xFFFFFFFFU;
    const double n = noise[at >> 16U];
    const auto clip = [](double c) { return static_cast<unsigned char>(std::lround(std::fmin(255.0, std::fmax(0.0, c)))); };
    return {clip(base + n), clip(base * 0.9 + n + 10.0 * u), clip(base * 0.75 + n + 40.0 * (1.0 - v))};
  });
}

std::string with_exif(const std::string& jpeg, std::uint16_t orientation) {
  std::string tiff = "II*";
  tiff += '\0';
  append(tiff, 8, 4);
  append(tiff, 3, 2);
  append_entry(tiff, 0x010F, 2, 4, 0x00656D41);  // a maker's name
  append_entry(tiff, 0x0112, 3, 1, orientation);
  append_entry(tiff, 0x8825, 4, 1, 50);  // where a position would be
  append(tiff, 0, 4);
  append(tiff, 0, 4);
  std::string segment("Exif\0\0", 6);
  segment += tiff;
  std::string out = jpeg.substr(0, 2);
  out += "\xFF\xE1";
  out += static_cast<char>((segment.size() + 2) >> 8U);
  out += static_cast<char>((segment.size() + 2) & 0xFFU);
  return out + segment + jpeg.substr(2);
}

std::string with_stated_size(std::string jpeg, int width, int height) {
  for (std::size_t at = 2; at + 9 < jpeg.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(jpeg[at + i]); };
    if (byte(0) != 0xFF) break;
    if (byte(1) >= 0xC0 && byte(1) <= 0xC2) {
      jpeg[at + 5] = static_cast<char>(height >> 8U);
      jpeg[at + 6] = static_cast<char>(height & 0xFF);
      jpeg[at + 7] = static_cast<char>(width >> 8U);
      jpeg[at + 8] = static_cast<char>(width & 0xFF);
      break;
    }
    at += 2U + (static_cast<std::size_t>(byte(2)) << 8U) + byte(3);
  }
  return jpeg;
}

std::string plain_png(std::uint32_t width, std::uint32_t height, int bits, const std::string& samples) {
  std::string row(1, '\0');
  for (std::uint32_t x = 0; x < width; ++x) {
    for (const char sample : samples) row.append(static_cast<std::size_t>(bits / 8), sample);
  }
  std::string rows;
  for (std::uint32_t y = 0; y < height; ++y) rows += row;
  uLongf size = compressBound(rows.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  packed.resize(size);
  std::string out(png_signature);
  append_chunk(out, "IHDR", png_header(width, height, bits, samples.size() == 4 ? 6 : 2));
  append_chunk(out, "IDAT", packed);
  append_chunk(out, "IEND", "");
  return out;
}

std::string with_png_chunk(const std::string& png, const std::string& before, const std::string& type, const std::string& body) {
  std::string chunk;
  append_chunk(chunk, type, body);
  std::string out = png;
  out.insert(png.find(before) - 4, chunk);
  return out;
}

std::string lossy_webp() {
  return {
      "RIFF\x4C\0\0\0WEBPVP8 \x40\0\0\0\xD0\x02\0\x9D\x01\x2A\x40\0\x30\0\0\0\0\x25\x9C\x01\xD8\x03\xF0\x03\xF4\x03\xF8\0\x10\xB1\x31\xA6"
      "\xD1\x2A\0\0\xFE\xFF\x6F\x56\xFF\xFF\xF2\xC3\xF1\xFD\x49\xE7\xFF\x2C\x43\xFF\xFF\xF8\x9E\x9C\xDE\x22\xA7\x95\xFF\xF1\x32\0\0\0\0\0",
      84};
}

std::string lossless_webp() {
  return {"RIFF\x22\0\0\0WEBPVP8L\x15\0\0\0\x2F\x3F\xC0\x0B\0\x07\x10\xFD\x8F\xFE\x07\x80\x84\xF0\x7F\xBD\x18\xD1\xFF\xD4\x0F\0", 42};
}

std::string png_stating(std::uint32_t width, std::uint32_t height) {
  std::string out(png_signature);
  append_chunk(out, "IHDR", png_header(width, height, 8, 2));
  append_chunk(out, "IDAT", "....");
  return out;
}

}  // namespace cityaudit::tests
