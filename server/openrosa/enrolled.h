#pragma once
// The activity that the token in an OpenRosa path leads to. On a pool thread.

#include "server/http/request.h"
#include "server/server.h"

namespace cityaudit::server::openrosa {

/// forbidden for a token that never existed, or one of another project than the path says.
Result<std::shared_ptr<const ingest::IntakeActivity>> find_enrolled(Server& server, const http::Request& request);

/// The OpenRosa base of this request, absolute: what /formList and /submission are added to.
std::string base_url(const Server& server, const http::Request& request);

}  // namespace cityaudit::server::openrosa
