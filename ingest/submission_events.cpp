#include "ingest/submission_events.h"

namespace cityaudit::ingest {

void announce_submission(store::Transaction& tx, const Events& events, UtcMillis at, std::string_view type, SubmissionId submission,
                         std::string_view actor, std::string payload) {
  Event event;
  {
    store::Rows rows = tx.query(
        "SELECT s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1", submission);
    if (!rows.next()) return;
    event.subject = rows.uuid(0);
    event.activity = {rows.integer(1)};
    event.audit = {rows.integer(2)};
  }
  event.at = at;
  event.type = type;
  event.actor = actor;
  event.subject_id = submission.value;
  event.payload = std::move(payload);
  events.append(tx, std::move(event));
}

}  // namespace cityaudit::ingest
