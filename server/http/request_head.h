#pragma once
// Our own request head: everything from the request line to the empty line, and how the body after it is framed.
// Strict on purpose (docs/decisions/0006-own-request-head.md): what two readers could understand differently is refused.
// No sockets; one object per connection, one thread at a time.

#include "server/http/request.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::server::http {

struct HeadLimits {
  std::size_t head_bytes_max = 16384;
  std::size_t headers_max = 100;
  std::size_t target_bytes_max = 8192;
};

enum class Framing { none, length, chunked };

struct RequestHead {
  Method method = Method::get;
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<Header> headers;  // names in lower case, values without surrounding white space
  std::string host;             // Host, or the authority of an absolute target; empty only in HTTP/1.0
  bool http_1_0 = false;
  bool keep_alive = true;
  bool expects_continue = false;
  Framing framing = Framing::none;
  std::uint64_t content_length = 0;
};

/// Why a request is refused and the connection closed. `reason` is a constant, fit for logs and counters.
struct HeadFault {
  unsigned status = 400;
  const char* reason = "";
};

class RequestHeadParser {
 public:
  enum class State { more, ready, fault };

  explicit RequestHeadParser(HeadLimits limits) : limits_(limits) {}

  /// `bytes` is all that was received since the end of the last request: each call repeats the bytes of the one before.
  /// Every byte is looked at once.
  State parse(std::string_view bytes);

  /// After ready: how many of the bytes were the head.
  std::size_t consumed() const { return scanned_; }
  RequestHead& head() { return head_; }
  const HeadFault& fault() const { return fault_; }
  /// For the next request.
  void reset() { *this = RequestHeadParser(limits_); }

 private:
  bool refuse(unsigned status, const char* reason);
  bool take_line(std::string_view line);
  bool take_request_line(std::string_view line);
  bool take_version(std::string_view version);
  bool take_header_line(std::string_view line);
  bool finish();
  bool decide_host();
  bool decide_framing();
  bool decide_connection();
  bool decide_body_headers();

  HeadLimits limits_;
  RequestHead head_;
  HeadFault fault_;
  std::string authority_;
  std::size_t scanned_ = 0;
  std::size_t line_begin_ = 0;
  bool has_request_line_ = false;
  bool skipped_empty_line_ = false;
};

/// A byte of a method or header name (RFC 9110 token).
bool is_token_byte(char c);
bool is_token(std::string_view text);

}  // namespace cityaudit::server::http
