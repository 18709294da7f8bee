#include "server/auth/caller.h"

#include "base/digest.h"
#include "base/text.h"
#include "server/server.h"

#include <fmt/format.h>

namespace cityaudit::server::auth {
namespace {

bool is_unsafe(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

/// Higher may do what lower may. Participants have no staff pages; a word that is not a role may do nothing.
int rank(std::string_view role) {
  if (role == "admin") return 3;
  if (role == "auditor") return 2;
  if (role == "facilitator") return 1;
  return 0;
}

int rank_needed(Access access) {
  switch (access) {
    case Access::admin: return 3;
    case Access::auditor: return 2;
    case Access::facilitator:
    case Access::staff: return 1;
    case Access::anyone:
    case Access::link:
    case Access::loopback: return 0;
  }
  return 4;
}

/// Browsers say where a request was started; other clients say nothing, and carry no cookies of a person either.
Result<> check_origin(const http::Request& request) {
  const Error foreign(ErrorKind::forbidden, "access.foreign_origin");
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return foreign;
  std::string_view origin = request.header("origin");
  if (origin.empty()) return {};
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return foreign;
  if (!equals_ignoring_case(origin.substr(scheme_end + 3), request.host)) return foreign;
  return {};
}

}  // namespace

Result<Caller> resolve_caller(Server& server, const http::Request& request) {
  const std::string_view bearer = bearer_token(request);
  const std::string_view token = bearer.empty() ? request.cookie(session_cookie_name(request.secure || server.address.is_https())) : bearer;
  if (token.empty()) return Caller{};
  CITYAUDIT_TRY(session, server.accounts.find_session(token));
  if (!session) return Caller{};
  const Account& account = session->account;
  return Caller{account.id.value, to_string(account.uuid), account.role, session->csrf_token, !bearer.empty()};
}

Result<> check_access(const Route& route, const Caller& caller, const http::Request& request) {
  switch (route.access) {
    case Access::link: return {};  // the token in the path is the key, and no cookie is read
    case Access::anyone: return is_unsafe(route.method) ? check_origin(request) : Result<>();
    case Access::loopback:
      if (!request.from_loopback) return Error(ErrorKind::forbidden, "access.loopback");
      return {};
    case Access::staff:
    case Access::facilitator:
    case Access::auditor:
    case Access::admin: break;
  }
  if (caller.role.empty()) return Error(ErrorKind::unauthenticated, "access.sign_in");
  if (rank(caller.role) < rank_needed(route.access)) return Error(ErrorKind::forbidden, "access.role");
  if (!is_unsafe(route.method) || caller.by_bearer) return {};
  if (caller.csrf_token.empty() || !equal_in_constant_time(request.header("x-csrf-token"), caller.csrf_token))
    return Error(ErrorKind::forbidden, "access.csrf");
  return {};
}

std::string_view bearer_token(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const std::string_view header = request.header("authorization");
  if (header.size() <= scheme.size() || !equals_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return trim(header.substr(scheme.size()));
}

std::string_view session_cookie_name(bool https) { return https ? "__Host-cityaudit_session" : "cityaudit_session"; }

std::string session_cookie(bool https, std::string_view token, std::int64_t seconds) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", session_cookie_name(https), token, token.empty() ? 0 : seconds,
                     https ? "; Secure" : "");
}

}  // namespace cityaudit::server::auth
