#pragma once
// Words as they are compared when people search: "zastávka", "Zastavka" and "ZASTÁVKA" are one. Scripts stay what they are, so that a
// part of a Chinese or Arabic text is found by the same characters. Pure and thread-safe.

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {

/// Folded case, without the marks of Latin, Greek, Cyrillic, Arabic and Hebrew letters, "đ" as "d" and "ł" as "l", compatibility forms
/// as their plain ones, any white space as one space, none at the ends.
std::string search_form(std::string_view text);

/// The words of what somebody typed, in search form, each once: at most `words_max` of them.
std::vector<std::string> search_words(std::string_view typed, std::size_t words_max);

}  // namespace cityaudit
