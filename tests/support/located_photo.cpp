#include "tests/support/located_photo.h"

#include "tests/support/synthetic_photo.h"

namespace cityaudit::tests {
namespace {

class TiffWriter {
 public:
  explicit TiffWriter(bool big_endian) : big_endian_(big_endian) {
    out_ = big_endian ? "MM" : "II";
    number(42, 2);
    number(8, 4);
  }

  std::string number_of(std::uint32_t value, int bytes) const {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * (big_endian_ ? bytes - 1 - i : i))) & 0xFFU);
    return text;
  }
  void number(std::uint32_t value, int bytes) { out_ += number_of(value, bytes); }

  struct Entry {
    std::uint32_t tag;
    std::uint32_t type;
    std::uint32_t count;
    std::string value;  // as it is stored
  };

  /// Long values follow their directory. `next` is the offset of the directory after it.
  void directory(const std::vector<Entry>& entries, std::uint32_t next = 0) {
    number(static_cast<std::uint32_t>(entries.size()), 2);
    std::string values;
    const std::size_t behind = out_.size() + entries.size() * 12 + 4;
    for (const Entry& entry : entries) {
      number(entry.tag, 2);
      number(entry.type, 2);
      number(entry.count, 4);
      if (entry.value.size() <= 4) {
        out_ += entry.value + std::string(4 - entry.value.size(), '\0');
      } else {
        number(static_cast<std::uint32_t>(behind + values.size()), 4);
        values += entry.value;
      }
    }
    number(next, 4);
    out_ += values;
  }

  Entry text(std::uint32_t tag, const std::string& value) const {
    return {tag, 2, static_cast<std::uint32_t>(value.size() + 1), value + '\0'};
  }
  Entry short_number(std::uint32_t tag, std::uint32_t value) const { return {tag, 3, 1, number_of(value, 2)}; }
  Entry long_number(std::uint32_t tag, std::uint32_t value) const { return {tag, 4, 1, number_of(value, 4)}; }
  Entry fractions(std::uint32_t tag, const std::vector<ExifBlock::Fraction>& values) const {
    Entry entry{tag, 5, static_cast<std::uint32_t>(values.size()), {}};
    for (const auto& [over, under] : values) entry.value += number_of(over, 4) + number_of(under, 4);
    return entry;
  }

  std::uint32_t at() const { return static_cast<std::uint32_t>(out_.size()); }
  const std::string& bytes() const { return out_; }

 private:
  bool big_endian_;
  std::string out_;
};

void write_first(TiffWriter& tiff, const ExifBlock& block, std::uint32_t exif_at, std::uint32_t gps_at, std::uint32_t next) {
  tiff.directory({tiff.text(0x010F, "A maker of cameras"), tiff.short_number(0x0112, block.orientation), tiff.long_number(0x8769, exif_at),
                  tiff.long_number(0x8825, gps_at)},
                 next);
}

}  // namespace

std::string tiff_of(const ExifBlock& block) {
  // The offsets of what follows are known once it is laid out: the second pass writes them.
  std::uint32_t exif_at = 0;
  std::uint32_t gps_at = 0;
  std::uint32_t thumbnail_at = 0;
  for (;;) {
    TiffWriter tiff(block.big_endian);
    write_first(tiff, block, exif_at, gps_at, thumbnail_at);
    const std::uint32_t exif = tiff.at();
    tiff.directory({tiff.text(0x9003, block.taken_at), tiff.text(0x927C, "a maker's note")});
    const std::uint32_t gps = tiff.at();
    std::vector<TiffWriter::Entry> place{tiff.text(1, block.latitude_side), tiff.fractions(2, block.latitude),
                                         tiff.text(3, block.longitude_side), tiff.fractions(4, block.longitude)};
    if (block.position_error[1] != 0) place.push_back(tiff.fractions(0x1F, {block.position_error}));
    tiff.directory(place);
    std::uint32_t thumbnail = 0;
    if (!block.thumbnail.empty()) {
      thumbnail = tiff.at();
      const std::uint32_t picture_at = thumbnail + 2 + 2 * 12 + 4;
      tiff.directory({tiff.long_number(0x0201, picture_at), tiff.long_number(0x0202, static_cast<std::uint32_t>(block.thumbnail.size()))});
    }
    if (exif == exif_at && gps == gps_at && thumbnail == thumbnail_at) return tiff.bytes() + block.thumbnail;
    exif_at = exif;
    gps_at = gps;
    thumbnail_at = thumbnail;
  }
}

std::string with_segment(const std::string& jpeg, unsigned char marker, const std::string& body) {
  std::string out = jpeg.substr(0, 2);
  out += '\xFF';
  out += static_cast<char>(marker);
  out += static_cast<char>((body.size() + 2) >> 8U);
  out += static_cast<char>((body.size() + 2) & 0xFFU);
  return out + body + jpeg.substr(2);
}

std::string with_exif_block(const std::string& jpeg, const ExifBlock& block) {
  return with_segment(jpeg, 0xE1, std::string("Exif\0\0", 6) + tiff_of(block));
}

std::string telling_thumbnail() { return quarters_jpeg(160, 120); }

std::string telling_jpeg(std::uint16_t orientation) {
  using namespace std::literals;
  ExifBlock block;
  block.orientation = orientation;
  block.thumbnail = telling_thumbnail();
  std::string file = camera_like_jpeg(800, 600);
  file = with_segment(file, 0xFE, "a comment of the camera");
  file = with_segment(file, 0xED,
                      "Photoshop 3.0\0"
                      "8BIM, by whom and where"s);
  file = with_segment(file, 0xE2, "MPF\0 and where the second picture lies"s);
  file = with_segment(file, 0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>43,28.1N</exif:GPSLatitude></x:xmpmeta>"s);
  file = with_exif_block(file, block);
  return file + "....ftypmp42 a motion photo" + with_exif_block(quarters_jpeg(64, 64), block);
}

}  // namespace cityaudit::tests
