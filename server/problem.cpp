#include "server/problem.h"

#include "base/text.h"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace cityaudit::server {
namespace {

struct StatusOfCode {
  std::string_view code;
  Surface surface;
  unsigned status;
};

/// Where a protocol wants another status than the kind gives. Collect asks for a password on 401, so a wrong token is 403.
constexpr StatusOfCode special_statuses[] = {
    {"link.unknown", Surface::openrosa, 403},
    {"link.revoked", Surface::page, 410},
    {"link.revoked", Surface::api, 410},
    {"http.method_not_allowed", Surface::api, 405},
    {"http.method_not_allowed", Surface::openrosa, 405},
    {"http.method_not_allowed", Surface::page, 405},
    {"http.unsupported_media_type", Surface::api, 415},
    {"http.unsupported_media_type", Surface::openrosa, 415},
    {"photo.waiting", Surface::api, 409},
    {"photo.erased", Surface::api, 410},
    // tus
    {"upload.version", Surface::api, 412},
    {"upload.expired", Surface::api, 410},
    {"upload.checksum_mismatch", Surface::api, 460},
    {"blob.partial_busy", Surface::api, 423},
    {"http.method_not_allowed", Surface::central, 405},
    {"http.unsupported_media_type", Surface::central, 415},
};

unsigned status_of_kind(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::rate_limited: return 429;
    case ErrorKind::storage_full: return 507;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

/// A code without words of its own gets those of its kind.
std::string_view general_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "error.invalid";
    case ErrorKind::unauthenticated: return "error.unauthenticated";
    case ErrorKind::forbidden: return "error.forbidden";
    case ErrorKind::not_found: return "error.not_found";
    case ErrorKind::conflict: return "error.conflict";
    case ErrorKind::too_large: return "error.too_large";
    case ErrorKind::rate_limited: return "error.rate_limited";
    case ErrorKind::storage_full: return "error.storage_full";
    case ErrorKind::unavailable: return "error.unavailable";
    case ErrorKind::internal: return "error.internal";
  }
  return "error.internal";
}

}  // namespace

unsigned status_of(const Error& error, Surface surface) {
  for (const StatusOfCode& special : special_statuses)
    if (special.code == error.code && special.surface == surface) return special.status;
  return status_of_kind(error.kind);
}

std::string text_of(const Error& error, const Messages& messages, const http::Request& request) {
  std::vector<MessageArgument> arguments = error.arguments;
  arguments.push_back({"request_id", request.request_id});
  // What went wrong inside is for the log; people are told what it means for them. Of a damaged file they may know.
  if ((error.kind != ErrorKind::internal || error.code == "blob.damaged") && error.kind != ErrorKind::storage_full) {
    std::string text = messages.format(request.language, error.code, arguments);
    if (text != error.code) return text;
  }
  return messages.format(request.language, general_code(error.kind), arguments);
}

http::Response problem_document(const Error& error, const Messages& messages, const http::Request& request) {
  const unsigned status = status_of(error, Surface::api);
  boost::json::object problem{
      {"type", "about:blank"}, {"title", messages.format(request.language, general_code(error.kind), {{"request_id", request.request_id}})},
      {"status", status},      {"detail", text_of(error, messages, request)},
      {"code", error.code},    {"request_id", request.request_id},
  };
  if (!error.fields.empty()) {
    boost::json::array fields;
    for (const FieldError& field : error.fields)
      fields.push_back(
          {{"field", field.field}, {"code", field.code}, {"detail", messages.format(request.language, field.code, field.arguments)}});
    problem["fields"] = std::move(fields);
  }
  http::Response response = http::text_response(status, "application/problem+json", boost::json::serialize(problem));
  if (status == 503 || status == 507 || status == 429) response.set("Retry-After", "30");
  return response;
}

http::Response error_page(const Error& error, const Messages& messages, const http::Request& request) {
  const auto word = [&](std::string_view key) { return escape_xml(messages.format(request.language, key)); };
  const std::string html = fmt::format(
      "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><body><main><h1>{}</h1><p>{}</p></main></body></html>",
      request.language, word("error.page_title"), word("error.page_title"), escape_xml(text_of(error, messages, request)));
  return http::text_response(status_of(error, Surface::page), "text/html; charset=utf-8", html);
}

}  // namespace cityaudit::server
