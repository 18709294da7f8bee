#pragma once
// How long a text is to people. Pure and thread-safe.

#include <cstddef>
#include <string_view>

namespace cityaudit {

/// Code points of well-formed UTF-8; bytes that only continue one are not counted.
std::size_t count_characters(std::string_view utf8);

}  // namespace cityaudit
