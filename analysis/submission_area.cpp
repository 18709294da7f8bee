#include "analysis/submission_area.h"

namespace cityaudit::analysis {

std::optional<ingest::AreaId> area_of_submission(store::Transaction& tx, ingest::SubmissionId submission) {
  store::Rows rows = tx.query("SELECT min(area_id), max(area_id) FROM observation WHERE submission_id = $1 AND area_id > 0", submission);
  if (!rows.next() || rows.is_null(0) || rows.integer(0) != rows.integer(1)) return std::nullopt;
  return ingest::AreaId{rows.integer(0)};
}

}  // namespace cityaudit::analysis
