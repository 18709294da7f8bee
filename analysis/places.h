#pragma once
// Where an observation belongs: areas, walks and stops of one audit, read once per batch. Immutable after load();
// thread-safe.

#include "ingest/audits.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::analysis {

struct Point {
  double latitude = 0, longitude = 0;
};

/// "50.1 14.43 0 5" as ODK writes a point; nothing when it is not one.
std::optional<Point> read_point(std::string_view text);

/// A GeoJSON Polygon or MultiPolygon. A broken one holds no point.
class Outline {
 public:
  explicit Outline(std::string_view geojson);
  /// Even-odd over all rings, so holes are holes.
  bool holds(const Point& point) const;

 private:
  std::vector<std::vector<Point>> rings_;
};

/// Where somebody stood.
struct Standing {
  std::int64_t area = 0;  // of the walk; 0 when it has none or there is no walk
  std::int64_t stop = 0;
};

class Places {
 public:
  static Places load(store::Transaction& tx, ingest::AuditId audit);

  /// By codes as the form stores them; `usual_walk` is the activity's, for answers that name no known walk. Without either, a
  /// stop code decides when one walk alone has it.
  Standing standing(std::string_view walk_code, std::string_view stop_code, ingest::WalkId usual_walk) const;

  /// The area whose outline holds the point, else the one with that name (in any language, folded), else the city, else 0.
  /// Within a locality the locality is given; of several fitting areas the most local kind wins.
  std::int64_t area_of(const std::optional<Point>& point, std::string_view name) const;

 private:
  struct KnownArea {
    std::int64_t id = 0;
    std::int64_t column = 0;  // the locality it lies in, else itself
    Outline outline;
  };
  struct KnownWalk {
    std::int64_t id = 0;
    std::string code;
    std::int64_t area = 0;
    std::map<std::string, std::int64_t, std::less<>> stops;  // code -> id; those no longer listed too, for answers given there
  };

  std::vector<KnownArea> areas_;                // most local kinds first, then by id
  std::map<std::string, std::size_t> by_name_;  // folded -> areas_
  std::int64_t city_ = 0;
  std::vector<KnownWalk> walks_;
};

}  // namespace cityaudit::analysis
