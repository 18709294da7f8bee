#include "analysis/submission_area.h"

namespace cityaudit::analysis {

std::optional<ingest::AreaId> area_of_submission(store::Transaction& tx, ingest::SubmissionId submission) {
  const auto area = tx.integer("SELECT area_id FROM observation WHERE submission_id = $1 AND area_id > 0 ORDER BY seq LIMIT 1", submission);
  if (!area) return std::nullopt;
  return ingest::AreaId{*area};
}

}  // namespace cityaudit::analysis
