#pragma once
// Photos made from nothing, for tests and benchmarks: the same bytes every time. Any thread.

#include <cstdint>
#include <string>

namespace cityaudit::tests {

enum class JpegKind { baseline, progressive, grey, inverted_cmyk, plain_cmyk, arithmetic };

/// A picture whose four quarters are red, green, blue (in reading order) and white, stored as given.
std::string quarters_jpeg(int width, int height, JpegKind kind = JpegKind::baseline);

/// As a phone's camera makes them: gradients, edges and noise, so that it costs what a real photo costs to decode and
/// has about its size (12 megapixels: 2 to 3 MB).
std::string camera_like_jpeg(int width, int height, JpegKind kind = JpegKind::baseline);

/// The same JPEG file with an EXIF block that states `orientation`, a maker's name, a thumbnail directory and a position.
std::string with_exif(const std::string& jpeg, std::uint16_t orientation);

/// The same JPEG file with other sides stated in its frame header.
std::string with_stated_size(std::string jpeg, int width, int height);

/// A PNG file of one colour: `samples` holds one pixel's 3 or 4 channels; `bits` is 8 or 16 per channel.
std::string plain_png(std::uint32_t width, std::uint32_t height, int bits, const std::string& samples);

/// The same PNG file with one more chunk before the first one of the type `before`.
std::string with_png_chunk(const std::string& png, const std::string& before, const std::string& type, const std::string& body);

/// Red, 64 x 48 pixels.
std::string lossy_webp();
std::string lossless_webp();

/// A valid PNG header that states these sides, followed by a little data.
std::string png_stating(std::uint32_t width, std::uint32_t height);

}  // namespace cityaudit::tests
