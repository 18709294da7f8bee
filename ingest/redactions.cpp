#include "ingest/redactions.h"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace cityaudit::ingest {
namespace {

namespace json = boost::json;

std::optional<std::uint16_t> length_of(const json::value* value) {
  if (!value || !value->is_int64() || value->get_int64() < 0 || value->get_int64() > photo_side) return std::nullopt;
  return static_cast<std::uint16_t>(value->get_int64());
}

std::optional<PhotoPoint> point_of(const json::value& value) {
  if (!value.is_array() || value.get_array().size() != 2) return std::nullopt;
  const auto x = length_of(&value.get_array()[0]);
  const auto y = length_of(&value.get_array()[1]);
  if (!x || !y) return std::nullopt;
  return PhotoPoint{*x, *y};
}

std::optional<Redaction> redaction_of(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  const json::value* cover = object.if_contains("cover");
  const json::value* points = object.if_contains("points");
  const auto radius = length_of(object.if_contains("radius"));
  if (!cover || (*cover != "blur" && *cover != "solid") || !points || !points->is_array() || !radius) return std::nullopt;
  Redaction out;
  out.cover = *cover == "blur" ? Cover::blur : Cover::solid;
  out.radius = *radius;
  for (const json::value& each : points->get_array()) {
    const auto point = point_of(each);
    if (!point) return std::nullopt;
    out.points.push_back(*point);
  }
  return out;
}

bool is_sound(const Redaction& redaction) {
  const auto inside = [](PhotoPoint p) { return p.x <= photo_side && p.y <= photo_side; };
  const bool known = redaction.cover == Cover::blur || redaction.cover == Cover::solid;
  const bool shaped = redaction.radius == 0 ? redaction.points.size() == 2 : !redaction.points.empty();
  return known && shaped && redaction.radius <= photo_side && std::all_of(redaction.points.begin(), redaction.points.end(), inside);
}

}  // namespace

bool are_sound(std::span<const Redaction> redactions) {
  if (redactions.size() > redactions_max) return false;
  std::size_t points = 0;
  for (const Redaction& redaction : redactions) {
    if (!is_sound(redaction)) return false;
    points += redaction.points.size();
  }
  return points <= redaction_points_max;
}

std::string to_json(const std::vector<Redaction>& redactions) {
  json::array out;
  for (const Redaction& redaction : redactions) {
    json::array points;
    for (const PhotoPoint& point : redaction.points) points.push_back(json::array{point.x, point.y});
    out.push_back(json::object{
        {"cover", redaction.cover == Cover::blur ? "blur" : "solid"}, {"points", std::move(points)}, {"radius", redaction.radius}});
  }
  return json::serialize(out);
}

Result<std::vector<Redaction>> read_redactions(std::string_view text) {
  const Error unusable(ErrorKind::invalid, "photo.redactions_invalid");
  json::error_code fault;
  json::parse_options options;
  options.max_depth = 8;
  const json::value value = json::parse(text, fault, {}, options);
  if (fault || !value.is_array() || value.get_array().size() > redactions_max) return unusable;
  std::vector<Redaction> out;
  for (const json::value& each : value.get_array()) {
    auto redaction = redaction_of(each);
    if (!redaction) return unusable;
    out.push_back(std::move(*redaction));
  }
  if (!are_sound(out)) return unusable;
  return out;
}

}  // namespace cityaudit::ingest
