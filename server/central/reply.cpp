#include "server/central/reply.h"

#include "server/problem.h"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace cityaudit::server::central {
namespace {

struct CentralNumber {
  std::string_view code;
  std::string_view number;
};

/// Where Central has a number of its own for what happened.
constexpr CentralNumber numbers[] = {
    {"request.not_json", "400.1"},
    {"request.fields", "400.2"},
    {"form.faulty", "400.15"},

    {"form.warnings", "400.16"},
    {"form.id_taken", "409.3"},
    {"form.version_published", "409.6"},
    {"form.version_missing", "409.6"},
    {"http.method_not_allowed", "405.1"},
    {"sign_in.wrong", "401.2"},
    {"http.unsupported_media_type", "415.1"},
};

std::string number_of(const Error& error, unsigned status) {
  for (const CentralNumber& one : numbers)
    if (one.code == error.code) return std::string(one.number);
  if (status == 400) return "400.8";
  if (status == 401) return "401.2";
  if (status == 409) return "409.3";
  return std::to_string(status) + ".1";
}

}  // namespace

http::Response error_response(const Error& error, const Messages& messages, const http::Request& request) {
  unsigned status = status_of(error, Surface::central);
  const std::string number = number_of(error, status);
  boost::json::object details{{"code", error.code}, {"request_id", request.request_id}};
  for (const MessageArgument& argument : error.arguments) details[argument.name] = argument.value;
  boost::json::array fields;
  for (const FieldError& field : error.fields)
    fields.push_back(
        {{"field", field.field}, {"code", field.code}, {"detail", messages.format(request.language, field.code, field.arguments)}});
  if (!fields.empty()) details["fields"] = std::move(fields);
  const std::string body =
      fmt::format(R"({{"code":{},"message":{},"details":{}}})", number,
                  boost::json::serialize(boost::json::value(text_of(error, messages, request))), boost::json::serialize(details));
  http::Response response = http::text_response(status, "application/json; charset=utf-8", body);
  if (status == 503 || status == 507 || status == 429) response.set("Retry-After", "30");
  return response;
}

}  // namespace cityaudit::server::central
