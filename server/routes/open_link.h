#pragma once
// The link in the path of a participant's page. On a pool thread.

#include "server/http/request.h"
#include "server/server.h"

namespace cityaudit::server::handlers {

/// not_found ("link.unknown"; "link.revoked": a replaced link opens no page; phones that were enrolled with it go on over OpenRosa).
Result<std::shared_ptr<const ingest::IntakeActivity>> find_open_link(Server& server, const http::Request& request);

/// The same for one of a single person; not_found ("link.not_personal") for a poster's.
Result<std::shared_ptr<const ingest::IntakeActivity>> find_personal_link(Server& server, const http::Request& request);

}  // namespace cityaudit::server::handlers
