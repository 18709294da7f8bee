// "My submissions": what the server has of one person, for that person alone, and the code with which they come back.

#include "ingest/own_submissions.h"

#include "server/routes/consent_json.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/open_link.h"
#include "server/routes/return_message.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::int64_t shown_max = 500;

json::object to_json(const Server& server, const ingest::OwnSubmission& one, const http::Request& request) {
  return {{"id", to_string(one.uuid)},
          {"instance_id", one.instance_id},
          {"activity", {{"code", one.activity_code}, {"title", ingest::text_in(one.activity, request.language)}}},
          {"what", text_or_null(one.what)},
          {"state", one.state},
          {"because", text_or_null(reason_text(server.domain.messages, request.language, one.state, one.reason_kind))},
          {"reason", text_or_null(one.reason)},
          {"revision", one.revision},
          {"received_at", to_iso8601(one.received_at)},
          {"submitted_at", time_or_null(one.submitted_at)},
          {"files", {{"expected", one.files_expected}, {"present", one.files_present}, {"photos", one.photos_present}}}};
}

/// Four groups of four, as they are written down.
std::string in_groups(std::string_view digits) {
  std::string out;
  for (std::size_t at = 0; at < digits.size(); at += 4) out += (at > 0 ? " " : "") + std::string(digits.substr(at, 4));
  return out;
}

}  // namespace

Result<http::Response> own_submissions(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_personal_link(server, request));
  const auto read = [&](store::Transaction& tx) -> Result<json::object> {
    const auto credit = ingest::credit_of(tx, intake->participation);
    json::array submissions;
    for (const ingest::OwnSubmission& one : ingest::own_submissions(tx, intake->participation, shown_max))
      submissions.push_back(to_json(server, one, request));
    return json::object{{"code", intake->participant_code},
                        {"submissions", std::move(submissions)},
                        {"credit", credit ? json::value(credit_json(*credit)) : json::value(nullptr)},
                        {"return_code_made_at", time_or_null(ingest::ReturnCodes::made_at(tx, intake->participation))}};
  };
  CITYAUDIT_TRY(answer, server.domain.database->read(read));
  http::Response response = json_answer(answer);
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> make_return_code(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_personal_link(server, request));
  CITYAUDIT_TRY(digits, server.domain.return_codes.make(intake->participation, "participant"));
  http::Response response = json_answer(json::object{{"return_code", in_groups(digits)}, {"code", intake->participant_code}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace cityaudit::server::handlers
