#include "ingest/own_submissions.h"

#include "ingest/attached_submissions.h"
#include "ingest/review_steps.h"

namespace cityaudit::ingest {

std::vector<OwnSubmission> own_submissions(store::Transaction& tx, ParticipationId participation, std::int64_t most) {
  std::vector<OwnSubmission> out;
  static const std::string sql =
      "SELECT s.id, s.uuid, s.instance_id, a.title, a.code, s.instance_name, s.state, s.revision, s.received_at, "
      "s.submitted_at, s.attached_by, "
      "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.expected = 1 AND f.erased_at IS NULL), "
      "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.expected = 1 AND f.sha256 IS NOT NULL), "
      "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.is_photo = 1 AND f.sha256 IS NOT NULL) "
      "FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.participation_id = $1 AND " +
      std::string(proved_submission) + " AND s.replaced_by_id IS NULL AND s.state <> 'erased' ORDER BY s.id DESC LIMIT $2";
  {
    store::Rows rows = tx.query(sql, participation, most);
    while (rows.next()) {
      OwnSubmission one;
      one.id = {rows.integer(0)};
      one.uuid = rows.uuid(1);
      one.instance_id = rows.string(2);
      one.activity = localized_from_json(rows.text(3));
      one.activity_code = rows.string(4);
      if (rows.text(10) != "staff") one.what = rows.string(5);
      one.state = rows.string(6);
      one.revision = rows.integer(7);
      one.received_at = {rows.integer(8)};
      if (!rows.is_null(9)) one.submitted_at = UtcMillis{rows.integer(9)};
      one.files_expected = rows.integer(11);
      one.files_present = rows.integer(12);
      one.photos_present = rows.integer(13);
      out.push_back(std::move(one));
    }
  }
  for (OwnSubmission& one : out) {
    if (one.state != "returned" && one.state != "rejected") continue;
    const auto decision = last_decision(tx, one.id);
    if (!decision) continue;
    one.reason_kind = decision->reason_kind;
    one.reason = decision->reason;
  }
  return out;
}

}  // namespace cityaudit::ingest
