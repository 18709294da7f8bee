#include "ingest/forms/expressions/utf16.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
std::size_t units_of(char lead) { return (static_cast<unsigned char>(lead) & 0xF8) == 0xF0 ? 2 : 1; }

}  // namespace

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8)
    if (!continues(c)) units += units_of(c);
  return units;
}

std::string utf16_slice(std::string_view utf8, std::size_t first, std::size_t end) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  std::string out;
  std::size_t unit = 0;
  for (std::size_t at = 0; at < utf8.size() && unit < end;) {
    std::size_t next = at + 1;
    while (next < utf8.size() && continues(utf8[next])) ++next;
    const std::size_t units = units_of(utf8[at]);
    if (unit >= first && unit + units <= end) {
      out += utf8.substr(at, next - at);
    } else if (unit + units > first) {
      out += replacement;
    }
    unit += units;
    at = next;
  }
  return out;
}

}  // namespace cityaudit::ingest
