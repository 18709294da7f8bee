// What people do with their own account: name, password, second step, sessions. Rows with a password run on the intake pool.

#include "server/auth/caller.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

std::string_view session_token(const Server& server, const http::Request& request) {
  return request.cookie(auth::session_cookie_name(request.secure || server.address.is_https()));
}

}  // namespace

Result<http::Response> get_account(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(account, server.accounts.find(caller.account()));
  if (!account) return Error(ErrorKind::unauthenticated, "access.sign_in");
  CITYAUDIT_TRY(sessions, server.accounts.sessions(caller.account(), session_token(server, request)));
  CITYAUDIT_TRY(codes, server.domain.database->read([&](store::Transaction& tx) -> Result<std::int64_t> {
    return auth::TwoStep::recovery_codes_left(tx, caller.account());
  }));
  json::array listed;
  for (const auth::ListedSession& one : sessions)
    listed.push_back(json::object{{"id", to_string(one.uuid)},
                                  {"began_at", to_iso8601(one.began_at)},
                                  {"expires_at", to_iso8601(one.expires_at)},
                                  {"client", text_or_null(one.client)},
                                  {"is_this", one.is_this}});
  return json_answer(json::object{{"id", to_string(account->uuid)},
                                  {"name", account->name},
                                  {"email", account->email},
                                  {"role", account->role},
                                  {"has_password", account->has_password},
                                  {"two_step", account->has_two_step},
                                  {"recovery_codes_left", codes},
                                  {"sessions", std::move(listed)}});
}

Result<http::Response> set_name(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"name"}));
  CITYAUDIT_CHECK(server.accounts.rename(caller.account(), texts[0], caller.actor()));
  return no_content();
}

Result<http::Response> set_password(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"password"}));
  const std::string current = text_member(body, "current");
  CITYAUDIT_CHECK(server.accounts.change_password(caller.account(), current, texts[0], session_token(server, request)));
  return no_content();
}

Result<http::Response> begin_two_step(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"password"}));
  CITYAUDIT_CHECK(server.accounts.confirm_password(caller.account(), texts[0]));
  CITYAUDIT_TRY(enrolment, server.accounts.two_step().begin(caller.account()));
  http::Response response = json_answer(json::object{{"secret", enrolment.secret}, {"uri", enrolment.uri}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> confirm_two_step(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"code"}));
  CITYAUDIT_TRY(codes, server.accounts.two_step().confirm(caller.account(), texts[0], caller.actor()));
  json::array listed;
  for (const std::string& code : codes) listed.emplace_back(code);
  http::Response response = json_answer(json::object{{"recovery_codes", std::move(listed)}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> end_two_step(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"password"}));
  CITYAUDIT_CHECK(server.accounts.confirm_password(caller.account(), texts[0]));
  CITYAUDIT_CHECK(server.accounts.two_step().end(caller.account(), caller.actor()));
  return no_content();
}

Result<http::Response> end_session(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(session, uuid_of(request, "session.unknown"));
  CITYAUDIT_CHECK(server.accounts.end_session(caller.account(), session, caller.actor()));
  return no_content();
}

Result<http::Response> sign_out_everywhere(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_CHECK(server.accounts.sign_out_everywhere(caller.account(), caller.actor()));
  const bool https = request.secure || server.address.is_https();
  http::Response response = no_content();
  response.set("Set-Cookie", auth::session_cookie(https, {}, 0));
  response.set("Set-Cookie", auth::cookie(auth::device_cookie_name(https), https, {}, 0));
  return response;
}

}  // namespace cityaudit::server::handlers
