#pragma once
// A participant in the paths and answers of /api. On pool threads.

#include "ingest/participant_list.h"
#include "server/routes/handler.h"

namespace cityaudit::server::handlers {

/// The participant of {id} in the audit of {slug}; not_found ("participant.unknown").
Result<ingest::Participation> participant_of(Server& server, const http::Request& request);

boost::json::object to_json(const ingest::ParticipantLine& line, const http::Request& request);

}  // namespace cityaudit::server::handlers
