// Changing one's mind: by the link that one has, without an account; and by a member of staff for somebody who asks.

#include "base/text.h"
#include "ingest/submission_list.h"
#include "server/routes/consent_json.h"
#include "server/routes/enrolment_code.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

using Intake = std::shared_ptr<const ingest::IntakeActivity>;

constexpr std::size_t instances_max = 500;
constexpr std::int64_t backup_days = 30;

Result<std::vector<std::string>> instances_from(const json::object& object) {
  std::vector<std::string> out;
  const json::value* list = object.if_contains("instances");
  if (!list) return out;
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({"instances", "field.unusable", {}});
  if (!list->is_array() || list->get_array().size() > instances_max) return fault;
  for (const json::value& each : list->get_array()) {
    if (!each.is_string()) return fault;
    out.emplace_back(each.get_string());
  }
  return out;
}

bool is_true(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

Error missing(const char* field) {
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({field, "field.missing", {}});
  return fault;
}

http::Response told(const ingest::Withdrawn& withdrawn) {
  return json_answer(json::object{{"withdrawn", withdrawn.submissions}, {"erased_from", to_iso8601(withdrawn.erased_from)}});
}

/// What came by this phone, or from this person, and is still there.
struct OwnPiece {
  Uuid uuid;
  std::string instance_id;
  UtcMillis received_at;
  std::string state;
  std::int64_t photos = 0;
};

std::vector<OwnPiece> pieces_of(store::Transaction& tx, ingest::ParticipationId person) {
  std::vector<OwnPiece> out;
  for (const ingest::SubmissionId each : ingest::submissions_of(tx, person)) {
    const auto item = ingest::find_listed(tx, each);
    if (item) out.push_back({item->uuid, item->instance_id, item->received_at, item->state, item->files_present});
  }
  return out;
}

/// Each subject of what is said by this link: the person, or the phone's own submissions.
Result<std::vector<ingest::ConsentSubject>> subjects_of(Server& server, const Intake& intake, const std::vector<std::string>& instances) {
  if (intake->participation) return std::vector<ingest::ConsentSubject>{{intake->participation, {}}};
  return server.domain.database->read([&](store::Transaction& tx) -> Result<std::vector<ingest::ConsentSubject>> {
    std::vector<ingest::ConsentSubject> out;
    for (const std::string& instance : instances) {
      if (!instance.starts_with("uuid:")) continue;
      const auto id = tx.integer(
          "SELECT id FROM submission WHERE uuid = $1 AND activity_id = $2 AND instance_id = $3 AND state NOT IN "
          "('withdrawn', 'erased')",
          ingest::uuid_of_instance(instance), intake->activity.id, instance);
      if (id) out.push_back({{}, {*id}});
    }
    if (out.empty()) return Error(ErrorKind::not_found, "submission.unknown");
    return out;
  });
}

}  // namespace

/// A replaced link still serves here: who sent something by it may take it back.
Result<http::Response> participant_consent(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  struct Read {
    std::vector<ingest::ConsentText> texts;
    std::vector<std::string> languages;
    std::vector<OwnPiece> pieces;
    ingest::EffectiveConsent now;
    bool ended = false;
    std::int64_t published = 0;
  };
  CITYAUDIT_TRY(read, server.domain.database->read([&](store::Transaction& tx) -> Result<Read> {
    Read out;
    out.texts = ingest::ConsentTexts::offered(tx, intake->activity.audit, request.language);
    out.languages = ingest::ConsentTexts::offered_languages(tx, intake->activity.audit);
    if (!intake->participation) return out;
    out.pieces = pieces_of(tx, intake->participation);
    out.now = ingest::effective_consent(tx, intake->participation);
    out.ended = ingest::has_ended(tx, intake->participation);
    out.published = tx.integer(
                          "SELECT count(*) FROM photo p JOIN submission s ON s.id = p.submission_id WHERE s.participation_id = $1 AND "
                          "p.publication IN ('selected', 'published')",
                          intake->participation)
                        .value_or(0);
    return out;
  }));
  json::array texts, languages, pieces;
  for (const ingest::ConsentText& text : read.texts)
    texts.push_back(json::object{{"purpose", text.purpose}, {"words", text.words}, {"channels", channels_json(text.channels)}});
  for (const std::string& language : read.languages) languages.emplace_back(language);
  for (const OwnPiece& piece : read.pieces)
    pieces.push_back(json::object{{"id", to_string(piece.uuid)},
                                  {"instance_id", piece.instance_id},
                                  {"received_at", to_iso8601(piece.received_at)},
                                  {"state", piece.state},
                                  {"files", piece.photos}});
  return json_answer(json::object{
      {"personal", static_cast<bool>(intake->participation)},
      {"ended", read.ended},
      {"now", intake->participation ? json::value(glance_json(read.now)) : json::value(nullptr)},
      {"submissions", std::move(pieces)},
      {"published", read.published},
      {"erasure_hours", ingest::erase_after_millis(server.domain.settings) / millis_per_hour},
      {"backup_days", backup_days},
      {"texts", std::move(texts)},
      {"languages", std::move(languages)},
  });
}

Result<http::Response> participant_withdraw(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(instances, instances_from(object));
  ingest::WithdrawalRequest wish;
  wish.method = intake->participation ? ingest::WithdrawalMethod::own_link : ingest::WithdrawalMethod::phone;
  if (is_true(object, "everything")) {
    if (!intake->participation) return Error(ErrorKind::conflict, "withdrawal.nobody_known");
    CITYAUDIT_TRY(withdrawn, server.domain.withdrawals.withdraw_everything(intake->participation, wish));
    return told(withdrawn);
  }
  if (instances.empty()) return missing("instances");
  if (!intake->participation) {
    CITYAUDIT_TRY(withdrawn, server.domain.withdrawals.withdraw_of_phone(intake->activity.id, instances, wish));
    return told(withdrawn);
  }
  std::vector<Uuid> own;
  for (const std::string& instance : instances) own.push_back(ingest::uuid_of_instance(instance));
  CITYAUDIT_TRY(withdrawn, server.domain.withdrawals.withdraw_of_person(intake->participation, own, wish));
  return told(withdrawn);
}

Result<http::Response> participant_say(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(instances, instances_from(object));
  CITYAUDIT_TRY(statements, statements_from(object, server.domain.clock.now()));
  CITYAUDIT_TRY(subjects, subjects_of(server, intake, instances));
  const auto record = [&](store::Transaction& tx) -> Result<> {
    // The words that were shown, when they were ours.
    for (const ingest::ConsentText& text : ingest::ConsentTexts::offered(tx, intake->activity.audit, request.language))
      for (ingest::ConsentStatement& each : statements)
        if (ingest::to_word(each.purpose) == text.purpose) {
          each.text = text.id;
          each.language = text.language;
        }
    for (const ingest::ConsentSubject& subject : subjects)
      CITYAUDIT_CHECK(server.domain.consents.record_in(tx, subject, statements, "participant"));
    return {};
  };
  CITYAUDIT_CHECK(server.domain.database->write(record));
  return no_content();
}

Result<http::Response> withdraw_submission(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(object, {"reason"}));
  const ingest::WithdrawalRequest wish{ingest::WithdrawalMethod::told_facilitator, caller.account(), texts[0].substr(0, 1000),
                                       caller.actor()};
  const auto find = [&](store::Transaction& tx) -> Result<std::optional<std::int64_t>> {
    const auto item = ingest::find_listed(tx, uuid);
    if (!item) return Error(ErrorKind::not_found, "submission.unknown");
    return tx.integer("SELECT participation_id FROM submission WHERE id = $1", item->id);
  };
  CITYAUDIT_TRY(person, server.domain.database->read(find));
  if (!is_true(object, "whole_person")) {
    CITYAUDIT_TRY(withdrawn, server.domain.withdrawals.withdraw(uuid, wish));
    return told(withdrawn);
  }
  if (!person) return Error(ErrorKind::conflict, "withdrawal.nobody_known");
  CITYAUDIT_TRY(withdrawn, server.domain.withdrawals.withdraw_everything(ingest::ParticipationId{*person}, wish));
  return told(withdrawn);
}

/// A picture to scan that leads back to where one withdraws: for the slip to take home.
Result<http::Response> participant_withdraw_code(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_CHECK(server.domain.activities.find_by_token(request.parameter("token")));
  CITYAUDIT_TRY(svg, qr_svg(address_for(server, request).page(request.parameter("token")) + "#withdraw"));
  return http::text_response(200, "image/svg+xml", std::move(svg));
}

}  // namespace cityaudit::server::handlers
