// What is said of a submission and put right in it: comments, corrections, covered words, the message that goes with a return.

#include "base/text.h"
#include "ingest/corrections.h"
#include "ingest/review_comments.h"
#include "ingest/submission_list.h"
#include "ingest/word_covers.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/return_message.h"
#include "server/routes/review_detail.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

Error missing(std::string_view field, bool there) {
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({std::string(field), there ? "field.unusable" : "field.missing", {}});
  return fault;
}

Result<std::int64_t> number_at(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (!value || !value->is_int64() || value->get_int64() < 0) return missing(name, value != nullptr);
  return value->get_int64();
}

/// The id in the second place of the path: {comment}, {correction}, {cover}.
Result<Uuid> part_of(const http::Request& request, std::string_view name, const char* code) {
  const auto uuid = parse_uuid(request.parameter(name));
  if (!uuid) return Error(ErrorKind::not_found, code);
  return *uuid;
}

/// In the audit's first language: what stands in covered words' place is read by everybody.
Result<std::string> language_of_audit(Server& server, ingest::AuditId audit) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<std::string> {
    const std::string languages = tx.text("SELECT languages FROM audit WHERE id = $1", audit).value_or("");
    const auto all = words(languages);
    return all.empty() ? std::string("en") : std::string(all[0]);
  });
}

}  // namespace

Result<http::Response> add_comment(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"words"}));
  CITYAUDIT_TRY(comment, server.domain.review_comments.add(uuid, texts[0], reviewer_of(caller)));
  http::Response response = json_answer(json::object{{"id", to_string(comment)}});
  response.status = 201;
  return response;
}

Result<http::Response> erase_comment(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(comment, part_of(request, "comment", "comment.unknown"));
  CITYAUDIT_CHECK(server.domain.review_comments.erase(uuid, comment, reviewer_of(caller)));
  return no_content();
}

Result<http::Response> add_correction(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(seen, number_at(body, "seen"));
  CITYAUDIT_TRY(texts, required_texts(body, {"field", "value", "reason"}));
  const auto field = ingest::corrected_field_from(texts[0]);
  if (!field) return missing("field", true);
  CITYAUDIT_CHECK(server.domain.corrections.correct(uuid, {*field, texts[1], texts[2], seen}, reviewer_of(caller)));
  return no_content();
}

Result<http::Response> undo_correction(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(correction, part_of(request, "correction", "correction.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(seen, number_at(body, "seen"));
  CITYAUDIT_CHECK(server.domain.corrections.take_back(uuid, correction, seen, reviewer_of(caller)));
  return no_content();
}

Result<http::Response> cover_words(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(from, number_at(body, "from"));
  CITYAUDIT_TRY(to, number_at(body, "to"));
  CITYAUDIT_TRY(texts, required_texts(body, {"path", "kind"}));
  if (!ingest::is_cover_kind(texts[1])) return missing("kind", true);
  CITYAUDIT_TRY(language, language_of_audit(server, caller.audit));
  const std::string shown = server.domain.messages.format(language, "cover.shown." + texts[1]);
  const ingest::WordRange range{texts[0], static_cast<std::size_t>(from), static_cast<std::size_t>(to), texts[1], shown};
  CITYAUDIT_CHECK(server.domain.word_covers.cover(uuid, range, reviewer_of(caller)));
  return no_content();
}

Result<http::Response> uncover_words(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(cover, part_of(request, "cover", "cover.unknown"));
  CITYAUDIT_CHECK(server.domain.word_covers.uncover(uuid, cover, caller.may(ingest::Capability::see_identity), reviewer_of(caller)));
  return no_content();
}

Result<http::Response> unseal_words(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"path", "reason"}));
  CITYAUDIT_TRY(
      words, server.domain.word_covers.unseal(uuid, texts[0], texts[1], caller.may(ingest::Capability::see_identity), reviewer_of(caller)));
  http::Response response = json_answer(json::object{{"text", words}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> get_return_message(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(message, return_message(server, uuid, reviewer_of(caller), request.query_value("to")));
  json::array languages;
  for (const std::string& each : server.domain.messages.languages()) languages.emplace_back(each);
  return json_answer(json::object{{"language", message.language}, {"languages", std::move(languages)}, {"text", message.text}});
}

}  // namespace cityaudit::server::handlers
