#include "analysis/cell.h"

#include <algorithm>

namespace cityaudit::analysis {

Result<CellDetail> cell_detail(store::Database& database, ingest::AuditId audit, std::string_view theme, std::int64_t area, Counted counted,
                               const FigureOptions& options) {
  return database.read([&](store::Transaction& tx) -> Result<CellDetail> {
    const CellTable table = CellTable::load(tx, audit, counted);
    CellDetail out;
    out.cell = table.cell(tx, theme, area, options);
    std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, CellStop>> stops;  // by walk and its order
    for (const StopMean& mean : table.stops(theme, area)) {
      CellStop stop{{}, {}, mean.mean, mean.n_people};
      std::pair<std::int64_t, std::int64_t> place{0, 0};
      store::Rows rows = tx.query("SELECT code, name, walk_id, seq FROM stop WHERE id = $1", mean.stop);
      if (rows.next()) {
        stop.code = rows.string(0);
        stop.name = ingest::localized_from_json(rows.text(1));
        place = {rows.integer(2), rows.integer(3)};
      }
      stops.emplace_back(place, std::move(stop));
    }
    std::stable_sort(stops.begin(), stops.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [place, stop] : stops) out.stops.push_back(std::move(stop));
    return out;
  });
}

}  // namespace cityaudit::analysis
