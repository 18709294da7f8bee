#pragma once
// The application as the transport sees it: finds the row of the route table, decides who asks and whether they may,
// and runs the handler on the pool that the row names. Thread-safe; plan() never blocks.

#include "server/http/route.h"
#include "server/http/router.h"
#include "server/routes/route_table.h"
#include "server/server.h"

namespace cityaudit::server {

class Dispatch final : public http::Application {
 public:
  explicit Dispatch(Server& server);

  http::Plan plan(http::Request& request) override;
  http::Response error_response(const http::Request& request, const Error& error) override;

 private:
  http::Plan refusal(const Error& error, std::string allow = {});
  http::Plan plan_of(const Route& route, const http::Request& request);
  /// Who asks, when the row wants to know, and that they may.
  Result<Caller> admit(const Route& route, const http::Request& request);

  Server& server_;
  http::Router router_;
};

/// Which surface an unknown path belongs to.
Surface surface_of(std::string_view path);

}  // namespace cityaudit::server
