#pragma once
// One row per route: what it is called, how much it takes, who may call it, where it runs. The rows themselves are in
// routes.cpp and nowhere else; this is the whole HTTP surface.

#include "server/http/route.h"

#include <span>
#include <string_view>

namespace cityaudit::server {

struct Server;  // server/server.h: Domain and everything that serves it

/// Who may call a route. Staff routes need a session; unsafe methods among them the session's CSRF token too.
enum class Access {
  anyone,       // pages' shells and assets, health, sign-in
  link,         // whoever holds the token in the path; the handler looks it up
  loopback,     // this machine only
  staff,        // any signed-in member of staff
  facilitator,  // facilitator, auditor or admin
  auditor,      // auditor or admin
  admin,
};

/// Which form an error takes.
enum class Surface { api, openrosa, central, page };

/// The signed-in member of staff; `role` is empty when nobody is.
struct Caller {
  std::int64_t account_id = 0;
  std::string account_uuid;
  std::string role;
  std::string csrf_token;
  bool by_bearer = false;  // a script that holds its session's token; no browser sends that by itself

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
  Access access;
  Surface surface;
  http::Pool pool;
  Handler handle;  // or
  Begin begin;     // for bodies in pieces
};

/// All of them.
std::span<const Route> routes();

}  // namespace cityaudit::server
