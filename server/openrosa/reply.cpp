#include "server/openrosa/reply.h"

#include "base/text.h"
#include "server/problem.h"

#include <fmt/format.h>

namespace cityaudit::server::openrosa {

http::Response with_headers(http::Response response, const Settings& settings, const http::Request& request) {
  response.set("X-OpenRosa-Version", "1.0");
  response.set("X-OpenRosa-Accept-Content-Length", std::to_string(settings.integer("openrosa.accept_bytes")));
  response.set("Content-Language", request.language);
  return response;
}

http::Response message(unsigned status, std::string_view text, bool success) {
  return http::text_response(
      status, "text/xml; charset=utf-8",
      fmt::format("<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"{}\">{}</message></OpenRosaResponse>",
                  success ? "submit_success" : "error", escape_xml(text)));
}

http::Response error_response(const Error& error, const Messages& messages, const http::Request& request) {
  http::Response response = message(status_of(error, Surface::openrosa), text_of(error, messages, request), false);
  if (error.kind == ErrorKind::unavailable || error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::storage_full)
    response.set("Retry-After", "30");
  return response;
}

}  // namespace cityaudit::server::openrosa
