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
      {"two_step", account.has_two_step},
  });
}

auth::Credentials from(const Server& server, const http::Request& request, const std::string& client) {
  auth::Credentials out;
  out.address = request.peer_address;
  out.device = request.cookie(auth::device_cookie_name(is_https(server, request)));
  out.client = client;
  return out;
}

}  // namespace

Result<http::Response> begin_session(Server& server, const http::Request& request, const auth::NewSession& session) {
  CITYAUDIT_TRY(response, session_answer(server, session.account, session.csrf_token));
  const bool https = is_https(server, request);
  const Settings& settings = server.domain.settings;
  constexpr std::int64_t seconds_per_hour = millis_per_hour / millis_per_second;
  constexpr std::int64_t seconds_per_day = millis_per_day / millis_per_second;
  response.set("Set-Cookie", auth::session_cookie(https, session.token, settings.integer("people.session_hours") * seconds_per_hour));
  response.set("Set-Cookie", auth::cookie(auth::device_cookie_name(https), https, session.device,
                                          settings.integer("people.device_days") * seconds_per_day));
  return std::move(response);
}

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
  const std::string code = text_member(body, "code");
  const std::string client = auth::client_of(request.header("user-agent"));
  auth::Credentials given = from(server, request, client);
  given.email = texts[0];
  given.password = texts[1];
  given.code = code;
  CITYAUDIT_TRY(session, server.accounts.sign_in(given));
  return begin_session(server, request, session);
}

Result<http::Response> sign_in_by_link(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"token"}));
  CITYAUDIT_TRY(session, server.accounts.sign_in_by_link(texts[0], request.peer_address, auth::client_of(request.header("user-agent"))));
  return begin_session(server, request, session);
}

/// What an invitation is for, before anything is set.
Result<http::Response> look_at_invitation(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"token"}));
  CITYAUDIT_TRY(invitation, server.accounts.look_at_invitation(texts[0], request.peer_address));
  CITYAUDIT_TRY(audits, server.domain.audits.of_member(invitation.account.id));
  json::array titles;
  for (const ingest::Audit& audit : audits) titles.emplace_back(ingest::text_in(audit.title, request.language));
  return json_answer(json::object{{"email", invitation.account.email},
                                  {"name", invitation.account.name},
                                  {"is_admin", invitation.account.is_admin()},
                                  {"audits", std::move(titles)},
                                  {"expires_at", to_iso8601(invitation.expires_at)}});
}

Result<http::Response> accept_invitation(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(check_channel(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"token", "name", "password"}));
  const std::string client = auth::client_of(request.header("user-agent"));
  CITYAUDIT_TRY(session, server.accounts.accept_invitation(texts[0], texts[1], texts[2], from(server, request, client)));
  if (!session) return no_content();  // a second step is on: one signs in with it
  return begin_session(server, request, *session);
}

Result<http::Response> sign_out(Server& server, http::Request& request, const Caller&) {
  const bool https = is_https(server, request);
  CITYAUDIT_CHECK(server.accounts.sign_out(request.cookie(auth::session_cookie_name(https))));
  http::Response response = no_content();
  response.set("Set-Cookie", auth::session_cookie(https, {}, 0));
  return response;
}

}  // namespace cityaudit::server::handlers
