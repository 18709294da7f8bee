#pragma once
// The matrix theme × area: what the staff overview opens with. Thread-safe; calls block.

#include "analysis/cell_table.h"
#include "base/settings.h"
#include "ingest/audits.h"
#include "ingest/taxonomy.h"

namespace cityaudit::analysis {

struct MatrixRow {
  ingest::Theme theme;      // as the audit calls it
  std::vector<Cell> cells;  // one per area of the matrix
  Cell total;               // all areas of the audit: the mean over all stops, each once
};

struct Matrix {
  Counted counted = Counted::approved;
  std::int64_t event_seq = 0;       // how far the aggregates have read the log
  std::vector<ingest::Area> areas;  // of kind locality
  std::vector<MatrixRow> rows;      // shown_themes()
};

FigureOptions figure_options(const Settings& settings);

Result<Matrix> matrix(store::Database& database, ingest::AuditId audit, Counted counted, const FigureOptions& options);
/// The same inside a transaction, for pages that read more.
Matrix matrix_in(store::Transaction& tx, const CellTable& table, ingest::AuditId audit, Counted counted, const FigureOptions& options);

}  // namespace cityaudit::analysis
