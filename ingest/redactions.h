#pragma once
// What a person covers in a photo: boxes and strokes, as a row keeps them and as the API takes them. Plain data; pure.

#include "base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// In ten-thousandths of the upright picture's width and height, 0 to 10000.
struct PhotoPoint {
  std::uint16_t x = 0;
  std::uint16_t y = 0;
  bool operator==(const PhotoPoint&) const = default;
};
inline constexpr std::uint16_t photo_side = 10'000;

enum class Cover : std::uint8_t { blur = 1, solid };

struct Redaction {
  Cover cover = Cover::blur;
  std::vector<PhotoPoint> points;  // a box: two opposite corners, and radius 0; a stroke: points joined by lines, and
  std::uint16_t radius = 0;        //   half its width in ten-thousandths of the long side
  bool operator==(const Redaction&) const = default;
};
inline constexpr std::size_t redactions_max = 200;
inline constexpr std::size_t redaction_points_max = 5'000;  // of all together

/// Whether they are boxes and strokes as described above, within the limits.
bool are_sound(std::span<const Redaction> redactions);

/// [{"cover":"blur","points":[[1200,900],[1800,1700]],"radius":0}], always in the same words.
std::string to_json(const std::vector<Redaction>& redactions);
/// invalid ("photo.redactions_invalid") when it says anything else, or more than the limits above.
Result<std::vector<Redaction>> read_redactions(std::string_view json);

}  // namespace cityaudit::ingest
