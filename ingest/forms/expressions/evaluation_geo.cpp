// Functions of positions.

#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/geometry.h"

#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// One text is a line or an area; several are points.
std::vector<GeoPoint> points_of(const std::vector<std::string_view>& texts) {
  if (texts.size() == 1) return parse_geo_points(texts.front());
  std::vector<GeoPoint> out;
  for (const std::string_view text : texts) {
    const auto point = parse_geo_point(text);
    if (!point) return {};
    out.push_back(*point);
  }
  return out;
}

}  // namespace

Value Evaluation::geo_function(const SyntaxNode& node, const Focus& focus) {
  std::vector<std::string_view> texts;
  for (std::size_t i = 0; i < node.operands.count; ++i) append_texts(argument(node, i, focus), texts);
  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  spend(1 + bytes / 8);
  if (node.function == Function::geofence) {
    const auto point = texts.size() < 2 ? std::nullopt : parse_geo_point(texts[0]);
    return Value::of(point && is_inside(*point, parse_geo_points(texts[1])));
  }
  const std::vector<GeoPoint> points = points_of(texts);
  if (node.function == Function::area) return Value::of(area_square_metres(points));
  if (node.function == Function::distance) return Value::of(points.empty() ? not_a_number : length_metres(points));
  // intersects(): the square of the points, which is charged before.
  if (!spend(points.size() * points.size())) return Value::of(false);
  return Value::of(crosses_itself(points));
}

}  // namespace cityaudit::ingest
