#pragma once
// The functions an expression may call: XPath 1.0's and ODK's. Pure and thread-safe.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

// clang-format off
enum class Function : std::uint8_t {
  abs, acos, area, asin, atan, atan2, base64_decode, boolean, boolean_from_string, ceiling, checklist, choice_name, coalesce,
  concat, contains, cos, count, count_non_empty, count_selected, current, date, decimal_date_time, decimal_time, digest,
  distance, ends_with, exp, exp10, extract_signed, false_, floor, format_date, format_date_time, geofence, id, if_,
  indexed_repeat, instance, int_, intersects, itext, join, lang, last, local_name, log, log10, max, min, name, namespace_uri,
  normalize_space, not_, now, number, once, pi, position, pow, pulldata, random, randomize, regex, round, selected,
  selected_at, sin, sqrt, starts_with, string, string_length, substr, substring, substring_after, substring_before, sum, tan,
  today, translate, true_, uuid, weighted_checklist,
};
// clang-format on

struct FunctionSignature {
  static constexpr std::size_t any_number = 255;

  std::string_view name;  // as it is called: "jr:choice-name"
  Function function = Function::boolean;
  std::size_t arguments_min = 0;
  std::size_t arguments_max = 0;

  bool accepts(std::size_t arguments) const;
  /// "2", "2–3" or "≥ 2", for people.
  std::string expected_arguments() const;
};

/// Null when there is no function of that name.
const FunctionSignature* find_function(std::string_view name);
/// The known name that is most like `name`; empty when none is near.
std::string_view nearest_function(std::string_view name);

}  // namespace cityaudit::ingest
