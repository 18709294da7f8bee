#pragma once
// Distances and areas on Earth as ODK's clients work them out. Pure and thread-safe.

#include <optional>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct GeoPoint {
  double latitude = 0;   // degrees
  double longitude = 0;  // degrees
  bool operator==(const GeoPoint&) const = default;
};

/// "lat lon", "lat lon alt" or "lat lon alt accuracy"; nothing for any other text.
std::optional<GeoPoint> parse_geo_point(std::string_view text);
/// Two points or more, separated by semicolons; empty for any other text.
std::vector<GeoPoint> parse_geo_points(std::string_view text);

/// Metres along the points; spherical law of cosines, radius 6,378,100 m, rounded to centimetres.
double length_metres(const std::vector<GeoPoint>& points);
/// Square metres within the points (Chamberlain and Duquette 2007, the same radius), rounded to hundredths.
double area_square_metres(const std::vector<GeoPoint>& points);
/// Whether a point lies in an area whose last point is its first; false for other areas. Even-odd rule on plain degrees.
bool is_inside(GeoPoint point, const std::vector<GeoPoint>& area);
/// Whether two lines between neighbours cross, or touch without being neighbours.
bool crosses_itself(const std::vector<GeoPoint>& points);

}  // namespace cityaudit::ingest
