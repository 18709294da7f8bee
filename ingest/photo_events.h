#pragma once
// What the log tells of photos. In the transaction of the change.

#include "ingest/photos.h"

namespace cityaudit::ingest {

/// The audit that a photo was sent to; none when its submission is not there.
AuditId audit_of(store::Transaction& tx, const Photo& photo);

/// "photo.covered" and the like, with the activity and audit of the photo, ready for Events::append.
Event photo_event(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor, UtcMillis at);

}  // namespace cityaudit::ingest
