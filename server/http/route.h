#pragma once
// The seam between the transport, which knows sockets, and server/routes, which knows the application.
// A route says everything about itself that the transport must decide before the first byte of the body.

#include "server/http/request.h"
#include "server/http/response.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace cityaudit::server::http {

/// Where a handler runs: intake (64 threads that wait for commits), read (4), or on the strand for what never blocks.
/// Text is compressed on the pool only: a strand handler that wants gzip brings its body already compressed.
enum class Pool { strand, read, intake };

/// Takes a body in pieces, on the pool, one call at a time. When the sender goes away in the middle, what had arrived is
/// still written, and the reader is destroyed (on the pool) without finish().
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// An error ends the request with that error's answer.
  virtual Result<> write(std::span<const unsigned char> piece) = 0;
  virtual Response finish() = 0;
};

/// What to do with one request, found from its head.
struct Plan {
  std::size_t body_bytes_max = 0;  // 0: a body is refused with 413
  bool before_body = false;        // `handle` answers from the head alone (404, 401, 405 ...); a body is discarded, not a 413
  Pool pool = Pool::read;
  /// Exactly one of the two is set. `handle` gets the whole body in request.body; `begin` gets it in pieces.
  std::function<Response(Request&)> handle;
  std::function<Result<std::unique_ptr<BodyReader>>(Request&)> begin;
  std::string route_name;  // the pattern, for logs and metrics; never the path, which may hold a token
};

/// What the transport asks of the application. Called on strands: must not block. Thread-safe.
class Application {
 public:
  virtual ~Application() = default;
  /// A plan for every request; what is not found, not allowed (405 with Allow) or refused is a plan that says so (before_body).
  /// Sets request.language too.
  virtual Plan plan(Request& request) = 0;
  /// The answer for an error, in the form that the request's surface wants (problem document, OpenRosa, Central, tus).
  virtual Response error_response(const Request& request, const Error& error) = 0;
};

}  // namespace cityaudit::server::http
