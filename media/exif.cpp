#include "media/exif.h"

#include <algorithm>
#include <cmath>

namespace cityaudit::media {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t exif_directory_tag = 0x8769;
constexpr std::uint32_t gps_directory_tag = 0x8825;
constexpr std::uint32_t taken_at_tag = 0x9003;
constexpr std::uint32_t latitude_side_tag = 1;
constexpr std::uint32_t latitude_tag = 2;
constexpr std::uint32_t longitude_side_tag = 3;
constexpr std::uint32_t longitude_tag = 4;
constexpr std::uint32_t position_error_tag = 0x1F;
constexpr std::uint32_t type_text = 2;
constexpr std::uint32_t type_short = 3;
constexpr std::uint32_t type_long = 4;
constexpr std::uint32_t type_rational = 5;
constexpr double position_error_metres_max = 65'535;
constexpr std::size_t entry_bytes = 12;
constexpr std::size_t entries_max = 512;

/// A TIFF structure; nothing outside its bytes is ever looked at.
class Tiff {
 public:
  struct Entry {
    std::uint32_t type = 0;
    std::uint32_t count = 0;
    std::size_t value_at = 0;  // of the four bytes that hold the value or say where it lies
  };

  static std::optional<Tiff> open(Bytes bytes) {
    if (bytes.size() < 8) return std::nullopt;
    const bool big_endian = bytes[0] == 'M' && bytes[1] == 'M';
    if (!big_endian && !(bytes[0] == 'I' && bytes[1] == 'I')) return std::nullopt;
    const Tiff tiff(bytes, big_endian);
    if (tiff.number(2, 2) != 42) return std::nullopt;
    return tiff;
  }

  bool has(std::size_t at, std::size_t count) const { return at <= bytes_.size() && count <= bytes_.size() - at; }
  /// The caller has asked has(at, count).
  std::uint32_t number(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = (value << 8U) | bytes_[at + (big_endian_ ? i : count - 1 - i)];
    return value;
  }
  std::size_t first_directory() const { return number(4, 4); }

  /// The entry with this tag, when it is of this type.
  std::optional<Entry> find(std::size_t directory, std::uint32_t tag, std::uint32_t type) const {
    if (!has(directory, 2)) return std::nullopt;
    const std::size_t entries = std::min<std::size_t>(number(directory, 2), entries_max);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t at = directory + 2 + i * entry_bytes;
      if (!has(at, entry_bytes)) return std::nullopt;
      if (number(at, 2) != tag) continue;
      if (number(at + 2, 2) != type) return std::nullopt;
      return Entry{type, number(at + 4, 4), at + 8};
    }
    return std::nullopt;
  }

  std::optional<std::size_t> find_directory(std::uint32_t tag) const {
    const auto entry = find(first_directory(), tag, type_long);
    if (!entry || entry->count != 1) return std::nullopt;
    return number(entry->value_at, 4);
  }

  /// Text of exactly this many bytes before its final zero.
  std::optional<std::string> text(std::size_t directory, std::uint32_t tag, std::size_t length) const {
    const auto entry = find(directory, tag, type_text);
    if (!entry || entry->count != length + 1) return std::nullopt;
    const std::size_t at = length + 1 <= 4 ? entry->value_at : number(entry->value_at, 4);
    if (!has(at, length + 1)) return std::nullopt;
    const Bytes found = bytes_.subspan(at, length);
    return std::string(found.begin(), found.end());
  }

  /// Degrees, minutes, seconds as three fractions; what lacks a denominator makes the whole worthless.
  std::optional<double> degrees(std::size_t directory, std::uint32_t tag) const {
    const auto entry = find(directory, tag, type_rational);
    if (!entry || entry->count != 3) return std::nullopt;
    const std::size_t at = number(entry->value_at, 4);
    if (!has(at, 24)) return std::nullopt;
    double sum = 0.0;
    double unit = 1.0;
    for (std::size_t i = 0; i < 3; ++i, unit *= 60.0) {
      const std::uint32_t over = number(at + 8 * i + 4, 4);
      if (over == 0) return std::nullopt;
      const double value = static_cast<double>(number(at + 8 * i, 4)) / over;
      if (i > 0 && value > 60.0) return std::nullopt;
      sum += value / unit;
    }
    return sum;
  }

  /// One fraction.
  std::optional<double> fraction(std::size_t directory, std::uint32_t tag) const {
    const auto entry = find(directory, tag, type_rational);
    if (!entry || entry->count != 1) return std::nullopt;
    const std::size_t at = number(entry->value_at, 4);
    if (!has(at, 8) || number(at + 4, 4) == 0) return std::nullopt;
    return static_cast<double>(number(at, 4)) / number(at + 4, 4);
  }

 private:
  Tiff(Bytes bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  Bytes bytes_;
  bool big_endian_;
};

/// Signed, in degrees times 10^7.
std::optional<std::int32_t> coordinate(const Tiff& tiff, std::size_t directory, std::uint32_t side_tag, std::uint32_t tag,
                                       std::string_view sides, double most) {
  const auto side = tiff.text(directory, side_tag, 1);
  const auto degrees = tiff.degrees(directory, tag);
  if (!side || !degrees || *degrees > most || sides.find((*side)[0]) == std::string_view::npos) return std::nullopt;
  const auto value = static_cast<std::int32_t>(std::lround(*degrees * 1e7));
  return (*side)[0] == sides[0] ? value : -value;
}

void read_place(const Tiff& tiff, std::size_t directory, Origin& origin) {
  const auto latitude = coordinate(tiff, directory, latitude_side_tag, latitude_tag, "NS", 90.0);
  const auto longitude = coordinate(tiff, directory, longitude_side_tag, longitude_tag, "EW", 180.0);
  if (!latitude || !longitude || (*latitude == 0 && *longitude == 0)) return;
  origin.latitude_e7 = latitude;
  origin.longitude_e7 = longitude;
  const auto metres = tiff.fraction(directory, position_error_tag);
  if (metres && *metres > 0 && *metres <= position_error_metres_max)
    origin.accuracy_metres = static_cast<std::uint16_t>(std::ceil(*metres));
}

/// "2018:06:18 14:02:11" as "2018-06-18T14:02:11".
void read_time(const Tiff& tiff, std::size_t directory, Origin& origin) {
  auto text = tiff.text(directory, taken_at_tag, 19);
  if (!text || (*text)[4] != ':' || (*text)[7] != ':' || (*text)[10] != ' ') return;
  (*text)[4] = (*text)[7] = '-';
  (*text)[10] = 'T';
  if (is_camera_time(*text)) origin.taken_at = *std::move(text);
}

}  // namespace

int exif_orientation(Bytes bytes) {
  const auto tiff = Tiff::open(bytes);
  if (!tiff) return 1;
  const auto entry = tiff->find(tiff->first_directory(), orientation_tag, type_short);
  if (!entry || entry->count != 1) return 1;
  const std::uint32_t value = tiff->number(entry->value_at, 2);
  return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

Origin exif_origin(Bytes bytes) {
  Origin origin;
  const auto tiff = Tiff::open(bytes);
  if (!tiff) return origin;
  if (const auto directory = tiff->find_directory(exif_directory_tag)) read_time(*tiff, *directory, origin);
  if (const auto directory = tiff->find_directory(gps_directory_tag)) read_place(*tiff, *directory, origin);
  return origin;
}

}  // namespace cityaudit::media
