#pragma once
// What the handlers of /api and of pages share: errors as answers, JSON in and out. Pure; thread-safe.

#include "ingest/localized.h"
#include "server/problem.h"
#include "server/server.h"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::server::handlers {

using Fallible = Result<http::Response> (*)(Server&, http::Request&, const Caller&);  // server/routes/handlers.h

/// A row's handler of one that may fail: its error becomes a problem document.
template <Fallible function>
http::Response api(Server& server, http::Request& request, const Caller& caller) {
  Result<http::Response> answer = function(server, request, caller);
  if (!answer) return problem_document(answer.error(), server.domain.messages, request);
  return std::move(*answer);
}

/// The same for what people open: its error becomes a small page.
template <Fallible function>
http::Response page(Server& server, http::Request& request, const Caller& caller) {
  Result<http::Response> answer = function(server, request, caller);
  if (!answer) return error_page(answer.error(), server.domain.messages, request);
  return std::move(*answer);
}

http::Response json_answer(const boost::json::value& value);
http::Response no_content();

boost::json::value text_or_null(std::string_view text);
boost::json::value time_or_null(const std::optional<UtcMillis>& time);
boost::json::object i18n(const ingest::Localized& text);
/// Null when there is no text in any language.
boost::json::value i18n_or_null(const ingest::Localized& text);
/// {code, name} in the reader's language; the code where there is no name.
boost::json::object named(const std::string& code, const ingest::Localized& name, const http::Request& request);

/// The body as a JSON object; invalid ("request.not_json"), or "http.unsupported_media_type" unless it says that it is JSON,
/// which no form of a foreign page can.
Result<boost::json::object> read_object(const http::Request& request);
/// The text of that name; empty when there is none.
std::string text_member(const boost::json::object& object, std::string_view name);
/// The members of that name, all text; every fault is reported at once as a field error.
Result<std::vector<std::string>> required_texts(const boost::json::object& object, std::initializer_list<std::string_view> names);

/// The audit of {slug}; not_found ("audit.unknown").
Result<ingest::Audit> audit_of(Server& server, const http::Request& request);
/// The account that the address names by {account}; not_found ("account.unknown").
Result<auth::Account> account_of(Server& server, const http::Request& request);
/// Those that the caller works on; of an admin all.
Result<std::vector<ingest::Audit>> audits_of(Server& server, const Caller& caller);
/// The id in {id}; not_found with `code` when it is none.
Result<Uuid> uuid_of(const http::Request& request, const char* code);

/// Signed in: who, and the cookies.
Result<http::Response> begin_session(Server& server, const http::Request& request, const auth::NewSession& session);

/// A password over plain http can be read by everyone on the way: forbidden ("sign_in.insecure") from other machines.
Result<> check_channel(const Server& server, const http::Request& request);

/// planned, open or closed.
std::string_view activity_state(const ingest::Activity& activity, UtcMillis now);

/// Where the reader found this server: the configured address, else the one that was just used.
PublicAddress address_for(const Server& server, const http::Request& request);

}  // namespace cityaudit::server::handlers
