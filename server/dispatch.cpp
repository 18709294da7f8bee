#include "server/dispatch.h"

#include "server/auth/caller.h"
#include "server/central/reply.h"
#include "server/openrosa/reply.h"
#include "server/problem.h"
#include "server/tus/headers.h"

namespace cityaudit::server {
namespace {

std::size_t body_bytes_max(const Route& route, const Settings& settings) {
  return route.body_setting.empty() ? route.body_bytes_max : settings.size(route.body_setting);
}

/// What ?lang= asks for when we have it, else the best for Accept-Language.
std::string language_of(const http::Request& request, const Messages& messages) {
  const std::string_view asked = request.query_value("lang");
  return messages.best_language(asked.empty() ? request.header("accept-language") : asked);
}

/// Holds a body until it is whole, for a caller who may send it.
class WholeBody final : public http::BodyReader {
 public:
  WholeBody(std::function<http::Response(http::Request&)> handle, http::Request& request, std::size_t bytes_max)
      : handle_(std::move(handle)), request_(request), bytes_max_(bytes_max) {}

  Result<> write(std::span<const unsigned char> piece) override {
    if (request_.body.size() + piece.size() > bytes_max_) return Error(ErrorKind::too_large, "http.body_too_large");
    request_.body.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    return {};
  }
  http::Response finish() override { return handle_(request_); }

 private:
  const std::function<http::Response(http::Request&)> handle_;
  http::Request& request_;  // outlives the reader: both belong to one exchange of the connection
  const std::size_t bytes_max_;
};

bool names_a_caller(const Route& route) {
  return route.gate.access != Access::anyone && route.gate.access != Access::link && route.gate.access != Access::loopback;
}

}  // namespace

Surface surface_of(std::string_view path) {
  if (path.starts_with("/v1/key/")) return Surface::openrosa;
  if (path.starts_with("/v1/")) return Surface::central;
  if (path.starts_with("/api/") || path.ends_with(".json")) return Surface::api;
  return Surface::page;
}

Dispatch::Dispatch(Server& server) : server_(server) {
  const auto table = routes();
  for (std::size_t i = 0; i < table.size(); ++i) router_.add({table[i].method}, table[i].pattern, i);
}

http::Plan Dispatch::plan(http::Request& request) {
  request.language = language_of(request, server_.domain.messages);
  http::Router::Match match = router_.match(request.method, request.path);
  switch (match.outcome) {
    case http::Router::Outcome::not_found: return refusal(Error(ErrorKind::not_found, "error.not_found"));
    case http::Router::Outcome::method_not_allowed:
      return refusal(Error(ErrorKind::invalid, "http.method_not_allowed"), std::move(match.allow));
    case http::Router::Outcome::options: {
      http::Plan plan;
      plan.pool = http::Pool::strand;
      plan.route_name = "options";
      plan.handle = [allow = std::move(match.allow)](http::Request&) {
        http::Response response;
        response.status = 204;
        response.set("Allow", allow);
        return response;
      };
      return plan;
    }
    case http::Router::Outcome::found: break;
  }
  request.parameters = std::move(match.parameters);
  return plan_of(routes()[match.route], request);
}

http::Plan Dispatch::plan_of(const Route& route, const http::Request&) {
  http::Plan plan;
  plan.body_bytes_max = body_bytes_max(route, server_.domain.settings);
  plan.pool = route.pool;
  plan.route_name = route.pattern;
  if (route.begin) {
    plan.begin = [this, &route](http::Request& request) { return route.begin(server_, request); };
    return plan;
  }
  if (!route.body_setting.empty() && names_a_caller(route)) {
    plan.begin = [this, &route, bytes_max = plan.body_bytes_max](http::Request& request) -> Result<std::unique_ptr<http::BodyReader>> {
      CITYAUDIT_TRY(caller, admit(route, request));
      auto handle = [this, &route, caller](http::Request& whole) { return route.handle(server_, whole, caller); };
      return std::unique_ptr<http::BodyReader>(std::make_unique<WholeBody>(std::move(handle), request, bytes_max));
    };
    return plan;
  }
  plan.handle = [this, &route](http::Request& request) {
    const auto caller = admit(route, request);
    if (!caller) return error_response(request, caller.error());
    return route.handle(server_, request, *caller);
  };
  return plan;
}

Result<Caller> Dispatch::admit(const Route& route, const http::Request& request) {
  Caller caller;
  // Routes that nobody needs to sign in for must not wait for the database to find out who asks.
  if (names_a_caller(route)) {
    CITYAUDIT_TRY(resolved, auth::resolve_caller(server_, route, request));
    caller = std::move(resolved);
  }
  CITYAUDIT_CHECK(auth::check_access(route, caller, request));
  return caller;
}

http::Plan Dispatch::refusal(const Error& error, std::string allow) {
  http::Plan plan;
  plan.pool = http::Pool::strand;
  plan.route_name = error.code;
  plan.handle = [this, error, allow = std::move(allow)](http::Request& request) {
    http::Response response = error_response(request, error);
    if (!allow.empty()) response.set("Allow", allow);
    return response;
  };
  return plan;
}

http::Response Dispatch::error_response(const http::Request& request, const Error& error) {
  switch (surface_of(request.path)) {
    case Surface::api: {
      http::Response response = problem_document(error, server_.domain.messages, request);
      return request.path.starts_with("/api/uploads") ? tus::with_capabilities(std::move(response), server_.domain.settings) : response;
    }
    case Surface::openrosa:
      return openrosa::with_headers(openrosa::error_response(error, server_.domain.messages, request), server_.domain.settings, request);
    case Surface::central: return central::error_response(error, server_.domain.messages, request);
    case Surface::page: return error_page(error, server_.domain.messages, request);
  }
  return problem_document(error, server_.domain.messages, request);
}

}  // namespace cityaudit::server
