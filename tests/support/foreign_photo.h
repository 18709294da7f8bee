#pragma once
// Photos in the formats that phones and old programs make besides JPEG, made from nothing; for tests. Any thread.

#include <string>

namespace cityaudit::tests {

enum class HeifKind { heic, avif };
/// Four quarters, red green / blue white, encoded by libheif. `turns` quarter turns anticlockwise are stated in the file, which
/// a viewer applies; `tiff` is its EXIF. Empty where this machine's libheif has no encoder for it.
std::string quarters_heif(HeifKind kind, int width, int height, int turns = 0, const std::string& tiff = {});

/// Four quarters, red green / blue and transparent, followed by a black second frame.
std::string quarters_gif(int width, int height, bool interlaced = false);

/// The same JPEG file with the ICC profile of a display whose red, green and blue are those of Display P3.
std::string with_wide_profile(const std::string& jpeg);
/// The same with an sRGB profile.
std::string with_plain_profile(const std::string& jpeg);

}  // namespace cityaudit::tests
