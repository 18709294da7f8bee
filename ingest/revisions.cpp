#include "ingest/revisions.h"

#include <algorithm>

namespace cityaudit::ingest {

std::vector<SubmissionId> revisions_until(store::Transaction& tx, SubmissionId submission) {
  std::vector<SubmissionId> out;
  while (submission && out.size() < revisions_max) {
    out.push_back(submission);
    submission = {tx.integer("SELECT replaces_id FROM submission WHERE id = $1", submission).value_or(0)};
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<Uuid> newest_revision(store::Transaction& tx, const Uuid& submission) {
  auto id = tx.integer("SELECT id FROM submission WHERE uuid = $1", submission);
  if (!id) return std::nullopt;
  for (std::size_t steps = 0; steps < 10 * revisions_max; ++steps) {
    const auto newer = tx.integer("SELECT replaced_by_id FROM submission WHERE id = $1", *id);
    if (!newer) break;
    id = newer;
  }
  store::Rows rows = tx.query("SELECT uuid FROM submission WHERE id = $1", *id);
  if (!rows.next()) return std::nullopt;
  return rows.uuid(0);
}

}  // namespace cityaudit::ingest
