// Signing in and out. Rows with a sign-in run on the intake pool: hashing a password takes some 100 ms, and the few read
// threads must not wait for it.

#include "base/text.h"
#include "server/auth/caller.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

bool is_https(const Server& server, const http::Request& request) { return request.secure || server.address.is_https(); }

json::array words_of(ingest::Capabilities capabilities) {
  json::array out;
  for (const ingest::Capability one : ingest::known_capabilities)
    if (capabilities.has(one)) out.emplace_back(to_word(one));
  return out;
}

/// Of an admin none: they may do everything in every audit.
Result<json::array> memberships_of(Server& server, const auth::Account& account) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<json::array> {
    json::array out;
    for (const ingest::AuditMembership& one : ingest::Memberships::of_account(tx, account.id))
      out.push_back(json::object{{"audit", one.slug}, {"role", to_word(one.role)}, {"capabilities", words_of(one.capabilities)}});
    return out;
  });
}

Result<http::Response> session_answer(Server& server, const auth::Account& account, const std::string& csrf_token) {
  CITYAUDIT_TRY(memberships, memberships_of(server, account));
  return json_answer(json::object{
      {"account", {{"id", to_string(account.uuid)}, {"name", account.name}, {"email", account.email}, {"role", account.role}}},
      {"memberships", std::move(memberships)},
      {"csrf", csrf_token},
      {"has_password", account.has_password},
  });
}

Result<http::Response> begin(Server& server, const http::Request& request, const auth::NewSession& session) {
  CITYAUDIT_TRY(response, session_answer(server, session.account, session.csrf_token));
  const std::int64_t seconds = server.domain.settings.integer("people.session_hours") * (millis_per_hour / millis_per_second);
  response.set("Set-Cookie", auth::session_cookie(is_https(server, request), session.token, seconds));
  return std::move(response);
}

}  // namespace

Result<> check_channel(const Server& server, const http::Request& request) {
  if (is_https(server, request) || request.from_loopback || server.domain.settings.boolean("people.allow_insecure_sign_in")) return {};
  return Error(ErrorKind::forbidden, "sign_in.insecure");
}

Result<http::Response> get_session(Server& server, http::Request&, const Caller& caller) {
  CITYAUDIT_TRY(account, server.accounts.find({caller.account_id}));
  if (!account) return Error(ErrorKind::unauthenticated, "access.sign_in");
  return session_answer(server, *account, caller.csrf_token);
}

Result<http::Response> sign_in(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"email", "password"}));
  CITYAUDIT_TRY(session, server.accounts.sign_in(texts[0], texts[1], request.peer_address));
  return begin(server, request, session);
}

Result<http::Response> sign_in_by_link(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"token"}));
  CITYAUDIT_TRY(session, server.accounts.sign_in_by_link(texts[0], request.peer_address));
  return begin(server, request, session);
}

Result<http::Response> sign_out(Server& server, http::Request& request, const Caller&) {
  const bool https = is_https(server, request);
  CITYAUDIT_CHECK(server.accounts.sign_out(request.cookie(auth::session_cookie_name(https))));
  http::Response response = no_content();
  response.set("Set-Cookie", auth::session_cookie(https, {}, 0));
  return response;
}

Result<http::Response> set_password(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"password"}));
  const std::string_view kept = request.cookie(auth::session_cookie_name(is_https(server, request)));
  CITYAUDIT_CHECK(server.accounts.set_password({caller.account_id}, texts[0], kept));
  return no_content();
}

}  // namespace cityaudit::server::handlers
