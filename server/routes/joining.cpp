// How people come to a link of their own: by an activity's open link, and back with a return code. No account, no cookie.

#include "base/text.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/open_link.h"
#include "server/routes/pages.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

/// What is no text is none of ours.
std::vector<std::string> instances_in(const json::object& body) {
  std::vector<std::string> out;
  const json::value* value = body.if_contains("instances");
  if (!value || !value->is_array()) return out;
  for (const json::value& one : value->get_array())
    if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

std::string page_of(std::string_view token) { return "/p/" + std::string(token); }

}  // namespace

Result<http::Response> join(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  if (!server.join_attempts.take(request.peer_address)) return Error(ErrorKind::rate_limited, "join.too_many");
  CITYAUDIT_TRY(body, read_object(request));
  const std::string join_id = text_member(body, "join_id");
  const std::vector<std::string> instances = instances_in(body);
  CITYAUDIT_TRY(joined, server.domain.joining.join(*intake, {join_id, request.language, instances}));
  return json_answer(json::object{{"page", page_of(joined.token)}, {"code", joined.participation.code}, {"attached", joined.attached}});
}

Result<http::Response> claim_submissions(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_personal_link(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(attached, server.domain.joining.claim(*intake, instances_in(body)));
  return json_answer(json::object{{"attached", attached}});
}

/// "Forget me on this phone": what an address in a browser's history opens afterwards is nothing.
Result<http::Response> end_phone_link(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(server.domain.personal_links.end_on_phone(request.parameter("token")));
  return no_content();
}

Result<http::Response> return_page(Server&, http::Request& request, const Caller&) { return embedded_player(request, "participant.html"); }

Result<http::Response> come_back(Server& server, http::Request& request, const Caller&) {
  // First the address, so that one who guesses does not use up what is there for all.
  if (!server.return_attempts.take(request.peer_address) || !server.return_attempts_of_all.take({}))
    return Error(ErrorKind::rate_limited, "return.too_many");
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(link, server.domain.return_codes.redeem(text_member(body, "code")));
  return json_answer(json::object{{"page", page_of(link.token)}, {"code", link.participation.code}});
}

}  // namespace cityaudit::server::handlers
