#include "ingest/forms/expressions/functions.h"

#include "base/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t many = FunctionSignature::any_number;

// By name.
constexpr FunctionSignature signatures[] = {
    {"abs", Function::abs, 1, 1},
    {"acos", Function::acos, 1, 1},
    {"area", Function::area, 1, 1},
    {"asin", Function::asin, 1, 1},
    {"atan", Function::atan, 1, 1},
    {"atan2", Function::atan2, 2, 2},
    {"base64-decode", Function::base64_decode, 1, 1},
    {"boolean", Function::boolean, 1, 1},
    {"boolean-from-string", Function::boolean_from_string, 1, 1},
    {"ceiling", Function::ceiling, 1, 1},
    {"checklist", Function::checklist, 2, many},
    {"coalesce", Function::coalesce, 2, many},
    {"concat", Function::concat, 0, many},
    {"contains", Function::contains, 2, 2},
    {"cos", Function::cos, 1, 1},
    {"count", Function::count, 1, 1},
    {"count-non-empty", Function::count_non_empty, 1, 1},
    {"count-selected", Function::count_selected, 1, 1},
    {"current", Function::current, 0, 0},
    {"date", Function::date, 1, 1},
    {"date-time", Function::date, 1, 1},
    {"decimal-date-time", Function::decimal_date_time, 1, 1},
    {"decimal-time", Function::decimal_time, 1, 1},
    {"digest", Function::digest, 2, 3},
    {"distance", Function::distance, 1, many},
    {"ends-with", Function::ends_with, 2, 2},
    {"exp", Function::exp, 1, 1},
    {"exp10", Function::exp10, 1, 1},
    {"extract-signed", Function::extract_signed, 2, 2},
    {"false", Function::false_, 0, 0},
    {"floor", Function::floor, 1, 1},
    {"format-date", Function::format_date, 2, 2},
    {"format-date-time", Function::format_date_time, 2, 2},
    {"geofence", Function::geofence, 2, 2},
    {"id", Function::id, 1, 1},
    {"if", Function::if_, 3, 3},
    {"indexed-repeat", Function::indexed_repeat, 3, many},
    {"instance", Function::instance, 1, 1},
    {"int", Function::int_, 1, 1},
    {"intersects", Function::intersects, 1, 1},
    {"join", Function::join, 1, many},
    {"jr:choice-name", Function::choice_name, 2, 2},
    {"jr:itext", Function::itext, 1, 1},
    {"lang", Function::lang, 1, 1},
    {"last", Function::last, 0, 0},
    {"local-name", Function::local_name, 0, 1},
    {"log", Function::log, 1, 1},
    {"log10", Function::log10, 1, 1},
    {"max", Function::max, 0, many},
    {"min", Function::min, 0, many},
    {"name", Function::name, 0, 1},
    {"namespace-uri", Function::namespace_uri, 0, 1},
    {"normalize-space", Function::normalize_space, 0, 1},
    {"not", Function::not_, 1, 1},
    {"now", Function::now, 0, 0},
    {"number", Function::number, 0, 1},
    {"once", Function::once, 1, 1},
    {"pi", Function::pi, 0, 0},
    {"position", Function::position, 0, 1},
    {"pow", Function::pow, 2, 2},
    {"pulldata", Function::pulldata, 4, 4},
    {"random", Function::random, 0, 0},
    {"randomize", Function::randomize, 1, 2},
    {"regex", Function::regex, 2, 2},
    {"round", Function::round, 1, 2},
    {"selected", Function::selected, 2, 2},
    {"selected-at", Function::selected_at, 2, 2},
    {"sin", Function::sin, 1, 1},
    {"sqrt", Function::sqrt, 1, 1},
    {"starts-with", Function::starts_with, 2, 2},
    {"string", Function::string, 0, 1},
    {"string-length", Function::string_length, 0, 1},
    {"substr", Function::substr, 2, 3},
    {"substring", Function::substring, 2, 3},
    {"substring-after", Function::substring_after, 2, 2},
    {"substring-before", Function::substring_before, 2, 2},
    {"sum", Function::sum, 1, 1},
    {"tan", Function::tan, 1, 1},
    {"today", Function::today, 0, 0},
    {"translate", Function::translate, 3, 3},
    {"true", Function::true_, 0, 0},
    {"uuid", Function::uuid, 0, 1},
    {"weighted-checklist", Function::weighted_checklist, 2, many},
};
static_assert(std::is_sorted(std::begin(signatures), std::end(signatures), [](auto& a, auto& b) { return a.name < b.name; }));

/// Insertions, deletions and replacements from `a` to `b`.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

}  // namespace

bool FunctionSignature::accepts(std::size_t arguments) const {
  if (arguments < arguments_min || (arguments_max != any_number && arguments > arguments_max)) return false;
  // Pairs after the first arguments: a repeat and its index, an answer and its weight.
  if (function == Function::indexed_repeat) return arguments % 2 == 1;
  if (function == Function::weighted_checklist) return arguments % 2 == 0;
  return true;
}

std::string FunctionSignature::expected_arguments() const {
  const std::string least = std::to_string(arguments_min);
  if (arguments_max == arguments_min) return least;
  if (function == Function::indexed_repeat) return "3, 5, 7";
  if (function == Function::weighted_checklist) return "2, 4, 6, 8 …";
  if (arguments_max == any_number) return "≥ " + least;
  return least + "–" + std::to_string(arguments_max);
}

const FunctionSignature* find_function(std::string_view name) {
  const auto found = std::lower_bound(std::begin(signatures), std::end(signatures), name,
                                      [](const FunctionSignature& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != std::end(signatures) && found->name == name ? found : nullptr;
}

std::string_view nearest_function(std::string_view name) {
  constexpr std::size_t name_bytes_max = 40;
  if (name.size() > name_bytes_max) return {};
  std::string wanted = to_lower_ascii(name);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  std::string_view nearest;
  std::size_t fewest = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const FunctionSignature& signature : signatures) {
    std::size_t count = edits(wanted, signature.name);
    // The prefix is what people forget.
    if (signature.name.starts_with("jr:")) count = std::min(count, 1 + edits(wanted, signature.name.substr(3)));
    if (count >= fewest) continue;
    fewest = count;
    nearest = signature.name;
  }
  return nearest;
}

}  // namespace cityaudit::ingest
