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

/// What the role in the audit opens; a row without a scope has no audit, and lets nobody in by a role there.
Result<> check_role(Access access, const Caller& caller) {
  const Error refused(ErrorKind::forbidden, "access.role");
  if (caller.is_admin) return {};
  switch (access) {
    case Access::staff: return {};
    case Access::facilitator:
      if (caller.role == ingest::MemberRole::facilitator) return {};
      return refused;
    case Access::auditor:
      if (caller.role == ingest::MemberRole::auditor) return {};
      return refused;
    case Access::anyone:
    case Access::link:
    case Access::loopback:
    case Access::admin: break;
  }
  return refused;
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

Result<Caller> resolve_caller(Server& server, const Route& route, const http::Request& request) {
  const std::string_view bearer = bearer_token(request);
  const std::string_view token = bearer.empty() ? request.cookie(session_cookie_name(request.secure || server.address.is_https())) : bearer;
  if (token.empty()) return Caller{};
  const UtcMillis now = server.domain.clock.now();
  return server.domain.database->read([&](store::Transaction& tx) -> Result<Caller> {
    Caller caller;
    const auto session = Accounts::find_session(tx, token, now);
    if (!session) return caller;
    caller.account_id = session->account.id.value;
    caller.account_uuid = to_string(session->account.uuid);
    caller.csrf_token = session->csrf_token;
    caller.by_bearer = !bearer.empty();
    caller.is_admin = session->account.is_admin();
    if (!route.gate.scope.audit_of) return caller;
    caller.audit = route.gate.scope.audit_of(tx, request).value_or(ingest::AuditId{});
    if (caller.is_admin) caller.capabilities = ingest::every_capability;
    if (const auto membership = ingest::Memberships::find(tx, caller.audit, session->account.id); membership && !caller.is_admin) {
      caller.role = membership->role;
      caller.capabilities = membership->capabilities;
    }
    return caller;
  });
}

Result<> check_access(const Route& route, const Caller& caller, const http::Request& request) {
  const Gate& gate = route.gate;
  switch (gate.access) {
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
  if (!caller.signed_in()) return Error(ErrorKind::unauthenticated, "access.sign_in");
  if (is_unsafe(route.method) && !caller.by_bearer &&
      (caller.csrf_token.empty() || !equal_in_constant_time(request.header("x-csrf-token"), caller.csrf_token)))
    return Error(ErrorKind::forbidden, "access.csrf");
  if (gate.scope.audit_of && (!caller.audit || (!caller.is_admin && !caller.role)))
    return Error(ErrorKind::not_found, std::string(gate.scope.unknown_code));
  CITYAUDIT_CHECK(check_role(gate.access, caller));
  if (!caller.may(gate.capability))
    return Error(ErrorKind::forbidden, "access.capability", {}, {{"capability", std::string(to_word(gate.capability))}});
  return {};
}

std::string_view bearer_token(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const std::string_view header = request.header("authorization");
  if (header.size() <= scheme.size() || !equals_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return trim(header.substr(scheme.size()));
}

std::string_view session_cookie_name(bool https) { return https ? "__Host-cityaudit_session" : "cityaudit_session"; }

std::string cookie(std::string_view name, bool https, std::string_view token, std::int64_t seconds) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", name, token, token.empty() ? 0 : seconds,
                     https ? "; Secure" : "");
}

std::string session_cookie(bool https, std::string_view token, std::int64_t seconds) {
  return cookie(session_cookie_name(https), https, token, seconds);
}

std::string_view device_cookie_name(bool https) { return https ? "__Host-cityaudit_device" : "cityaudit_device"; }

std::string client_of(std::string_view user_agent) {
  struct Sign {
    std::string_view mark, name;
  };
  // The first that fits: most browsers claim to be several.
  constexpr Sign browsers[] = {
      {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg", "Edge"},      {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
      {"CriOS/", "Chrome"},    {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
  constexpr Sign systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"},  {"iPad", "iPad"},
                              {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}};
  std::string out;
  for (const std::span<const Sign> signs : {std::span<const Sign>(browsers), std::span<const Sign>(systems)})
    for (const Sign& sign : signs)
      if (user_agent.find(sign.mark) != std::string_view::npos) {
        out += (out.empty() ? "" : " · ") + std::string(sign.name);
        break;
      }
  return out;
}

}  // namespace cityaudit::server::auth
