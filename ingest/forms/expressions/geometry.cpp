#include "ingest/forms/expressions/geometry.h"

#include "base/text.h"
#include "ingest/forms/expressions/numbers.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityaudit::ingest {
namespace {

constexpr double earth_radius_metres = 6'378'100;
constexpr double per_unit = 100;  // hundredths are kept

double radians(double degrees) { return degrees * std::numbers::pi / 180; }
double to_hundredths(double value) { return std::abs(round_half_up(value * per_unit) / per_unit); }

double distance(GeoPoint a, GeoPoint b) {
  const double across = radians(a.longitude - b.longitude);
  const double from = radians(a.latitude);
  const double to = radians(b.latitude);
  return std::acos(std::sin(from) * std::sin(to) + std::cos(from) * std::cos(to) * std::cos(across)) * earth_radius_metres;
}

/// Above 0 when c lies left of the line from a to b.
double side(GeoPoint a, GeoPoint b, GeoPoint c) {
  return (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude);
}

bool between(double a, double b, double c) { return std::min(a, b) <= c && c <= std::max(a, b); }
bool on_line(GeoPoint a, GeoPoint b, GeoPoint c) {
  return side(a, b, c) == 0 && between(a.longitude, b.longitude, c.longitude) && between(a.latitude, b.latitude, c.latitude);
}

bool lines_meet(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) {
  if (on_line(a, b, c) || on_line(a, b, d) || on_line(c, d, a) || on_line(c, d, b)) return true;
  return (side(a, b, c) > 0) != (side(a, b, d) > 0) && (side(c, d, a) > 0) != (side(c, d, b) > 0);
}

}  // namespace

std::optional<GeoPoint> parse_geo_point(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  const auto latitude = parse_decimal(parts[0]);
  const auto longitude = parse_decimal(parts[1]);
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return std::nullopt;
  return GeoPoint{*latitude, *longitude};
}

std::vector<GeoPoint> parse_geo_points(std::string_view text) {
  text = trim(text);
  while (text.ends_with(';')) text = trim(text.substr(0, text.size() - 1));
  std::vector<GeoPoint> out;
  for (const std::string_view part : split(text, ';')) {
    const auto point = parse_geo_point(part);
    if (!point) return {};
    out.push_back(*point);
  }
  return out.size() < 2 ? std::vector<GeoPoint>{} : out;
}

double length_metres(const std::vector<GeoPoint>& points) {
  double total = 0;
  for (std::size_t i = 1; i < points.size(); ++i) total += distance(points[i - 1], points[i]);
  return to_hundredths(total);
}

double area_square_metres(const std::vector<GeoPoint>& points) {
  if (points.size() < 3) return 0;
  double total = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const GeoPoint from = points[i];
    const GeoPoint to = points[(i + 1) % points.size()];
    total += radians(to.longitude - from.longitude) * (2 + std::sin(radians(to.latitude)) + std::sin(radians(from.latitude)));
  }
  return to_hundredths(total * earth_radius_metres * earth_radius_metres / 2);
}

bool is_inside(GeoPoint point, const std::vector<GeoPoint>& area) {
  if (area.size() < 2 || area.front() != area.back()) return false;
  bool inside = false;
  for (std::size_t i = 1; i < area.size(); ++i) {
    const GeoPoint a = area[i - 1];
    const GeoPoint b = area[i];
    if ((b.latitude > point.latitude) == (a.latitude > point.latitude)) continue;
    const double crossing = (a.longitude - b.longitude) * (point.latitude - b.latitude) / (a.latitude - b.latitude) + b.longitude;
    if (point.longitude < crossing) inside = !inside;
  }
  return inside;
}

bool crosses_itself(const std::vector<GeoPoint>& points) {
  const std::size_t lines = points.empty() ? 0 : points.size() - 1;
  const bool closed = lines > 2 && points.front() == points.back();
  for (std::size_t i = 0; i < lines; ++i)
    for (std::size_t j = i + 2; j < lines; ++j) {
      if (closed && i == 0 && j == lines - 1) continue;  // they share the first point
      if (lines_meet(points[i], points[i + 1], points[j], points[j + 1])) return true;
    }
  return false;
}

}  // namespace cityaudit::ingest
