// The participants of an audit, for staff: codes and links, never names (server/routes/identities.cpp).

#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/participant_json.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::int64_t page_max = 500;

Result<ingest::Activity> activity_of(Server& server, ingest::AuditId audit, std::string_view code) {
  const auto read = [&](store::Transaction& tx) -> Result<ingest::Activity> {
    for (ingest::Activity& activity : ingest::Activities::of_audit(tx, audit))
      if (activity.code == code) return std::move(activity);
    return Error(ErrorKind::not_found, "activity.unknown");
  };
  return server.domain.database->read(read);
}

std::optional<std::string> text_if_given(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (!value) return std::nullopt;
  return value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<ingest::EndedLinks> ended_links(const json::object& body) {
  const std::string word = text_if_given(body, "earlier").value_or("unused");
  if (word == "none") return ingest::EndedLinks::none;
  if (word == "unused") return ingest::EndedLinks::unused;
  if (word == "all") return ingest::EndedLinks::all;
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({"earlier", "field.unusable", {}});
  return fault;
}

Result<std::vector<Uuid>> participants_in(const json::object& body, std::size_t most) {
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({"participants", "field.unusable", {}});
  const json::value* value = body.if_contains("participants");
  if (!value || !value->is_array() || value->get_array().empty() || value->get_array().size() > most) return fault;
  std::vector<Uuid> out;
  for (const json::value& one : value->get_array()) {
    const auto uuid = one.is_string() ? parse_uuid(one.get_string()) : std::nullopt;
    if (!uuid) return fault;
    out.push_back(*uuid);
  }
  return out;
}

Result<http::Response> line_answer(Server& server, const http::Request& request, const Uuid& participant) {
  const auto read = [&](store::Transaction& tx) -> Result<std::optional<ingest::ParticipantLine>> {
    return ingest::participant_line(tx, participant);
  };
  CITYAUDIT_TRY(line, server.domain.database->read(read));
  if (!line) return Error(ErrorKind::not_found, "participant.unknown");
  return json_answer(to_json(*line, request));
}

json::object places_json(Server& server, store::Transaction& tx, const ingest::Activity& activity) {
  const ingest::Places places = server.domain.joining.places(tx, activity);
  return {{"activity", activity.code},
          {"people_max", places.own ? json::value(*places.own) : json::value(nullptr)},
          {"people_max_usual", server.domain.settings.integer("people.join_people_max")},
          {"places_left", places.left},
          {"usual_prefix", ingest::usual_code_prefix(activity.instrument)}};
}

}  // namespace

Result<ingest::Participation> participant_of(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(uuid, uuid_of(request, "participant.unknown"));
  const auto read = [&](store::Transaction& tx) -> Result<std::optional<ingest::Participation>> {
    return ingest::find_participation(tx, uuid);
  };
  CITYAUDIT_TRY(found, server.domain.database->read(read));
  if (!found || found->audit != audit.id) return Error(ErrorKind::not_found, "participant.unknown");
  return std::move(*found);
}

json::object to_json(const ingest::ParticipantLine& line, const http::Request& request) {
  const ingest::Participation& one = line.participation;
  json::array linked;
  for (const std::string& code : line.linked) linked.emplace_back(code);
  return {{"id", to_string(one.uuid)},
          {"code", one.code},
          {"activity", {{"code", line.activity_code}, {"title", ingest::text_in(line.activity_title, request.language)}}},
          {"instrument", one.instrument},
          {"perspective", text_or_null(one.perspective)},
          {"via", one.via},
          {"language", text_or_null(one.language)},
          {"staff", text_or_null(line.account_name)},
          {"linked", std::move(linked)},
          {"joined_at", to_iso8601(one.joined_at)},
          {"revoked_at", time_or_null(one.revoked_at)},
          {"submissions", line.submissions},
          {"claimed", line.claimed},
          {"link", line.link},
          {"has_return_code", line.has_return_code},
          {"has_identity", line.has_identity}};
}

Result<http::Response> list_participants(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  ingest::ActivityId activity;
  if (const std::string_view code = request.query_value("activity"); !code.empty()) {
    CITYAUDIT_TRY(found, activity_of(server, audit.id, code));
    activity = found.id;
  }
  const auto cursor = parse_uuid(request.query_value("after"));
  const auto read = [&](store::Transaction& tx) -> Result<json::object> {
    const auto last = cursor ? ingest::find_participation(tx, *cursor) : std::nullopt;
    const ingest::ParticipationId after = last ? last->id : ingest::ParticipationId();
    const auto lines = ingest::participants_of_audit(tx, audit.id, activity, after, page_max);
    json::array participants, places;
    for (const ingest::ParticipantLine& line : lines) participants.push_back(to_json(line, request));
    for (const ingest::Activity& one : ingest::Activities::of_audit(tx, audit.id)) places.push_back(places_json(server, tx, one));
    const bool more = static_cast<std::int64_t>(lines.size()) == page_max;
    return json::object{{"participants", std::move(participants)},
                        {"next", more ? json::value(to_string(lines.back().participation.uuid)) : json::value(nullptr)},
                        {"places", std::move(places)}};
  };
  CITYAUDIT_TRY(answer, server.domain.database->read(read));
  return json_answer(answer);
}

Result<http::Response> make_participants(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"activity"}));
  CITYAUDIT_TRY(activity, activity_of(server, audit.id, texts[0]));
  ingest::NewParticipants wanted;
  if (const json::value* count = body.if_contains("count")) wanted.count = count->is_int64() ? count->get_int64() : 0;
  wanted.prefix = text_if_given(body, "prefix").value_or("");
  wanted.perspective = text_if_given(body, "perspective").value_or("");
  wanted.via = text_if_given(body, "via").value_or(wanted.via);
  wanted.language = text_if_given(body, "language").value_or("");
  CITYAUDIT_TRY(made, server.domain.participations.make(activity, wanted, caller.actor()));
  json::array out;
  for (const ingest::Participation& one : made) out.push_back(json::object{{"id", to_string(one.uuid)}, {"code", one.code}});
  http::Response response = json_answer(json::object{{"participants", std::move(out)}});
  response.status = 201;
  return response;
}

Result<http::Response> change_participant(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  ingest::ParticipationChange change;
  change.perspective = text_if_given(body, "perspective");
  change.via = text_if_given(body, "via");
  change.language = text_if_given(body, "language");
  change.account = text_if_given(body, "account");
  CITYAUDIT_CHECK(server.domain.participations.change(participant.uuid, change, caller.actor()));
  return line_answer(server, request, participant.uuid);
}

Result<http::Response> revoke_participant(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_CHECK(server.domain.participations.revoke(participant.uuid, caller.actor()));
  return line_answer(server, request, participant.uuid);
}

Result<http::Response> link_person(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"other"}));
  const auto other = parse_uuid(texts[0]);
  if (!other) return Error(ErrorKind::not_found, "participant.unknown");
  CITYAUDIT_CHECK(server.domain.linked_participations.link(participant.uuid, *other, caller.actor()));
  return line_answer(server, request, participant.uuid);
}

Result<http::Response> unlink_person(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(participant, participant_of(server, request));
  CITYAUDIT_CHECK(server.domain.linked_participations.unlink(participant.uuid, caller.actor()));
  return line_answer(server, request, participant.uuid);
}

/// Told once: afterwards nobody, this server included, can say what these addresses were.
Result<http::Response> make_links(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(earlier, ended_links(body));
  CITYAUDIT_TRY(participants, participants_in(body, server.domain.settings.size("people.participants_batch_max")));
  CITYAUDIT_TRY(made, server.domain.personal_links.make(audit.id, participants, earlier, caller.actor()));
  const PublicAddress address = address_for(server, request);
  json::array links;
  for (const ingest::MadeLink& link : made)
    links.push_back(json::object{
        {"id", to_string(link.participation.uuid)}, {"code", link.participation.code}, {"page_url", address.page(link.token)}});
  http::Response response = json_answer(json::object{{"links", std::move(links)}, {"return_url", address.url + "/r"}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> set_places(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(activity, activity_of(server, audit.id, request.parameter("activity")));
  CITYAUDIT_TRY(body, read_object(request));
  const json::value* value = body.if_contains("people_max");
  if (!value || !(value->is_null() || value->is_int64())) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"people_max", "field.unusable", {}});
    return fault;
  }
  const auto people_max = value->is_null() ? std::nullopt : std::optional(value->get_int64());
  CITYAUDIT_CHECK(server.domain.joining.set_people_max(activity, people_max, caller.actor()));
  const auto read = [&](store::Transaction& tx) -> Result<json::object> { return places_json(server, tx, activity); };
  CITYAUDIT_TRY(answer, server.domain.database->read(read));
  return json_answer(answer);
}

}  // namespace cityaudit::server::handlers
