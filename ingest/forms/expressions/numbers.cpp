#include "ingest/forms/expressions/numbers.h"

#include "base/clock.h"
#include "base/text.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Digits and exponent of the shortest text that reads back as `value` (finite, above 0): 0.d1d2d3… * 10^point.
struct Digits {
  std::string digits;
  int point = 0;
};

Digits shortest_digits(double value) {
  char buffer[40];
  const auto [end, fault] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = text.find('e');
  Digits out;
  for (const char c : text.substr(0, e))
    if (c != '.') out.digits += c;
  while (out.digits.size() > 1 && out.digits.back() == '0') out.digits.pop_back();
  int exponent = 0;
  const std::string_view exponent_text = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  out.point = exponent + 1;
  return out;
}

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  if (value == 0) return "0";
  if (value < 0) return "-" + number_text(-value);
  if (std::isinf(value)) return "Infinity";
  constexpr double exact_integers = 9'007'199'254'740'992.0;
  if (value < exact_integers && value == std::floor(value)) return std::to_string(static_cast<std::int64_t>(value));
  auto [digits, point] = shortest_digits(value);
  const int count = static_cast<int>(digits.size());
  constexpr int digits_max = 21;
  if (point > 0 && point <= digits_max) {
    if (point >= count) return digits + std::string(static_cast<std::size_t>(point - count), '0');
    return digits.insert(static_cast<std::size_t>(point), ".");
  }
  if (point <= 0 && point > -6) return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count > 1) digits.insert(1, ".");
  const int exponent = point - 1;
  return digits + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

double number_of(std::string_view text, UtcOffset offset) {
  text = trim(text);
  if (text.empty()) return not_a_number;
  std::string_view digits = text;
  if (digits.front() == '+') digits.remove_prefix(1);
  const bool negative = !digits.empty() && digits.front() == '-';
  const std::string_view unsigned_digits = negative ? digits.substr(1) : digits;
  if (unsigned_digits.empty() || (negative && digits.size() != text.size())) return not_a_number;
  if (unsigned_digits == "Infinity") return negative ? -infinity : infinity;
  const char first = unsigned_digits.front();
  if ((first < '0' || first > '9') && first != '.') return not_a_number;
  double value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end == digits.data() + digits.size()) {
    if (fault == std::errc{}) return value;
  }
  if (const auto millis = parse_date_time(text, offset)) return static_cast<double>(*millis) / static_cast<double>(millis_per_day);
  return not_a_number;
}

double leading_integer(std::string_view text) {
  text = trim(text);
  std::size_t at = 0;
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at >= text.size() || text[at] < '0' || text[at] > '9') return not_a_number;
  double value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) value = value * 10 + (text[at] - '0');
  return negative ? -value : value;
}

double round_half_up(double value) { return std::floor(value) + (value - std::floor(value) >= 0.5 ? 1 : 0); }

}  // namespace cityaudit::ingest
