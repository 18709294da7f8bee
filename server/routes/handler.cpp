#include "server/routes/handler.h"

#include "base/text.h"

namespace cityaudit::server::handlers {

namespace json = boost::json;

http::Response json_answer(const json::value& value) { return http::json_response(200, json::serialize(value)); }

http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value time_or_null(const std::optional<UtcMillis>& time) { return time ? json::value(to_iso8601(*time)) : json::value(nullptr); }

json::object i18n(const ingest::Localized& text) {
  json::object out;
  for (const auto& [language, words] : text) out[language] = words;
  return out;
}

json::value i18n_or_null(const ingest::Localized& text) { return text.empty() ? json::value(nullptr) : json::value(i18n(text)); }

json::object named(const std::string& code, const ingest::Localized& name, const http::Request& request) {
  const std::string_view words = ingest::text_in(name, request.language);
  return {{"code", code}, {"name", words.empty() ? std::string_view(code) : words}};
}

Result<json::object> read_object(const http::Request& request) {
  const std::string_view type = trim(split(request.header("content-type"), ';').front());
  if (!equals_ignoring_case(type, "application/json")) return Error(ErrorKind::invalid, "http.unsupported_media_type");
  json::parse_options options;
  options.max_depth = 8;
  json::error_code fault;
  json::value value = json::parse(request.body, fault, {}, options);
  if (fault || !value.is_object()) return Error(ErrorKind::invalid, "request.not_json");
  return std::move(value.get_object());
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<auth::Account> account_of(Server& server, const http::Request& request) {
  const auto uuid = parse_uuid(request.parameter("account"));
  return server.domain.database->read([&](store::Transaction& tx) -> Result<auth::Account> {
    auto account = uuid ? auth::Accounts::find(tx, *uuid) : std::nullopt;
    if (!account) return Error(ErrorKind::not_found, "account.unknown");
    return std::move(*account);
  });
}

Result<std::vector<std::string>> required_texts(const json::object& object, std::initializer_list<std::string_view> names) {
  std::vector<std::string> out;
  Error faults(ErrorKind::invalid, "request.fields");
  for (const std::string_view name : names) {
    const json::value* value = object.if_contains(name);
    if (value && value->is_string() && !value->get_string().empty())
      out.emplace_back(value->get_string());
    else
      faults.fields.push_back({std::string(name), "field.missing", {}});
  }
  if (!faults.fields.empty()) return faults;
  return out;
}

Result<ingest::Audit> audit_of(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(audit, server.domain.audits.find(request.parameter("slug")));
  if (!audit) return Error(ErrorKind::not_found, "audit.unknown");
  return std::move(*audit);
}

Result<std::vector<ingest::Audit>> audits_of(Server& server, const Caller& caller) {
  if (caller.is_admin) return server.domain.audits.all();
  return server.domain.audits.of_member(caller.account());
}

Result<Uuid> uuid_of(const http::Request& request, const char* code) {
  const auto uuid = parse_uuid(request.parameter("id"));
  if (!uuid) return Error(ErrorKind::not_found, code);
  return *uuid;
}

PublicAddress address_for(const Server& server, const http::Request& request) {
  if (server.address_is_configured) return server.address;
  return {(request.secure ? "https://" : "http://") + request.host};
}

}  // namespace cityaudit::server::handlers
