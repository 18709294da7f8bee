#pragma once
// The status line and headers of an answer as bytes. Thread-safe.

#include "server/http/response.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cityaudit::server::http {

struct ResponseFrame {
  enum class Length { none, known, chunked, until_close };
  Length length = Length::known;
  std::int64_t body_bytes = 0;
  bool keep_alive = true;
  bool http_1_0 = false;
  bool secure = false;  // the person's connection is https
  std::string_view request_id;
};

/// Appends the head to `out`. Headers that would break the framing (line ends in a value, Content-Length, Connection ...) are left
/// out and logged: they are bugs of a handler.
void append_response_head(std::string& out, const Response& response, const ResponseFrame& frame);

/// A whole answer for a request that was never understood, ready to be sent before a close.
std::string refusal(unsigned status, std::string_view reason, std::string_view request_id);

std::string_view reason_phrase(unsigned status);

}  // namespace cityaudit::server::http
