// Live pages: the event log as server-sent events.

#include "base/text.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {

namespace {

Result<live::Audience> audience_of(Server& server, const Caller& caller) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<live::Audience> {
    live::Audience audience{caller.account(), ingest::Events::newest(tx), caller.is_admin, {}};
    for (const ingest::AuditMembership& one : ingest::Memberships::of_account(tx, caller.account())) audience.audits.insert(one.audit);
    return audience;
  });
}

}  // namespace

Result<http::Response> get_events(Server& server, http::Request& request, const Caller& caller) {
  // A browser that comes back names the last event it saw; the address still holds the one from its first time.
  std::string_view wanted = request.header("last-event-id");
  if (wanted.empty()) wanted = request.query_value("after");
  std::optional<std::int64_t> after;
  if (!wanted.empty()) {
    after = parse_integer(wanted);
    if (!after || *after < 0) return Error(ErrorKind::invalid, "live.position_unusable");
  }
  CITYAUDIT_TRY(audience, audience_of(server, caller));
  CITYAUDIT_TRY(source, server.live.subscribe(after, std::move(audience)));
  http::Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("Cache-Control", "no-store");
  response.set("X-Accel-Buffering", "no");  // proxies that would collect before they send
  response.body = std::move(source);
  return response;
}

}  // namespace cityaudit::server::handlers
