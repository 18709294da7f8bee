// What the holder of a personal link is told of decisions, and gets back: the returned answers, an appeal against a rejection.

#include "ingest/returned.h"

#include "base/text.h"
#include "ingest/receipts.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/photo_answer.h"
#include "server/routes/return_message.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

using Intake = std::shared_ptr<const ingest::IntakeActivity>;

/// Only what is proof of a person: a poster's link is everybody's.
Result<Intake> personal_link(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  if (intake->revoked) return Error(ErrorKind::not_found, "link.revoked");
  if (!intake->participation) return Error(ErrorKind::not_found, "submission.unknown");
  return std::move(intake);
}

Result<ingest::ReturnedSubmission> find(Server& server, const http::Request& request, std::string_view id) {
  CITYAUDIT_TRY(intake, personal_link(server, request));
  const auto uuid = parse_uuid(id);
  if (!uuid) return Error(ErrorKind::not_found, "submission.unknown");
  return server.domain.database->read([&](store::Transaction& tx) -> Result<ingest::ReturnedSubmission> {
    auto found = ingest::find_returned(tx, intake->participation, *uuid);
    if (!found) return Error(ErrorKind::not_found, "submission.unknown");
    return std::move(*found);
  });
}

/// For the holder of the link alone, and never kept by anything in between.
http::Response for_them_alone(http::Response response) {
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace

Result<http::Response> list_returned(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, personal_link(server, request));
  std::map<ingest::SubmissionId, json::array> files;
  const auto read = [&](store::Transaction& tx) -> Result<std::vector<ingest::ReturnedSubmission>> {
    auto found = ingest::returned_submissions(tx, intake->participation);
    for (const ingest::ReturnedSubmission& each : found)
      for (const ingest::FileReceipt& file : ingest::file_receipts(tx, each.id))
        if (file.present()) files[each.id].emplace_back(file.name);
    return found;
  };
  CITYAUDIT_TRY(returned, server.domain.database->read(read));
  json::array items;
  for (const ingest::ReturnedSubmission& each : returned) {
    const std::string because = reason_text(server.domain.messages, request.language, each.state, each.reason_kind);
    items.push_back(json::object{{"id", to_string(each.uuid)},
                                 {"state", each.state},
                                 {"received_at", to_iso8601(each.received_at)},
                                 {"revision", each.revision},
                                 {"because", text_or_null(because)},
                                 {"words", text_or_null(each.reason)},
                                 {"files", std::move(files[each.id])},
                                 {"may_change", each.state == "returned" && each.activity == intake->activity.id},
                                 {"may_appeal", each.may_appeal}});
  }
  return for_them_alone(json_answer(json::object{{"items", std::move(items)}}));
}

Result<http::Response> get_returned(Server& server, http::Request& request, const Caller&) {
  std::string_view name = request.parameter("file");
  if (!name.ends_with(".xml")) return Error(ErrorKind::not_found, "submission.unknown");
  name.remove_suffix(4);
  CITYAUDIT_TRY(found, find(server, request, name));
  if (found.state != "returned") return Error(ErrorKind::not_found, "submission.unknown");
  const auto read = [&](store::Transaction& tx) -> Result<std::string> { return ingest::own_answers(tx, found.id); };
  CITYAUDIT_TRY(xml, server.domain.database->read(read));
  return for_them_alone(http::text_response(200, "text/xml; charset=utf-8", std::move(xml)));
}

Result<http::Response> get_returned_photo(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(found, find(server, request, request.parameter("id")));
  const std::string_view name = request.parameter("name");
  const auto read = [&](store::Transaction& tx) -> Result<ingest::Photo> {
    for (ingest::Photo& photo : ingest::Photos::of_submission(tx, found.id))
      if (photo.attachment_name == name) return std::move(photo);
    return Error(ErrorKind::not_found, "photo.unknown");
  };
  CITYAUDIT_TRY(photo, server.domain.database->read(read));
  return photo_answer(server, request, photo, photo.thumbnail, "own", PhotoCache::forget);
}

Result<http::Response> appeal(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(found, find(server, request, request.parameter("id")));
  CITYAUDIT_TRY(body, read_object(request));
  const json::value* words = body.if_contains("words");
  const std::string said = words && words->is_string() ? std::string(words->get_string()) : std::string();
  CITYAUDIT_CHECK(server.domain.review.appeal(found.uuid, said));
  return for_them_alone(no_content());
}

}  // namespace cityaudit::server::handlers
