#include "ingest/returned.h"

#include "ingest/attached_submissions.h"
#include "ingest/review_steps.h"
#include "ingest/submission_list.h"

namespace cityaudit::ingest {
namespace {

/// Of the participation ($1), by proof and not by a typed code.
std::string select_returned() {
  return "SELECT s.id, s.uuid, s.activity_id, s.state, s.revision, s.received_at, s.appealed_at FROM submission s WHERE s.participation_id "
         "= $1 AND s.state IN ('returned', 'rejected') AND " +
         std::string(proved_submission) + " AND " + std::string(live_submission);
}

ReturnedSubmission read_returned(const store::Rows& rows) {
  ReturnedSubmission out;
  out.id = {rows.integer(0)};
  out.uuid = rows.uuid(1);
  out.activity = {rows.integer(2)};
  out.state = rows.string(3);
  out.revision = rows.integer(4);
  out.received_at = {rows.integer(5)};
  out.may_appeal = out.state == "rejected" && rows.is_null(6);
  return out;
}

void add_reason(store::Transaction& tx, ReturnedSubmission& submission) {
  const auto decision = last_decision(tx, submission.id);
  if (!decision) return;
  submission.reason_kind = decision->reason_kind;
  submission.reason = decision->reason;
}

}  // namespace

std::vector<ReturnedSubmission> returned_submissions(store::Transaction& tx, ParticipationId participation) {
  static const std::string sql = select_returned() + "ORDER BY s.id DESC LIMIT 200";
  std::vector<ReturnedSubmission> out;
  {
    store::Rows rows = tx.query(sql, participation);
    while (rows.next()) out.push_back(read_returned(rows));
  }
  for (ReturnedSubmission& each : out) add_reason(tx, each);
  return out;
}

std::optional<ReturnedSubmission> find_returned(store::Transaction& tx, ParticipationId participation, const Uuid& submission) {
  static const std::string sql = select_returned() + "AND s.uuid = $2";
  std::optional<ReturnedSubmission> out;
  {
    store::Rows rows = tx.query(sql, participation, submission);
    if (rows.next()) out = read_returned(rows);
  }
  if (out) add_reason(tx, *out);
  return out;
}

std::string own_answers(store::Transaction& tx, SubmissionId submission) {
  store::Rows rows = tx.query("SELECT xml FROM submission WHERE id = $1", submission);
  if (!rows.next()) return {};
  const Bytes xml = rows.blob(0);
  return {xml.begin(), xml.end()};
}

}  // namespace cityaudit::ingest
