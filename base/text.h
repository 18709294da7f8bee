#pragma once
// Text as people and protocols write it. All functions are pure and thread-safe.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {

bool is_valid_utf8(std::string_view text);
/// Invalid sequences become U+FFFD; control characters other than tab and newline are dropped.
std::string to_clean_utf8(std::string_view text);
/// Without diacritics, lower case, transliterated to Latin: "Lavička" and "lavicka" are equal. For search and comparison.
std::string fold(std::string_view text);

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
/// The words of a text that white space separates (XForms' select_multiple values).
std::vector<std::string_view> words(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower_ascii(std::string_view text);

/// A whole decimal number and nothing else; nothing on overflow.
std::optional<std::int64_t> parse_integer(std::string_view text);
/// A finite decimal number and nothing else.
std::optional<double> parse_decimal(std::string_view text);

void append_json_escaped(std::string& out, std::string_view text);
/// For text and attribute values in XML and HTML.
std::string escape_xml(std::string_view text);
/// The same for attributes in double quotes alone: apostrophes stay, so that a person can read the expressions of an XForm.
std::string escape_xml_keeping_apostrophes(std::string_view text);
/// One field of a line of comma-separated values: quoted where RFC 4180 asks for it, else as it is.
std::string escape_csv(std::string_view text);

}  // namespace cityaudit
