#pragma once
// Events about a submission, with what every one of them names. Inside Database::write.

#include "ingest/events.h"

#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// Appends `type` about that submission; nothing for one that is not there. `payload`: a JSON object of ids and counts.
void announce_submission(store::Transaction& tx, const Events& events, UtcMillis at, std::string_view type, SubmissionId submission,
                         std::string_view actor, std::string payload = "{}");

}  // namespace cityaudit::ingest
