#include "ingest/forms/answer_types.h"

#include "base/clock.h"
#include "base/text.h"

#include <cmath>
#include <string>

namespace cityaudit::ingest {
namespace {

bool is_point(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 2 || parts.size() > 4) return false;
  for (const std::string_view part : parts)
    if (!parse_decimal(part)) return false;
  return std::abs(*parse_decimal(parts[0])) <= 90 && std::abs(*parse_decimal(parts[1])) <= 180;
}

/// Points separated by ";", one of which may end the text.
bool is_points(std::string_view text, std::size_t points_min) {
  if (text.ends_with(';')) text.remove_suffix(1);
  std::size_t count = 0;
  for (const std::string_view point : split(text, ';')) {
    if (!is_point(trim(point))) return false;
    ++count;
  }
  return count >= points_min;
}

/// A date and perhaps a zone, but no time.
bool is_date(std::string_view text) { return text.find('T') == std::string_view::npos && parse_iso8601(text); }
bool is_date_and_time(std::string_view text) { return text.find('T') == 10 && parse_iso8601(text); }
bool is_time(std::string_view text) {
  return text.size() >= 5 && text[2] == ':' && parse_iso8601("2000-01-01T" + std::string(text)).has_value();
}
bool is_boolean(std::string_view text) { return text == "true" || text == "false" || text == "1" || text == "0"; }

}  // namespace

std::string_view type_problem(AnswerType type, std::string_view value) {
  switch (type) {
    case AnswerType::integer: return parse_integer(value) ? "" : "problem.not_a_whole_number";
    case AnswerType::decimal: return parse_decimal(value) ? "" : "problem.not_a_number";
    case AnswerType::boolean: return is_boolean(value) ? "" : "problem.not_true_or_false";
    case AnswerType::date: return is_date(value) ? "" : "problem.not_a_date";
    case AnswerType::time: return is_time(value) ? "" : "problem.not_a_time";
    case AnswerType::date_time: return is_date_and_time(value) ? "" : "problem.not_a_date_and_time";
    case AnswerType::geopoint: return is_point(value) ? "" : "problem.not_a_point";
    case AnswerType::geotrace: return is_points(value, 2) ? "" : "problem.not_a_line";
    case AnswerType::geoshape: return is_points(value, 3) ? "" : "problem.not_an_area";
    case AnswerType::string:
    case AnswerType::binary:
    case AnswerType::barcode:
    case AnswerType::other: break;
  }
  return "";
}

}  // namespace cityaudit::ingest
