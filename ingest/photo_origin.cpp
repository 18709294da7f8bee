#include "ingest/photo_origin.h"

#include <cmath>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view first_year = "1995";  // of EXIF
constexpr std::int32_t e7_per_step = 100;        // five decimals

bool is_plausible(std::string_view taken_at, UtcMillis received_at) {
  if (!is_camera_time(taken_at) || taken_at < first_year) return false;
  return *parse_iso8601(taken_at) <= received_at + millis_per_day;
}

bool is_within(std::optional<std::int32_t> degrees_e7, std::int32_t most) {
  return degrees_e7 && *degrees_e7 >= -most && *degrees_e7 <= most;
}

std::int32_t rounded(std::int32_t degrees_e7) {
  return static_cast<std::int32_t>(std::lround(static_cast<double>(degrees_e7) / e7_per_step)) * e7_per_step;
}

}  // namespace

bool is_camera_time(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return false;
  }
  return parse_iso8601(text).has_value();
}

PhotoOrigin kept_origin(const PhotoOrigin& found, OriginParts asked, UtcMillis received_at) {
  PhotoOrigin out;
  if (asked.time && is_plausible(found.taken_at, received_at)) out.taken_at = found.taken_at;
  if (!asked.place || !is_within(found.latitude_e7, latitude_e7_max) || !is_within(found.longitude_e7, longitude_e7_max)) return out;
  out.latitude_e7 = rounded(*found.latitude_e7);
  out.longitude_e7 = rounded(*found.longitude_e7);
  if (found.accuracy_metres && *found.accuracy_metres > 0) out.accuracy_metres = found.accuracy_metres;
  return out;
}

}  // namespace cityaudit::ingest
