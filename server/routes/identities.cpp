// Who a participant is: for those with see_identity, with a reason, written down before it is answered.

#include "ingest/identities.h"

#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/participant_json.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::object to_json(const ingest::ReadIdentity& read) {
  json::object out;
  out["identity"] = nullptr;
  if (read.identity)
    out["identity"] = json::object{
        {"name", read.identity->name}, {"email", read.identity->email}, {"phone", read.identity->phone}, {"note", read.identity->note}};
  out["updated_at"] = time_or_null(read.updated_at);
  json::array readings;
  for (const ingest::IdentityReading& reading : read.earlier)
    readings.push_back(json::object{{"at", to_iso8601(reading.at)}, {"reader", reading.reader}, {"reason", reading.reason}});
  out["readings"] = std::move(readings);
  return out;
}

}  // namespace

Result<http::Response> read_identity(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(read, server.domain.identities.read(participant.uuid, caller.account(), caller.actor(), text_member(body, "reason")));
  http::Response response = json_answer(to_json(read));
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> put_identity(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  const ingest::Identity identity{text_member(body, "name"), text_member(body, "email"), text_member(body, "phone"),
                                  text_member(body, "note")};
  CITYAUDIT_CHECK(server.domain.identities.write(participant.uuid, identity, caller.account(), caller.actor()));
  return no_content();
}

Result<http::Response> erase_identity(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_CHECK(server.domain.identities.erase(participant.uuid, caller.actor()));
  return no_content();
}

}  // namespace cityaudit::server::handlers
