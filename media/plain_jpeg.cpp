#include "media/plain_jpeg.h"

namespace cityaudit::media {
namespace {

constexpr unsigned char start_of_image = 0xD8;
constexpr unsigned char end_of_image = 0xD9;
constexpr unsigned char start_of_scan = 0xDA;
constexpr unsigned char quantisation_tables = 0xDB;
constexpr unsigned char huffman_tables = 0xC4;
constexpr unsigned char baseline_frame = 0xC0;

/// The scan's coded bytes: 0xFF is always followed by a stuffed 0, until the end marker, which ends the file.
bool ends_with_its_scan(Bytes coded) {
  for (std::size_t i = 0; i + 1 < coded.size(); ++i) {
    if (coded[i] != 0xFF) continue;
    if (coded[i + 1] == 0)
      ++i;
    else
      return coded[i + 1] == end_of_image && i + 2 == coded.size();
  }
  return false;
}

}  // namespace

bool is_plain_jpeg(Bytes file, std::uint32_t width, std::uint32_t height) {
  if (file.size() < 4 || file[0] != 0xFF || file[1] != start_of_image) return false;
  bool has_frame = false;
  std::size_t at = 2;
  while (at + 4 <= file.size()) {
    if (file[at] != 0xFF) return false;
    const unsigned char marker = file[at + 1];
    const std::size_t length = (std::size_t{file[at + 2]} << 8U) | file[at + 3];
    if (length < 2 || length > file.size() - at - 2) return false;
    const Bytes body = file.subspan(at + 4, length - 2);
    at += 2 + length;
    switch (marker) {
      case quantisation_tables:
      case huffman_tables: break;
      case baseline_frame:
        if (has_frame || body.size() != 15) return false;
        if (((std::uint32_t{body[1]} << 8U) | body[2]) != height || ((std::uint32_t{body[3]} << 8U) | body[4]) != width) return false;
        has_frame = true;
        break;
      case start_of_scan: return has_frame && ends_with_its_scan(file.subspan(at));
      default: return false;
    }
  }
  return false;
}

}  // namespace cityaudit::media
