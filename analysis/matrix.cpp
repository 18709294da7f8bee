#include "analysis/matrix.h"

#include "analysis/shown_themes.h"

#include <algorithm>

namespace cityaudit::analysis {

FigureOptions figure_options(const Settings& settings) {
  return {settings.size("analysis.bootstrap_resamples"), settings.size("analysis.bootstrap_units_max")};
}

Result<Matrix> matrix(store::Database& database, ingest::AuditId audit, Counted counted, const FigureOptions& options) {
  return database.read([&](store::Transaction& tx) -> Result<Matrix> {
    const CellTable table = CellTable::load(tx, audit, counted);
    return matrix_in(tx, table, audit, counted, options);
  });
}

Matrix matrix_in(store::Transaction& tx, const CellTable& table, ingest::AuditId audit, Counted counted, const FigureOptions& options) {
  Matrix out;
  out.counted = counted;
  out.event_seq = tx.integer("SELECT seq FROM log_cursor WHERE reader = 'observations'").value_or(0);
  out.areas = ingest::Audits::areas(tx, audit);
  std::erase_if(out.areas, [](const ingest::Area& area) { return area.kind != "locality"; });
  for (ingest::Theme& theme : shown_themes(tx, audit)) {
    MatrixRow row;
    for (const ingest::Area& area : out.areas) row.cells.push_back(table.cell(tx, theme.code, area.id.value, options));
    row.total = table.cell(tx, theme.code, all_areas, options);
    row.theme = std::move(theme);
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace cityaudit::analysis
