#include "ingest/walks.h"

namespace cityaudit::ingest {

Result<WalkId> Walks::put(AuditId audit, const Walk& walk) {
  return database_.write([&](store::Transaction& tx) -> Result<WalkId> {
    const auto area = walk.area ? std::optional(walk.area.value) : std::nullopt;
    const WalkId id{
        *tx.integer("INSERT INTO walk (uuid, audit_id, code, name, area_id, starts_at) VALUES ($1, $2, $3, $4, $5, $6) "
                    "ON CONFLICT (audit_id, code) DO UPDATE SET name = $4, area_id = $5, starts_at = $6 RETURNING id",
                    random_uuid(), audit, walk.code, to_json(walk.name), area, walk.starts_at)};
    // Out of the way of the new numbers; a stop that is no longer listed stays for the answers given there.
    tx.execute("UPDATE stop SET seq = -id WHERE walk_id = $1", id);
    for (const Stop& stop : walk.stops)
      tx.execute(
          "INSERT INTO stop (walk_id, seq, code, name, latitude, longitude, radius_metres) VALUES ($1, $2, $3, $4, $5, $6, $7) "
          "ON CONFLICT (walk_id, code) DO UPDATE SET seq = $2, name = $4, latitude = $5, longitude = $6, radius_metres = $7",
          id, stop.seq, stop.code, to_json(stop.name), stop.latitude, stop.longitude, stop.radius_metres);
    tx.execute("UPDATE generation SET value = value + 1 WHERE name = 'activities'");
    return id;
  });
}

std::vector<Walk> Walks::of_audit(store::Transaction& tx, AuditId audit) {
  std::vector<Walk> out;
  store::Rows walks = tx.query("SELECT id, code, name, area_id, starts_at FROM walk WHERE audit_id = $1 ORDER BY id", audit);
  while (walks.next()) {
    Walk walk{{walks.integer(0)}, walks.string(1), localized_from_json(walks.text(2)), {walks.integer(3)}, {}, {}};
    if (!walks.is_null(4)) walk.starts_at = UtcMillis{walks.integer(4)};
    store::Rows stops = tx.query(
        "SELECT id, seq, code, name, latitude, longitude, radius_metres FROM stop WHERE walk_id = $1 AND seq > 0 ORDER BY seq", walk.id);
    while (stops.next())
      walk.stops.push_back({{stops.integer(0)},
                            stops.integer(1),
                            stops.string(2),
                            localized_from_json(stops.text(3)),
                            stops.optional_real(4),
                            stops.optional_real(5),
                            stops.integer(6)});
    out.push_back(std::move(walk));
  }
  return out;
}

}  // namespace cityaudit::ingest
