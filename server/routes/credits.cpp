// How authors are called beside their photos: as they choose by their own link, or as a facilitator writes down for them.

#include "ingest/author_credits.h"
#include "ingest/submission_list.h"

#include "server/routes/consent_json.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/open_link.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

Result<ingest::AuthorCredit> credit_from(const http::Request& request) {
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(object, {"kind"}));
  const auto kind = ingest::credit_kind_from(texts[0]);
  if (!kind) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"kind", "field.unusable", {}});
    return fault;
  }
  const json::value* words = object.if_contains("words");
  return ingest::AuthorCredit{*kind, words && words->is_string() ? std::string(words->get_string()) : std::string()};
}

http::Response answer(const ingest::AuthorCredit& credit) {
  http::Response response = json_answer(credit_json(credit));
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace

Result<http::Response> choose_credit(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_personal_link(server, request));
  CITYAUDIT_TRY(credit, credit_from(request));
  CITYAUDIT_CHECK(server.domain.author_credits.choose(intake->participation, std::move(credit), "participant"));
  const auto now = [&](store::Transaction& tx) -> Result<ingest::AuthorCredit> {
    return ingest::credit_of(tx, intake->participation).value_or(ingest::AuthorCredit());
  };
  CITYAUDIT_TRY(chosen, server.domain.database->read(now));
  return answer(chosen);
}

Result<http::Response> record_credit(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(credit, credit_from(request));
  CITYAUDIT_CHECK(server.domain.author_credits.choose(uuid, std::move(credit), caller.actor()));
  const auto now = [&](store::Transaction& tx) -> Result<ingest::AuthorCredit> {
    const auto submission = ingest::find_listed(tx, uuid);
    if (!submission) return Error(ErrorKind::not_found, "submission.unknown");
    return ingest::credit_of(tx, submission->id);
  };
  CITYAUDIT_TRY(chosen, server.domain.database->read(now));
  return answer(chosen);
}

}  // namespace cityaudit::server::handlers
