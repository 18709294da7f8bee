#include "ingest/photo_events.h"

namespace cityaudit::ingest {

AuditId audit_of(store::Transaction& tx, const Photo& photo) {
  return {tx.integer("SELECT a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1", photo.submission)
              .value_or(0)};
}

Event photo_event(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor, UtcMillis at) {
  Event event;
  event.type = type;
  event.actor = actor;
  event.at = at;
  event.audit = audit_of(tx, photo);
  event.activity = {tx.integer("SELECT activity_id FROM submission WHERE id = $1", photo.submission).value_or(0)};
  event.subject_id = photo.id.value;
  event.subject = photo.uuid;
  return event;
}

}  // namespace cityaudit::ingest
