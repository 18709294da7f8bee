#pragma once
// City walks and their stops. Thread-safe; calls block.

#include "ingest/audits.h"

namespace cityaudit::ingest {

struct Stop {
  StopId id;
  std::int64_t seq = 0;  // 1..n without gaps
  std::string code;      // what the form stores: "p7-3"
  Localized name;
  std::optional<double> latitude, longitude;
  std::int64_t radius_metres = 75;
};

struct Walk {
  WalkId id;
  std::string code;  // "walk-p7"
  Localized name;
  AreaId area;
  std::optional<UtcMillis> starts_at;
  std::vector<Stop> stops;
};

class Walks {
 public:
  explicit Walks(store::Database& database) : database_(database) {}

  /// Adds the walk, or replaces name, area, time and stops of the one with that code; stops keep their ids by code.
  Result<WalkId> put(AuditId audit, const Walk& walk);
  static std::vector<Walk> of_audit(store::Transaction& tx, AuditId audit);

 private:
  store::Database& database_;
};

}  // namespace cityaudit::ingest
