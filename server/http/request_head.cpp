#include "server/http/request_head.h"

#include "base/text.h"
#include "server/http/target.h"

#include <algorithm>
#include <optional>

namespace cityaudit::server::http {
namespace {

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

std::optional<Method> method_named(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "HEAD") return Method::head;
  if (name == "PUT") return Method::put;
  if (name == "PATCH") return Method::patch;
  if (name == "DELETE") return Method::del;
  if (name == "OPTIONS") return Method::options;
  return std::nullopt;
}

std::string_view without_white_space(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return value;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f; }

/// Digits only, and few enough that no reader overflows.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t length = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return length;
}

}  // namespace

bool is_token_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || token_marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_token_byte); }

bool RequestHeadParser::refuse(unsigned status, const char* reason) {
  fault_ = {status, reason};
  return false;
}

RequestHeadParser::State RequestHeadParser::parse(std::string_view bytes) {
  if (fault_.reason[0] != '\0') return State::fault;
  for (; scanned_ < bytes.size(); ++scanned_) {
    const std::size_t i = scanned_;
    const char c = bytes[i];
    if (i >= limits_.head_bytes_max) return refuse(431, "head_too_large"), State::fault;
    const bool after_return = i > line_begin_ && bytes[i - 1] == '\r';
    if (c != '\n') {
      if (after_return) return refuse(400, "bare_carriage_return"), State::fault;
      if (is_control(c)) return refuse(400, "control_byte"), State::fault;
      if (!has_request_line_ && i - line_begin_ > limits_.target_bytes_max + 32) return refuse(414, "target_too_long"), State::fault;
      continue;
    }
    if (!after_return) return refuse(400, "bare_line_feed"), State::fault;
    const std::string_view line = bytes.substr(line_begin_, i - 1 - line_begin_);
    line_begin_ = i + 1;
    if (!line.empty()) {
      if (!take_line(line)) return State::fault;
    } else if (has_request_line_) {
      ++scanned_;
      return finish() ? State::ready : State::fault;
    } else if (skipped_empty_line_) {
      return refuse(400, "empty_lines"), State::fault;
    } else {
      skipped_empty_line_ = true;  // RFC 9112 2.2: one left over from a sloppy client's last body
    }
  }
  return State::more;
}

bool RequestHeadParser::take_line(std::string_view line) {
  if (has_request_line_) return take_header_line(line);
  has_request_line_ = true;
  return take_request_line(line);
}

bool RequestHeadParser::take_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "request_line");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(method) || target.empty()) return refuse(400, "request_line");
  if (!take_version(line.substr(last + 1))) return false;
  const auto known = method_named(method);
  if (!known) return method == "TRACE" || method == "CONNECT" ? refuse(405, "method_refused") : refuse(501, "method_unknown");
  if (target.size() > limits_.target_bytes_max) return refuse(414, "target_too_long");
  auto parsed = parse_target(target, *known);
  if (!parsed) return refuse(400, "target");
  head_.method = *known;
  head_.path = std::move(parsed->path);
  head_.query = std::move(parsed->query);
  authority_ = std::move(parsed->authority);
  return true;
}

bool RequestHeadParser::take_version(std::string_view version) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (version.size() != 8 || !version.starts_with("HTTP/") || !digit(version[5]) || version[6] != '.' || !digit(version[7])) {
    return refuse(400, "version");
  }
  if (version == "HTTP/1.0") {
    head_.http_1_0 = true;
    head_.keep_alive = false;
    return true;
  }
  return version == "HTTP/1.1" || refuse(505, "version_unsupported");
}

bool RequestHeadParser::take_header_line(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded_header");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return refuse(400, "header_name");
  if (head_.headers.size() >= limits_.headers_max) return refuse(431, "too_many_headers");
  const std::string_view value = without_white_space(line.substr(colon + 1));
  head_.headers.push_back({to_lower_ascii(line.substr(0, colon)), std::string(value)});
  return true;
}

bool RequestHeadParser::finish() { return decide_host() && decide_framing() && decide_connection() && decide_body_headers(); }

bool RequestHeadParser::decide_host() {
  int hosts = 0;
  for (const Header& header : head_.headers) {
    if (header.name != "host") continue;
    if (++hosts > 1) return refuse(400, "host_repeated");
    if (!is_valid_host(header.value)) return refuse(400, "host_invalid");
    head_.host = header.value;
  }
  if (hosts == 0 && !head_.http_1_0) return refuse(400, "host_missing");
  if (!authority_.empty()) {
    if (hosts == 1 && !equals_ignoring_case(authority_, head_.host)) return refuse(400, "host_contradicted");
    head_.host = authority_;
  }
  return true;
}

bool RequestHeadParser::decide_framing() {
  int lengths = 0;
  int encodings = 0;
  for (const Header& header : head_.headers) {
    if (header.name == "content-length") {
      const auto length = parse_length(header.value);
      if (!length || ++lengths > 1) return refuse(400, "content_length");
      head_.content_length = *length;
    } else if (header.name == "transfer-encoding") {
      if (++encodings > 1 || head_.http_1_0) return refuse(400, "transfer_encoding");
      if (!equals_ignoring_case(header.value, "chunked")) return refuse(501, "transfer_encoding_unknown");
    }
  }
  if (lengths > 0 && encodings > 0) return refuse(400, "two_framings");
  head_.framing = encodings > 0 ? Framing::chunked : head_.content_length > 0 ? Framing::length : Framing::none;
  return true;
}

bool RequestHeadParser::decide_connection() {
  bool close = false;
  for (const Header& header : head_.headers) {
    if (header.name != "connection") continue;
    for (std::string_view option : split(header.value, ',')) {
      option = without_white_space(option);
      if (!option.empty() && !is_token(option)) return refuse(400, "connection_header");
      if (equals_ignoring_case(option, "close")) close = true;
      if (head_.http_1_0 && equals_ignoring_case(option, "keep-alive")) head_.keep_alive = true;
    }
  }
  if (close) head_.keep_alive = false;
  return true;
}

bool RequestHeadParser::decide_body_headers() {
  for (const Header& header : head_.headers) {
    if (header.name == "expect" && !head_.http_1_0) {
      if (!equals_ignoring_case(header.value, "100-continue")) return refuse(417, "expectation");
      head_.expects_continue = head_.framing != Framing::none;
    } else if (header.name == "content-encoding" && head_.framing != Framing::none && !equals_ignoring_case(header.value, "identity")) {
      return refuse(415, "content_encoding");
    }
  }
  return true;
}

}  // namespace cityaudit::server::http
