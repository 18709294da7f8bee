// Functions of dates and times.

#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/numbers.h"

#include <cmath>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view not_a_date = "Invalid Date";

double days_of(std::int64_t millis) { return static_cast<double>(millis) / static_cast<double>(millis_per_day); }

/// Nothing outside the years 1 to 9999.
std::optional<std::int64_t> millis_of_days(double days) {
  constexpr double days_min = -719'162;
  constexpr double days_max = 2'932'897;
  if (!(days >= days_min && days < days_max)) return std::nullopt;
  return static_cast<std::int64_t>(round_half_up(days * static_cast<double>(millis_per_day)));
}

/// "2026-3-7" as "2026-03-07"; other texts as they are.
std::string padded(std::string_view text) {
  const std::size_t first = text.find('-');
  const std::size_t second = first == std::string_view::npos ? first : text.find('-', first + 1);
  if (first != 4 || second == std::string_view::npos) return std::string(text);
  const std::size_t end = std::min(text.find('T', second), text.size());
  const std::string_view month = text.substr(first + 1, second - first - 1);
  const std::string_view day = text.substr(second + 1, end - second - 1);
  std::string out(text.substr(0, 5));
  out += (month.size() == 1 ? "0" : "") + std::string(month) + "-";
  out += (day.size() == 1 ? "0" : "") + std::string(day);
  return out + std::string(text.substr(end));
}

}  // namespace

/// date(): a number of days or a text; blank for what is neither.
Value Evaluation::to_date(const Value& value) {
  std::optional<std::int64_t> millis;
  if (value.type == ValueType::boolean) return Value::of(std::string_view{});
  if (value.type == ValueType::number) {
    millis = millis_of_days(value.number);
  } else {
    const std::string_view text = text_of(value);
    if (text.empty()) return Value::of(text);
    millis = parse_date_time(padded(text), offset_);
  }
  if (!millis) return Value::date(not_a_number, not_a_date);
  return Value::date(days_of(*millis), keep(date_time_text(*millis, offset_)));
}

Value Evaluation::date_function(const SyntaxNode& node, const Focus& focus) {
  switch (node.function) {
    case Function::now: return Value::date(days_of(world_.now().value), keep(date_time_text(world_.now().value, offset_)));
    case Function::today: {
      const std::int64_t ahead = offset_ * 60 * millis_per_second;
      const std::int64_t local = world_.now().value + ahead;
      const std::int64_t midnight = local - ((local % millis_per_day) + millis_per_day) % millis_per_day - ahead;
      return Value::date(days_of(midnight), keep(date_time_text(midnight, offset_)));
    }
    case Function::date: return to_date(argument(node, 0, focus));
    case Function::decimal_date_time: {
      const Value value = argument(node, 0, focus);
      if (value.type == ValueType::number) return Value::of(value.number);
      if (value.type == ValueType::boolean) return Value::of(not_a_number);
      const auto millis = parse_date_time(text_of(value), offset_);
      return Value::of(millis ? days_of(*millis) : not_a_number);
    }
    case Function::decimal_time: return Value::of(parse_time_of_day(argument_text(node, 0, focus), offset_).value_or(not_a_number));
    default: {
      const auto millis = parse_date_time(argument_text(node, 0, focus), offset_);
      const std::string_view format = argument_text(node, 1, focus);
      if (!millis) return Value::of(std::string_view{});
      return Value::of(keep(format_date_time(*millis, offset_, format)));
    }
  }
}

}  // namespace cityaudit::ingest
