#pragma once
// One row per route: what it is called, how much it takes, who may call it, where it runs. The rows themselves are in
// routes.cpp and nowhere else; this is the whole HTTP surface. What a row asks of its caller is checked before its handler
// runs (server/auth/caller.h); nothing is open that does not say so.

#include "ingest/memberships.h"
#include "server/http/route.h"

#include <span>
#include <string_view>

namespace cityaudit::server {

struct Server;  // server/server.h: Domain and everything that serves it

/// Who may call a route. From `staff` on a session is needed; for unsafe methods the session's CSRF token too.
enum class Access {
  anyone,       // pages' shells and assets, health, sign-in
  link,         // whoever holds the token in the path; the handler looks it up
  loopback,     // this machine only
  staff,        // whoever is signed in; with a scope, the members of its audit and the admins
  facilitator,  // the facilitators of the scope's audit and the admins
  auditor,      // the auditors of the scope's audit and the admins
  admin,
};

/// How a request names the audit it is about. One function per noun (server/routes/scopes.h); no function: the route is about the whole
/// server. Who is no member of the audit is told the same as of one that does not exist: not_found with `unknown_code`.
struct Scope {
  std::optional<ingest::AuditId> (*audit_of)(store::Transaction& tx, const http::Request& request) = nullptr;
  std::string_view unknown_code = {};
};

/// What a request must show to get in: all of it.
struct Gate {
  Access access;
  Scope scope = {};
  ingest::Capability capability = ingest::Capability::none;  // in the scope's audit; admins have them all
};

/// Which form an error takes.
enum class Surface { api, openrosa, central, page };

/// The signed-in member of staff, and what they are in the audit that the request is about.
struct Caller {
  std::int64_t account_id = 0;  // 0: nobody is signed in
  std::string account_uuid;
  std::string csrf_token;
  bool by_bearer = false;  // a script that holds its session's token; no browser sends that by itself
  bool is_admin = false;
  ingest::AuditId audit;                   // none where the route is about the whole server
  std::optional<ingest::MemberRole> role;  // in that audit
  ingest::Capabilities capabilities;       // the same; of an admin, all

  bool signed_in() const { return account_id != 0; }
  bool may(ingest::Capability capability) const { return is_admin || capabilities.has(capability); }
  bool facilitates() const { return is_admin || role == ingest::MemberRole::facilitator; }
  ingest::AccountId account() const { return {account_id}; }

  /// For events: "account:<uuid>".
  std::string actor() const { return "account:" + account_uuid; }
};

using Handler = http::Response (*)(Server&, http::Request&, const Caller&);
using Begin = Result<std::unique_ptr<http::BodyReader>> (*)(Server&, http::Request&);

struct Route {
  http::Method method;
  std::string_view pattern;
  std::size_t body_bytes_max;     // 0: none; a route whose limit is a setting takes it from `body_setting`
  std::string_view body_setting;  // with `handle` the caller is known before the first byte of such a body is taken
  Gate gate;
  Surface surface;
  http::Pool pool;
  Handler handle;  // or
  Begin begin;     // for bodies in pieces
};

/// All of them.
std::span<const Route> routes();

}  // namespace cityaudit::server
