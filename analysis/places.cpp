#include "analysis/places.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace cityaudit::analysis {
namespace {

int rank_of(std::string_view kind) {
  constexpr std::array<std::string_view, 7> kinds{"site", "locality", "district", "municipality", "city", "region", "country"};
  return static_cast<int>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

/// "Praha  7 " and "praha 7" are one name.
std::string name_key(std::string_view name) {
  const std::string folded = fold(name);
  std::string out;
  for (const std::string_view word : words(folded)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::optional<double> number(const boost::json::value& value) {
  if (value.is_double()) return value.get_double();
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  return std::nullopt;
}

std::vector<Point> read_ring(const boost::json::value& value) {
  std::vector<Point> ring;
  if (!value.is_array()) return ring;
  for (const auto& position : value.get_array()) {
    if (!position.is_array() || position.get_array().size() < 2) return {};
    const auto longitude = number(position.get_array()[0]), latitude = number(position.get_array()[1]);
    if (!longitude || !latitude) return {};
    ring.push_back({*latitude, *longitude});
  }
  return ring;
}

std::int64_t locality_of(const std::vector<ingest::Area>& areas, const ingest::Area& area) {
  const ingest::Area* at = &area;
  // As many steps as there are areas: a parent that leads back here ends it.
  for (std::size_t step = 0; step < areas.size() && at; ++step) {
    if (at->kind == "locality") return at->id.value;
    const auto parent = std::find_if(areas.begin(), areas.end(), [&](const ingest::Area& a) { return a.id == at->parent; });
    at = parent == areas.end() ? nullptr : &*parent;
  }
  return area.id.value;
}

}  // namespace

std::optional<Point> read_point(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  const auto latitude = parse_decimal(parts[0]), longitude = parse_decimal(parts[1]);
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return std::nullopt;
  return Point{*latitude, *longitude};
}

Outline::Outline(std::string_view geojson) {
  boost::system::error_code fault;
  const auto parsed = boost::json::parse({geojson.data(), geojson.size()}, fault);
  if (fault || !parsed.is_object()) return;
  const auto* type = parsed.get_object().if_contains("type");
  const auto* coordinates = parsed.get_object().if_contains("coordinates");
  if (!type || !type->is_string() || !coordinates || !coordinates->is_array()) return;
  const auto add_polygon = [&](const boost::json::value& polygon) {
    if (!polygon.is_array()) return;
    for (const auto& ring : polygon.get_array()) rings_.push_back(read_ring(ring));
  };
  if (type->get_string() == "Polygon") add_polygon(*coordinates);
  if (type->get_string() == "MultiPolygon")
    for (const auto& polygon : coordinates->get_array()) add_polygon(polygon);
}

bool Outline::holds(const Point& point) const {
  bool inside = false;
  for (const auto& ring : rings_) {
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const Point &a = ring[i], &b = ring[j];
      if ((a.latitude > point.latitude) == (b.latitude > point.latitude)) continue;
      const double crossing = a.longitude + (point.latitude - a.latitude) / (b.latitude - a.latitude) * (b.longitude - a.longitude);
      if (point.longitude < crossing) inside = !inside;
    }
  }
  return inside;
}

Places Places::load(store::Transaction& tx, ingest::AuditId audit) {
  Places places;
  std::vector<ingest::Area> areas = ingest::Audits::areas(tx, audit);
  std::stable_sort(areas.begin(), areas.end(),
                   [](const ingest::Area& a, const ingest::Area& b) { return rank_of(a.kind) < rank_of(b.kind); });
  for (const ingest::Area& area : areas) {
    if (area.kind == "city" && places.city_ == 0) places.city_ = area.id.value;
    for (const auto& [language, name] : area.name) places.by_name_.emplace(name_key(name), places.areas_.size());
    places.by_name_.emplace(name_key(area.code), places.areas_.size());  // lists of areas in forms store the code
    places.areas_.push_back({area.id.value, locality_of(areas, area), Outline(area.outline)});
  }
  store::Rows rows = tx.query(
      "SELECT w.id, w.code, w.area_id, s.id, s.code FROM walk w LEFT JOIN stop s ON s.walk_id = w.id WHERE w.audit_id = $1 ORDER BY w.id",
      audit);
  while (rows.next()) {
    if (places.walks_.empty() || places.walks_.back().id != rows.integer(0))
      places.walks_.push_back({rows.integer(0), rows.string(1), rows.integer(2), {}});
    if (!rows.is_null(3)) places.walks_.back().stops.emplace(rows.string(4), rows.integer(3));
  }
  return places;
}

Standing Places::standing(std::string_view walk_code, std::string_view stop_code, ingest::WalkId usual_walk) const {
  const auto stop_in = [&](const KnownWalk& walk) {
    const auto stop = walk.stops.find(stop_code);
    return stop == walk.stops.end() ? 0 : stop->second;
  };
  const auto by_code = std::find_if(walks_.begin(), walks_.end(), [&](const KnownWalk& w) { return w.code == walk_code; });
  const auto usual = std::find_if(walks_.begin(), walks_.end(), [&](const KnownWalk& w) { return w.id == usual_walk.value; });
  for (const auto& walk : {by_code, usual})
    if (walk != walks_.end()) return {walk->area, stop_in(*walk)};
  std::vector<Standing> found;
  for (const KnownWalk& walk : walks_)
    if (const auto stop = stop_in(walk)) found.push_back({walk.area, stop});
  return found.size() == 1 ? found.front() : Standing{};
}

std::int64_t Places::area_of(const std::optional<Point>& point, std::string_view name) const {
  if (point)
    for (const KnownArea& area : areas_)
      if (area.outline.holds(*point)) return area.column;
  if (!trim(name).empty())
    if (const auto named = by_name_.find(name_key(name)); named != by_name_.end()) return areas_[named->second].column;
  return city_;
}

}  // namespace cityaudit::analysis
