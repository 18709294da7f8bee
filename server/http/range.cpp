#include "server/http/range.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace cityaudit::server::http {
namespace {

std::optional<std::int64_t> parse_position(std::string_view text) {
  if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return parse_integer(text);
}

}  // namespace

Range parse_range(std::string_view header, std::int64_t size) {
  const Range whole{Range::Kind::whole, 0, size};
  const Range unsatisfiable{Range::Kind::unsatisfiable, 0, 0};
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(header.substr(0, equals), "bytes")) return whole;
  const std::string_view spec = trim(header.substr(equals + 1));
  const auto hyphen = spec.find('-');
  if (hyphen == std::string_view::npos || spec.find(',') != std::string_view::npos) return whole;
  const std::string_view first_text = spec.substr(0, hyphen);
  const std::string_view last_text = spec.substr(hyphen + 1);
  if (first_text.empty()) {
    const auto suffix = parse_position(last_text);
    if (!suffix) return whole;
    if (*suffix == 0 || size == 0) return unsatisfiable;
    const std::int64_t bytes = std::min(*suffix, size);
    return {Range::Kind::part, size - bytes, bytes};
  }
  const auto first = parse_position(first_text);
  if (!first) return whole;
  std::int64_t last = size - 1;
  if (!last_text.empty()) {
    const auto asked = parse_position(last_text);
    if (!asked || *asked < *first) return whole;
    last = std::min(last, *asked);
  }
  if (*first >= size) return unsatisfiable;
  return {Range::Kind::part, *first, last - *first + 1};
}

}  // namespace cityaudit::server::http
