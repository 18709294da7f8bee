#include "base/characters.h"

#include <algorithm>

namespace cityaudit {

std::size_t count_characters(std::string_view utf8) {
  const auto begins_one = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_one));
}

}  // namespace cityaudit
