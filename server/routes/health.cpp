// For whoever starts, watches and restarts the server. Never blocks.

#include "server/routes/handlers.h"
#include "server/server.h"

namespace cityaudit::server::handlers {

Result<http::Response> healthz(Server&, http::Request&, const Caller&) {
  return http::text_response(200, "text/plain; charset=utf-8", "alive\n");
}

Result<http::Response> readyz(Server& server, http::Request&, const Caller&) {
  if (server.stopping) return http::text_response(503, "text/plain; charset=utf-8", "stopping\n");
  if (!server.ready) return http::text_response(503, "text/plain; charset=utf-8", "starting\n");
  return http::text_response(200, "text/plain; charset=utf-8", "ready\n");
}

}  // namespace cityaudit::server::handlers
