#include "tests/support/heif_grid.h"

#include <cstdint>

namespace cityaudit::tests {
namespace {

using namespace std::literals;

std::string big_endian(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
  return out;
}

std::string box(std::string_view type, const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size() + 8), 4) + std::string(type) + content;
}

std::string full_box(std::string_view type, std::uint8_t version, const std::string& content) {
  return box(type, static_cast<char>(version) + "\0\0\0"s + content);
}

/// Of the first box of that type, wherever it lies; with its head or without.
std::string_view find_box(std::string_view file, std::string_view type, bool with_head) {
  const std::size_t at = file.find(type);
  if (at == std::string_view::npos || at < 4) return {};
  std::size_t bytes = 0;
  for (std::size_t i = at - 4; i < at; ++i) bytes = bytes << 8U | static_cast<std::uint8_t>(file[i]);
  if (bytes < 8 || bytes > file.size() - (at - 4)) return {};
  return with_head ? file.substr(at - 4, bytes) : file.substr(at + 4, bytes - 8);
}

constexpr std::uint32_t left = 1, right = 2, whole = 3;

std::string item(std::uint32_t id, std::string_view type) {
  return full_box("infe", 2, big_endian(id, 2) + "\0\0"s + std::string(type) + "\0"s);
}

std::string place(std::uint32_t id, std::size_t offset, std::size_t bytes) {
  return big_endian(id, 2) + "\0\0\0\1"s + big_endian(static_cast<std::uint32_t>(offset), 4) +
         big_endian(static_cast<std::uint32_t>(bytes), 4);
}

std::string extent(int width, int height) {
  return full_box("ispe", 0, big_endian(static_cast<std::uint32_t>(width), 4) + big_endian(static_cast<std::uint32_t>(height), 4));
}

}  // namespace

std::string grid_heif(std::string_view tile, int width, int height) {
  const std::string_view decoder = find_box(tile, "hvcC", true);
  const std::string_view picture = find_box(tile, "mdat", false);
  if (decoder.empty() || picture.empty()) return {};
  const std::string grid =
      "\0\0\0\1"s + big_endian(static_cast<std::uint32_t>(2 * width), 2) + big_endian(static_cast<std::uint32_t>(height), 2);
  const std::string head = box("ftyp", "heic\0\0\0\0mif1heic"s);
  const auto described = [&](std::size_t offset) {
    const std::string properties = box("ipco", std::string(decoder) + extent(width, height) + extent(2 * width, height));
    const std::string uses = full_box(
        "ipma", 0, "\0\0\0\3"s + big_endian(left, 2) + "\2\x81\2"s + big_endian(right, 2) + "\2\x81\2"s + big_endian(whole, 2) + "\1\3"s);
    return full_box("meta", 0,
                    full_box("hdlr", 0, "\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"s) + full_box("pitm", 0, big_endian(whole, 2)) +
                        full_box("iloc", 0,
                                 "\x44\0\0\3"s + place(left, offset, picture.size()) + place(right, offset, picture.size()) +
                                     place(whole, offset + picture.size(), grid.size())) +
                        full_box("iinf", 0, "\0\3"s + item(left, "hvc1") + item(right, "hvc1") + item(whole, "grid")) +
                        full_box("iref", 0, box("dimg", big_endian(whole, 2) + "\0\2"s + big_endian(left, 2) + big_endian(right, 2))) +
                        box("iprp", properties + uses));
  };
  const std::size_t offset = head.size() + described(0).size() + 8;
  return head + described(offset) + box("mdat", std::string(picture) + grid);
}

}  // namespace cityaudit::tests
