#pragma once
// When and where a photo was taken, as its camera wrote it into the file. Pure; any thread.

#include "base/clock.h"
#include "ingest/forms/origin_parts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct PhotoOrigin {
  std::string taken_at;                     // "2018-06-18T14:02:11", by the camera's clock, without a zone; may be empty
  std::optional<std::int32_t> latitude_e7;  // WGS84 degrees times 10^7; both or neither
  std::optional<std::int32_t> longitude_e7;
  std::optional<std::uint16_t> accuracy_metres = {};  // as the camera estimates it; only with a place

  bool empty() const { return taken_at.empty() && !latitude_e7; }
  bool operator==(const PhotoOrigin&) const = default;
};

inline constexpr std::int32_t latitude_e7_max = 900'000'000;
inline constexpr std::int32_t longitude_e7_max = 1'800'000'000;

/// Whether it reads like the example above and is a date and time that can be.
bool is_camera_time(std::string_view text);

/// What of `found` is kept: the parts that are asked for. A time before digital cameras, or more than a day after the photo was here
/// (clocks are wrong, and up to 14 hours ahead of UTC), is none; a place is rounded to five decimals, about a metre.
PhotoOrigin kept_origin(const PhotoOrigin& found, OriginParts asked, UtcMillis received_at);

}  // namespace cityaudit::ingest
