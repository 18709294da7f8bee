#pragma once
// Lengths and places in texts as ODK's clients count them: in UTF-16 units. Pure and thread-safe.

#include <string>
#include <string_view>

namespace cityaudit::ingest {

std::size_t utf16_length(std::string_view utf8);
/// The units [first, end) as UTF-8; a character of two units of which one is outside becomes U+FFFD.
std::string utf16_slice(std::string_view utf8, std::size_t first, std::size_t end);

}  // namespace cityaudit::ingest
