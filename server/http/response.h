#pragma once
// What a handler answers. Plain values: made on a pool thread, written by http/connection.

#include "base/result.h"
#include "server/http/request.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace cityaudit::server::http {

/// A body read in pieces on the pool while it is being sent, so that memory does not grow with its size.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual std::int64_t bytes() const = 0;
  /// Fills `out` from `offset`; 0 at the end.
  virtual Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) = 0;
};

/// A body that goes on until someone ends it (server-sent events). All calls are thread-safe and never block.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// What is ready to be sent; empty when nothing is.
  virtual std::string take() = 0;
  /// `wake` is called, on any thread, whenever take() has something or ended() became true.
  virtual void on_ready(std::function<void()> wake) = 0;
  virtual bool ended() const = 0;
  /// The connection is gone.
  virtual void close() = 0;
};

/// The connection adds Date, X-Request-Id, the security headers, a length, Cache-Control: no-store and a Content-Security-Policy
/// that allows nothing unless the handler set its own; it answers HEAD, Range (of a BodySource; If-Range by the ETag) and
/// compresses text. A handler never sets Content-Length, Transfer-Encoding or Connection.
struct Response {
  unsigned status = 200;
  std::vector<Header> headers;
  std::variant<std::string, std::shared_ptr<BodySource>, std::shared_ptr<EventSource>> body;

  /// The first header of that name, in any case; empty when absent.
  std::string_view header(std::string_view name) const;
  Response& set(std::string name, std::string value) {
    headers.push_back({std::move(name), std::move(value)});
    return *this;
  }
};

Response text_response(unsigned status, std::string content_type, std::string body);
Response json_response(unsigned status, std::string body);
/// 304 when the request's If-None-Match holds `etag`, else `response` with that ETag.
Response with_etag(const Request& request, std::string etag, Response response);

}  // namespace cityaudit::server::http
