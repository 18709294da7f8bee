// The log of an audit as people read it: who did what, when, and to what.

#include "ingest/trail.h"
#include "base/text.h"
#include "ingest/submission_list.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

#include <algorithm>
#include <map>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::int64_t page_size = 100;
constexpr std::int64_t page_size_max = 200;

struct Read {
  std::vector<ingest::Event> events;
  std::map<std::string, std::string> actors;         // "account:…" -> name
  std::map<std::int64_t, std::string> activities;    // code
  std::map<std::int64_t, std::string> participants;  // of submissions that may be shown, by event
  std::map<std::int64_t, bool> shown;                // by event: whether a page of its subject is there
  ingest::TrailChoices choices;
  bool more = false;
};

void name_actor(store::Transaction& tx, Read& read, const std::string& actor) {
  constexpr std::string_view staff = "account:";
  if (!actor.starts_with(staff) || read.actors.contains(actor)) return;
  const auto uuid = parse_uuid(std::string_view(actor).substr(staff.size()));
  read.actors[actor] = uuid ? tx.text("SELECT name FROM account WHERE uuid = $1", *uuid).value_or("") : std::string();
}

void name_subject(store::Transaction& tx, Read& read, const ingest::Event& event) {
  if (event.type.starts_with("submission.")) {
    const auto submission = ingest::find_listed(tx, ingest::SubmissionId{event.subject_id});
    read.shown[event.seq] = submission.has_value();
    if (submission) read.participants[event.seq] = submission->participant;
  } else if (event.type.starts_with("photo.")) {
    const auto submission = tx.integer("SELECT submission_id FROM photo WHERE id = $1", event.subject_id);
    read.shown[event.seq] = submission && ingest::is_shown(tx, {*submission});
  }
}

Result<Read> read(Server& server, const ingest::TrailFilter& filter, const std::optional<Uuid>& submission, std::size_t count) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<Read> {
    ingest::TrailFilter asked = filter;
    if (submission) {
      const auto id =
          tx.integer("SELECT s.id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.uuid = $1 AND a.audit_id = $2",
                     *submission, filter.audit);
      if (!id) return Error(ErrorKind::not_found, "submission.unknown");
      asked.submission = ingest::SubmissionId{*id};
    }
    Read out;
    out.events = ingest::trail(tx, asked, count + 1);
    out.more = out.events.size() > count;
    if (out.more) out.events.pop_back();
    out.choices = ingest::trail_choices(tx, filter.audit);
    for (const std::string& actor : out.choices.actors) name_actor(tx, out, actor);
    for (const ingest::Event& event : out.events) name_subject(tx, out, event);
    for (const ingest::Activity& activity : ingest::Activities::of_audit(tx, filter.audit))
      out.activities[activity.id.value] = activity.code;
    return out;
  });
}

json::value payload_of(const ingest::Event& event) {
  json::error_code fault;
  json::value payload = json::parse(event.payload, fault);
  return fault ? json::value(json::object()) : payload;
}

json::object event_json(const ingest::Event& event, const Read& read) {
  const auto named = [](const auto& names, const auto& key) {
    const auto found = names.find(key);
    return found == names.end() ? json::value(nullptr) : text_or_null(found->second);
  };
  const auto shown = read.shown.find(event.seq);
  return {{"seq", event.seq},
          {"at", to_iso8601(event.at)},
          {"type", event.type},
          {"actor", event.actor},
          {"actor_name", named(read.actors, event.actor)},
          {"activity", named(read.activities, event.activity.value)},
          {"subject", event.subject ? json::value(to_string(*event.subject)) : json::value(nullptr)},
          {"subject_shown", shown != read.shown.end() && shown->second},
          {"participant", named(read.participants, event.seq)},
          {"payload", payload_of(event)}};
}

}  // namespace

Result<http::Response> get_trail(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  Error faults(ErrorKind::invalid, "request.fields");
  ingest::TrailFilter filter;
  filter.audit = audit.id;
  filter.noun = request.query_value("about");
  filter.actor = request.query_value("by");
  if (const std::string_view cursor = request.query_value("cursor"); !cursor.empty()) {
    filter.older_than = parse_integer(cursor);
    if (!filter.older_than || *filter.older_than < 1) faults.fields.push_back({"cursor", "field.unusable", {}});
  }
  std::optional<Uuid> submission;
  if (const std::string_view id = request.query_value("submission"); !id.empty()) {
    submission = parse_uuid(id);
    if (!submission) faults.fields.push_back({"submission", "field.unusable", {}});
  }
  const auto limit = parse_integer(request.query_value("limit"));
  if (!faults.fields.empty()) return faults;
  const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(limit.value_or(page_size), 1, page_size_max));
  CITYAUDIT_TRY(found, read(server, filter, submission, count));
  json::array events, abouts, actors;
  for (const ingest::Event& event : found.events) events.push_back(event_json(event, found));
  for (const std::string& noun : found.choices.nouns) abouts.emplace_back(noun);
  for (const std::string& actor : found.choices.actors) {
    const auto name = found.actors.find(actor);
    actors.push_back(
        json::object{{"actor", actor}, {"name", name == found.actors.end() ? json::value(nullptr) : text_or_null(name->second)}});
  }
  return json_answer(json::object{
      {"events", std::move(events)},
      {"next_cursor", found.more ? json::value(std::to_string(found.events.back().seq)) : json::value(nullptr)},
      {"about", std::move(abouts)},
      {"by", std::move(actors)},
  });
}

Result<http::Response> check_trail(Server& server, http::Request& request, const Caller&) {
  if (const auto audit = audit_of(server, request); !audit) return audit.error();
  CITYAUDIT_TRY(faults, ingest::Events::verify(*server.domain.database));
  const auto newest = [](store::Transaction& tx) -> Result<std::int64_t> { return ingest::Events::newest(tx); };
  CITYAUDIT_TRY(events, server.domain.database->read(newest));
  return json_answer(json::object{
      {"checked_at", to_iso8601(server.domain.clock.now())}, {"events", events}, {"whole", faults.empty()}, {"faults", faults.size()}});
}

}  // namespace cityaudit::server::handlers
