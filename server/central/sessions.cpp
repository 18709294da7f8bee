// Sessions of scripts: the same as those of the pages, with the token in the answer instead of a cookie.

#include "server/auth/caller.h"
#include "server/central/form_json.h"
#include "server/central/handlers.h"
#include "server/routes/handler.h"

namespace cityaudit::server::central {

namespace json = boost::json;

Result<http::Response> begin_session(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(handlers::check_channel(server, request));
  CITYAUDIT_TRY(body, handlers::read_object(request));
  CITYAUDIT_TRY(texts, handlers::required_texts(body, {"email", "password"}));
  // Central knows no second step; a script of somebody who has it on sends the code of the moment beside the password.
  const std::string code = handlers::text_member(body, "code");
  const std::string client = auth::client_of(request.header("user-agent"));
  auth::Credentials given{texts[0], texts[1], code, request.peer_address};
  given.client = client;
  CITYAUDIT_TRY(session, server.accounts.sign_in(given));
  const UtcMillis now = server.domain.clock.now();
  return handlers::json_answer(
      json::object{{"token", session.token},
                   {"csrf", session.csrf_token},
                   {"createdAt", to_iso8601(now)},
                   {"expiresAt", to_iso8601(now + server.domain.settings.integer("people.session_hours") * millis_per_hour)}});
}

Result<http::Response> end_session(Server& server, http::Request& request, const Caller&) {
  const std::string_view token = request.parameter("token");
  CITYAUDIT_CHECK(server.accounts.sign_out(token == "current" ? auth::bearer_token(request) : token));
  return success();
}

Result<http::Response> current_user(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(account, server.accounts.find({caller.account_id}));
  if (!account) return Error(ErrorKind::unauthenticated, "access.sign_in");
  json::object user{{"id", caller.account_id}, {"type", "user"}, {"displayName", account->name}, {"email", account->email}};
  if (wants_extended(request)) user["verbs"] = json::array{};
  return handlers::json_answer(user);
}

}  // namespace cityaudit::server::central
