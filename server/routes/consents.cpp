// What staff see of consent: the wordings of an audit, what waits to be seen to, what one submission's author agreed to, and what a
// facilitator writes down for somebody.

#include "base/text.h"
#include "ingest/consent_problems.h"
#include "ingest/submission_view.h"
#include "server/routes/consent_json.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::size_t problems_shown_max = 200;  // of each kind

json::object to_json(const ingest::ConsentText& text) {
  return {{"id", to_string(text.uuid)},
          {"purpose", text.purpose},
          {"language", text.language},
          {"version", text.version},
          {"channels", channels_json(text.channels)},
          {"words", text.words},
          {"unfinished", text.is_unfinished()},
          {"made_at", to_iso8601(text.made_at)},
          {"checked_by", text_or_null(text.checked_by)},
          {"checked_at", time_or_null(text.checked_at)}};
}

Result<http::Response> texts_answer(Server& server, const ingest::Audit& audit) {
  CITYAUDIT_TRY(texts, server.domain.consent_texts.of_audit(audit));
  const auto offered = [&](store::Transaction& tx) -> Result<std::vector<std::string>> {
    return ingest::ConsentTexts::offered_languages(tx, audit.id);
  };
  CITYAUDIT_TRY(languages, server.domain.database->read(offered));
  json::array items, spoken;
  for (const ingest::ConsentText& text : texts) items.push_back(to_json(text));
  for (const std::string& language : languages) spoken.emplace_back(language);
  return json_answer(json::object{{"texts", std::move(items)}, {"offered_languages", std::move(spoken)}});
}

struct Read {
  ingest::EffectiveConsent now;
  std::vector<ingest::RecordedConsent> history;
  std::vector<std::optional<ingest::ConsentText>> texts;  // per row
  bool has_person = false;
  ingest::AuthorCredit credit;
};

Result<Read> read_consents(Server& server, const Uuid& uuid) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<Read> {
    const auto item = ingest::find_listed(tx, uuid);
    if (!item) return Error(ErrorKind::not_found, "submission.unknown");
    Read read;
    read.now = ingest::effective_consent(tx, item->id);
    read.history = ingest::Consents::history(tx, {{}, item->id});
    for (const ingest::RecordedConsent& each : read.history)
      read.texts.push_back(each.statement.text ? ingest::ConsentTexts::find(tx, each.statement.text) : std::nullopt);
    read.credit = ingest::credit_of(tx, item->id);
    read.has_person = tx.integer("SELECT participation_id FROM submission WHERE id = $1", item->id).has_value();
    return read;
  });
}

/// The very words: of our own text, or the question in its form version.
Result<json::value> wording_json(Server& server, const ingest::ConsentStatement& said, const std::optional<ingest::ConsentText>& text) {
  if (text) return json::value{{"kind", "text"}, {"version", text->version}, {"words", text->words}};
  if (!said.form || said.question.empty()) return json::value(nullptr);
  CITYAUDIT_TRY(form, server.domain.forms.load(said.form));
  json::object out{
      {"kind", "form"}, {"form", form->definition.form_id}, {"version", form->definition.version}, {"question", said.question}};
  const ingest::MappingItem* item = form->mapping.find(said.question);
  if (item) {
    const ingest::Localized label = ingest::to_localized(item->label);
    const auto asked = label.find(said.language);
    out["words"] = asked != label.end() ? json::value(asked->second) : json::value(i18n(label));
  }
  return json::value(std::move(out));
}

/// For whom a facilitator writes down: for the person that the submission comes from, when that is asked for.
Result<ingest::ConsentSubject> subject_of(Server& server, const Uuid& uuid, bool whole_person) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<ingest::ConsentSubject> {
    const auto item = ingest::find_listed(tx, uuid);
    if (!item) return Error(ErrorKind::not_found, "submission.unknown");
    if (!whole_person) return ingest::ConsentSubject{{}, item->id};
    const auto person = tx.integer("SELECT participation_id FROM submission WHERE id = $1", item->id);
    if (!person) return Error(ErrorKind::conflict, "withdrawal.nobody_known");
    return ingest::ConsentSubject{{*person}, item->id};
  });
}

}  // namespace

Result<http::Response> list_consent_texts(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  return texts_answer(server, audit);
}

Result<http::Response> add_consent_text(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(object, {"purpose", "language", "words"}));
  CITYAUDIT_CHECK(server.domain.consent_texts.add(audit, texts[0], texts[1], texts[2], caller.account(), caller.actor()));
  return texts_answer(server, audit);
}

Result<http::Response> check_consent_text(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const auto text = parse_uuid(request.parameter("text"));
  if (!text) return Error(ErrorKind::not_found, "consent.text_unknown");
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(object, {"name"}));
  CITYAUDIT_CHECK(server.domain.consent_texts.check(audit.id, *text, texts[0], caller.account(), caller.actor()));
  return texts_answer(server, audit);
}

Result<http::Response> list_consent_problems(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const auto read = [&](store::Transaction& tx) -> Result<ingest::ConsentProblems> {
    return ingest::consent_problems(tx, audit.id, problems_shown_max);
  };
  CITYAUDIT_TRY(problems, server.domain.database->read(read));
  json::array items;
  for (const ingest::ConsentProblem& each : problems.items)
    items.push_back(json::object{{"kind", ingest::to_word(each.kind)},
                                 {"submission", to_string(each.submission_uuid)},
                                 {"photo", each.photo ? json::value(to_string(*each.photo)) : json::value(nullptr)},
                                 {"activity", each.activity_code},
                                 {"participant", text_or_null(each.participant)},
                                 {"language", text_or_null(each.language)},
                                 {"received_at", to_iso8601(each.received_at)}});
  json::object counts;
  for (std::size_t i = 0; i < ingest::consent_problem_kinds; ++i)
    counts[ingest::to_word(static_cast<ingest::ConsentProblemKind>(i))] = problems.counts[i];
  return json_answer(json::object{{"items", std::move(items)}, {"counts", std::move(counts)}});
}

Result<http::Response> get_consents(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(read, read_consents(server, uuid));
  json::array history;
  for (std::size_t i = 0; i < read.history.size(); ++i) {
    const ingest::RecordedConsent& each = read.history[i];
    const ingest::ConsentStatement& said = each.statement;
    CITYAUDIT_TRY(wording, wording_json(server, said, read.texts[i]));
    history.push_back(json::object{{"id", each.row},
                                   {"purpose", ingest::to_word(said.purpose)},
                                   {"decision", ingest::to_word(said.decision)},
                                   {"channels", channels_json(said.channels)},
                                   {"language", text_or_null(said.language)},
                                   {"given_at", to_iso8601(said.given_at)},
                                   {"recorded_at", to_iso8601(each.recorded_at)},
                                   {"method", ingest::to_word(said.method)},
                                   {"witness", text_or_null(said.witness)},
                                   {"has_scan", said.scan.has_value()},
                                   {"wording", std::move(wording)}});
  }
  return json_answer(json::object{{"now", glance_json(read.now)},
                                  {"history", std::move(history)},
                                  {"has_person", read.has_person},
                                  {"credit", credit_json(read.credit)}});
}

/// The paper holds a name and a signature.
Result<http::Response> get_consent_scan(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(read, read_consents(server, uuid));
  const auto wanted = parse_integer(request.parameter("consent"));
  for (const ingest::RecordedConsent& each : read.history)
    if (wanted && each.row == *wanted && each.statement.scan) return scan_answer(server, Sha256{*each.statement.scan});
  return Error(ErrorKind::not_found, "consent.paper_unknown");
}

Result<http::Response> record_consents(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(statements, statements_from(object, server.domain.clock.now()));
  CITYAUDIT_TRY(texts, required_texts(object, {"method"}));
  const auto method = ingest::consent_method_from(texts[0]);
  if (!method || *method == ingest::ConsentMethod::digital) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"method", "field.unusable", {}});
    return fault;
  }
  CITYAUDIT_TRY(scan, store_scan(server, object));
  const json::value *whole = object.if_contains("whole_person"), *witness = object.if_contains("witness");
  for (ingest::ConsentStatement& each : statements) {
    each.method = *method;
    each.recorded_by = caller.account();
    if (witness && witness->is_string()) each.witness = std::string(trim(std::string_view(witness->get_string())).substr(0, 200));
    if (scan) each.scan = scan->sha256.value;
  }
  CITYAUDIT_TRY(subject, subject_of(server, uuid, whole && whole->is_bool() && whole->get_bool()));
  CITYAUDIT_CHECK(server.domain.consents.record(subject, std::move(statements), caller.actor()));
  return get_consents(server, request, caller);
}

}  // namespace cityaudit::server::handlers
