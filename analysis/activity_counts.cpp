#include "analysis/activity_counts.h"

namespace cityaudit::analysis {

std::map<ingest::ActivityId, ActivityCounts> activity_counts(store::Transaction& tx, ingest::AuditId audit) {
  std::map<ingest::ActivityId, ActivityCounts> out;
  store::Rows rows = tx.query(
      "SELECT c.activity_id, c.submissions, c.approved, c.undecided, c.problems, c.photos, c.photos_missing, c.people FROM activity_count "
      "c "
      "JOIN activity a ON a.id = c.activity_id WHERE a.audit_id = $1",
      audit);
  while (rows.next())
    out[{rows.integer(0)}] = {rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4),
                              rows.integer(5), rows.integer(6), rows.integer(7)};
  return out;
}

}  // namespace cityaudit::analysis
