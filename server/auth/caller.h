#pragma once
// Who sends a request and whether a route is for them. Used by the dispatcher alone; thread-safe.

#include "base/result.h"
#include "server/routes/route_table.h"

#include <string>
#include <string_view>

namespace cityaudit::server::auth {

/// The caller of the bearer token, else of the session cookie, and what they are in the audit that the row's scope names; nobody without
/// a token or with one that is unknown or has expired. Blocks on the database when there is one: not on an I/O thread.
Result<Caller> resolve_caller(Server& server, const Route& route, const http::Request& request);

/// Whether the row lets this caller in. unauthenticated ("access.sign_in"), not_found (as the scope says), forbidden ("access.role",
/// "access.capability", "access.loopback", "access.csrf", "access.foreign_origin"). Pure.
Result<> check_access(const Route& route, const Caller& caller, const http::Request& request);

/// What stands after "Bearer" in Authorization; empty without it.
std::string_view bearer_token(const http::Request& request);

/// "cityaudit_session", or with the prefix __Host- for people who come by https.
std::string_view session_cookie_name(bool https);
/// The value of Set-Cookie. An empty token takes the cookie away.
std::string cookie(std::string_view name, bool https, std::string_view token, std::int64_t seconds);
/// By which a browser is known that has signed in before: it stays when one signs out.
std::string_view device_cookie_name(bool https);
/// "Firefox · Android" of a User-Agent; of what is neither known browser nor system, nothing.
std::string client_of(std::string_view user_agent);
/// The same of the session's cookie.
std::string session_cookie(bool https, std::string_view token, std::int64_t seconds);

}  // namespace cityaudit::server::auth
