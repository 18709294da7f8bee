#include "ingest/review_steps.h"

namespace cityaudit::ingest {
namespace {

#define STEP_COLUMNS                                                                                                                 \
  "id, version, at, account_id, action, state_before, state_after, assigned_before, assigned_after, reason_kind, reason, batch_id, " \
  "undone_at"

ReviewStep read_step(const store::Rows& rows) {
  ReviewStep step;
  step.id = rows.integer(0);
  step.version = rows.integer(1);
  step.at = {rows.integer(2)};
  step.account = {rows.integer(3)};
  step.action = rows.string(4);
  step.state_before = rows.string(5);
  step.state_after = rows.string(6);
  step.assigned_before = {rows.integer(7)};
  step.assigned_after = {rows.integer(8)};
  step.reason_kind = rows.string(9);
  step.reason = rows.string(10);
  step.batch = rows.integer(11);
  if (!rows.is_null(12)) step.undone_at = UtcMillis{rows.integer(12)};
  return step;
}

std::optional<ReviewStep> first_of(store::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return read_step(rows);
}

std::optional<std::int64_t> or_null(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

bool is_decided(std::string_view state) { return state == "approved" || state == "returned" || state == "rejected"; }

/// What lists and exports read of the decision that stands.
void remember_decision(store::Transaction& tx, SubmissionId submission, std::string_view state) {
  const auto decision = is_decided(state) ? last_decision(tx, submission) : std::nullopt;
  if (!decision) {
    tx.execute("UPDATE submission SET reviewed_at = NULL, reviewed_by = NULL, review_reason = NULL WHERE id = $1", submission);
    return;
  }
  tx.execute("UPDATE submission SET reviewed_at = $2, reviewed_by = $3, review_reason = $4 WHERE id = $1", submission, decision->at,
             or_null(decision->account.value), decision->reason.empty() ? std::nullopt : std::optional(decision->reason));
}

}  // namespace

void take_step(store::Transaction& tx, SubmissionId submission, const ReviewStep& step) {
  const std::int64_t version = tx.integer("SELECT review_version FROM submission WHERE id = $1", submission).value_or(0) + 1;
  tx.execute(
      "INSERT INTO review_step (submission_id, version, at, account_id, action, state_before, state_after, assigned_before, "
      "assigned_after, reason_kind, reason, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      submission, version, step.at, or_null(step.account.value), step.action, step.state_before, step.state_after,
      or_null(step.assigned_before.value), or_null(step.assigned_after.value), step.reason_kind, step.reason, or_null(step.batch));
  tx.execute("UPDATE submission SET state = $2, assigned_to = $3, review_version = $4 WHERE id = $1", submission, step.state_after,
             or_null(step.assigned_after.value), version);
  remember_decision(tx, submission, step.state_after);
}

void take_back(store::Transaction& tx, SubmissionId submission, const ReviewStep& step, AccountId by, UtcMillis at) {
  tx.execute("UPDATE review_step SET undone_at = $2 WHERE id = $1", step.id, at);
  ReviewStep undo;
  undo.at = at;
  undo.account = by;
  undo.action = "undo";
  undo.state_before = step.state_after;
  undo.state_after = step.state_before;
  undo.assigned_before = step.assigned_after;
  undo.assigned_after = step.assigned_before;
  take_step(tx, submission, undo);
}

std::vector<ReviewStep> steps_of(store::Transaction& tx, SubmissionId submission) {
  std::vector<ReviewStep> out;
  store::Rows rows = tx.query("SELECT " STEP_COLUMNS " FROM review_step WHERE submission_id = $1 ORDER BY version LIMIT 1000", submission);
  while (rows.next()) out.push_back(read_step(rows));
  return out;
}

std::vector<std::pair<SubmissionId, ReviewStep>> steps_of_batch(store::Transaction& tx, std::int64_t batch) {
  std::vector<std::pair<SubmissionId, ReviewStep>> out;
  store::Rows rows = tx.query("SELECT " STEP_COLUMNS ", submission_id FROM review_step WHERE batch_id = $1 ORDER BY id", batch);
  while (rows.next()) out.emplace_back(SubmissionId{rows.integer(13)}, read_step(rows));
  return out;
}

std::optional<ReviewStep> last_decision(store::Transaction& tx, SubmissionId submission) {
  return first_of(tx.query("SELECT " STEP_COLUMNS " FROM review_step WHERE submission_id = $1 AND undone_at IS NULL AND action IN "
                           "('approve', 'return', 'reject') ORDER BY version DESC LIMIT 1",
                           submission));
}

std::optional<ReviewStep> last_step(store::Transaction& tx, SubmissionId submission) {
  return first_of(tx.query("SELECT " STEP_COLUMNS " FROM review_step WHERE submission_id = $1 ORDER BY version DESC LIMIT 1", submission));
}

#undef STEP_COLUMNS

}  // namespace cityaudit::ingest
