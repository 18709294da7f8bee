#include "server/http/response_head.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "server/http/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace cityaudit::server::http {
namespace {

struct DefaultHeader {
  std::string_view name;
  std::string_view value;
};

/// On every answer unless its handler set the same header.
constexpr std::array defaults{
    DefaultHeader{"Cache-Control", "no-store"},
    DefaultHeader{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    DefaultHeader{"X-Content-Type-Options", "nosniff"},
    DefaultHeader{"X-Frame-Options", "DENY"},
    DefaultHeader{"Referrer-Policy", "no-referrer"},
    DefaultHeader{"Cross-Origin-Opener-Policy", "same-origin"},
    DefaultHeader{"Cross-Origin-Resource-Policy", "same-origin"},
};
constexpr std::string_view transport_headers[] = {"content-length", "transfer-encoding", "connection", "date",
                                                  "x-request-id",   "keep-alive",        "server"};

bool belongs_to_transport(std::string_view name) {
  return std::any_of(std::begin(transport_headers), std::end(transport_headers),
                     [&](std::string_view each) { return equals_ignoring_case(each, name); });
}

bool is_safe(const Header& header) {
  return is_token(header.name) && std::none_of(header.value.begin(), header.value.end(),
                                               [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

/// Formatted once a second and thread.
void append_date(std::string& out) {
  thread_local std::time_t formatted_at = 0;
  thread_local std::string formatted;
  const std::time_t now = std::time(nullptr);
  if (now != formatted_at) {
    formatted = to_http_date({static_cast<std::int64_t>(now) * millis_per_second});
    formatted_at = now;
  }
  out += formatted;
}

void append_status_line(std::string& out, unsigned status) {
  out += "HTTP/1.1 ";
  append_number(out, status);
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_framing(std::string& out, const ResponseFrame& frame) {
  if (frame.length == ResponseFrame::Length::known) {
    out += "Content-Length: ";
    append_number(out, frame.body_bytes);
    out += "\r\n";
  } else if (frame.length == ResponseFrame::Length::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (!frame.keep_alive) {
    out += "Connection: close\r\n";
  } else if (frame.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
}

}  // namespace

void append_response_head(std::string& out, const Response& response, const ResponseFrame& frame) {
  out.reserve(out.size() + 1024);
  append_status_line(out, response.status);
  out += "Date: ";
  append_date(out);
  out += "\r\n";
  std::array<bool, defaults.size()> overridden{};
  for (const Header& header : response.headers) {
    if (belongs_to_transport(header.name)) continue;
    if (!is_safe(header)) {
      log::error("header left out", {{"request_id", frame.request_id}, {"status", response.status}});
      continue;
    }
    for (std::size_t i = 0; i < defaults.size(); ++i) {
      if (equals_ignoring_case(header.name, defaults[i].name)) overridden[i] = true;
    }
    append_header(out, header.name, header.value);
  }
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    if (!overridden[i]) append_header(out, defaults[i].name, defaults[i].value);
  }
  if (frame.secure) append_header(out, "Strict-Transport-Security", "max-age=31536000");
  append_header(out, "X-Request-Id", frame.request_id);
  append_framing(out, frame);
  out += "\r\n";
}

std::string refusal(unsigned status, std::string_view reason, std::string_view request_id) {
  Response response =
      text_response(status, "text/plain; charset=utf-8", std::string(reason_phrase(status)) + ": " + std::string(reason) + "\n");
  if (status == 405) response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  const auto& body = std::get<std::string>(response.body);
  ResponseFrame frame;
  frame.body_bytes = static_cast<std::int64_t>(body.size());
  frame.keep_alive = false;
  frame.request_id = request_id;
  std::string out;
  append_response_head(out, response, frame);
  return out + body;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 460: return "Checksum Mismatch";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

}  // namespace cityaudit::server::http
