#include "server/http/response.h"

#include "base/text.h"
#include "server/http/etag.h"

#include <utility>

namespace cityaudit::server::http {
namespace {

/// What a 304 must repeat (RFC 9110 section 15.4.5), and the headers that bear on every answer.
bool belongs_to_not_modified(std::string_view name) {
  for (std::string_view dropped : {"content-type", "content-length", "content-encoding", "content-disposition", "content-range"}) {
    if (equals_ignoring_case(name, dropped)) return false;
  }
  return true;
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
  for (const Header& each : headers) {
    if (equals_ignoring_case(each.name, name)) return each.value;
  }
  return {};
}

Response text_response(unsigned status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", std::move(content_type)});
  response.body = std::move(body);
  return response;
}

Response json_response(unsigned status, std::string body) { return text_response(status, "application/json", std::move(body)); }

Response with_etag(const Request& request, std::string etag, Response response) {
  const bool reads = request.method == Method::get || request.method == Method::head;
  const std::string_view known = request.header("if-none-match");
  const bool same = reads && response.status == 200 && !known.empty() && etag_list_holds(known, etag);
  response.set("ETag", std::move(etag));
  if (!same) return response;
  Response unchanged;
  unchanged.status = 304;
  for (Header& header : response.headers) {
    if (belongs_to_not_modified(header.name)) unchanged.headers.push_back(std::move(header));
  }
  return unchanged;
}

}  // namespace cityaudit::server::http
