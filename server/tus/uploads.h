#pragma once
// tus 1.0.0 at /api/uploads: creation (with the first bytes or without, of known length or not), expiration, checksum,
// termination. The activity is told by its link's token: Authorization: Bearer TOKEN. On a pool thread.

#include "server/http/route.h"
#include "server/routes/route_table.h"

namespace cityaudit::server::tus {

http::Response options(Server& server, http::Request& request, const Caller& caller);
Result<std::unique_ptr<http::BodyReader>> create(Server& server, http::Request& request);
/// How far it is; what HEAD asks. As JSON: {"name", "bytes", "bytes_expected", "complete", "sha256", "expires_at"}: a receipt.
http::Response progress(Server& server, http::Request& request, const Caller& caller);
Result<std::unique_ptr<http::BodyReader>> append(Server& server, http::Request& request);
/// POST with X-HTTP-Method-Override: PATCH or DELETE, for networks that know only GET and POST.
Result<std::unique_ptr<http::BodyReader>> override_method(Server& server, http::Request& request);
http::Response terminate(Server& server, http::Request& request, const Caller& caller);

}  // namespace cityaudit::server::tus
