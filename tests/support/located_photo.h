#pragma once
// EXIF blocks that say when and where a photo was taken; for tests. Any thread.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cityaudit::tests {

/// What the block states; the defaults are a real camera's.
struct ExifBlock {
  using Fraction = std::array<std::uint32_t, 2>;

  bool big_endian = false;
  std::uint16_t orientation = 1;
  std::string taken_at = "2008:10:22 16:28:39";
  std::string latitude_side = "N";
  std::vector<Fraction> latitude = {{43, 1}, {28, 1}, {281400000, 100000000}};  // 43.4674483...
  std::string longitude_side = "E";
  std::vector<Fraction> longitude = {{11, 1}, {53, 1}, {645599999, 100000000}};
  Fraction position_error = {0, 0};  // in metres; left out without a denominator
  std::string thumbnail;             // a second directory that points to it; none when empty
};

/// A TIFF structure with a maker's name, a maker note, and what `block` states.
std::string tiff_of(const ExifBlock& block);

/// The same JPEG file with this block before everything else.
std::string with_exif_block(const std::string& jpeg, const ExifBlock& block);

/// The same JPEG file with these bytes as a segment of its own, before everything else: APP1 is 0xE1.
std::string with_segment(const std::string& jpeg, unsigned char marker, const std::string& body);

/// A JPEG file with everything that gives people away: EXIF with the default block's time and place and a thumbnail, XMP with the same,
/// maker notes, IPTC, a comment, and a second picture behind the first one, as motion photos and multi-picture files have it.
std::string telling_jpeg(std::uint16_t orientation = 1);
/// Its embedded thumbnail.
std::string telling_thumbnail();

}  // namespace cityaudit::tests
