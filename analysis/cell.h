#pragma once
// One cell of the matrix opened: its figures and the stops they are made of. What lies below is in analysis/evidence.h.
// Thread-safe; calls block.

#include "analysis/cell_table.h"
#include "ingest/localized.h"

namespace cityaudit::analysis {

struct CellStop {
  std::string code;  // empty: the answers name no known stop
  ingest::Localized name;
  double mean = 0;            // points
  std::int64_t n_people = 0;  // of level 1: of the dimension with most of them
};

struct CellDetail {
  Cell cell;
  std::vector<CellStop> stops;  // in the order of their walks
};

/// `theme` of either level; `area` an id or all_areas.
Result<CellDetail> cell_detail(store::Database& database, ingest::AuditId audit, std::string_view theme, std::int64_t area, Counted counted,
                               const FigureOptions& options);

}  // namespace cityaudit::analysis
