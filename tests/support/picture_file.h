#pragma once
// Pixels to a JPEG file, for tests that must know what is in the picture. Any thread.

#include <cstdint>
#include <string>
#include <vector>

namespace cityaudit::tests {

/// `pixels` are red green blue, rows without padding. An orientation other than 1 is stated in an EXIF block; the pixels are
/// stored as given.
std::string jpeg_file(const std::vector<std::uint8_t>& pixels, int width, int height, std::uint16_t orientation = 1, int quality = 95);

}  // namespace cityaudit::tests
