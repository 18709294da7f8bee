#pragma once
// Who takes part in a wave, by code and never by name.

#include "ingest/activities.h"

namespace cityaudit::ingest {

/// `[A-Z]{2}[0-9]{2,4}`
bool is_participant_code(std::string_view text);

/// The participation of a typed code, made when the wave has none yet; no id when that code has a personal link, because
/// a typed code is a claim and a personal link is proof, or when that person has withdrawn everything.
ParticipationId claim_participation(store::Transaction& tx, const Activity& activity, std::string_view code, UtcMillis at);

}  // namespace cityaudit::ingest
