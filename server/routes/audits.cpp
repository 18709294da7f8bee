// What an audit consists of and how far it has come.

#include "analysis/activity_counts.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::object summary(const ingest::Audit& audit, const http::Request& request) {
  return {{"id", to_string(audit.uuid)}, {"number", audit.number},
          {"slug", audit.slug},          {"title", ingest::text_in(audit.title, request.language)},
          {"city", audit.city},          {"demonstration", audit.demonstration}};
}

json::object to_json(const analysis::ActivityCounts& counts) {
  return {{"submissions", counts.submissions}, {"approved", counts.approved}, {"awaiting", counts.awaiting},
          {"people", counts.people},           {"photos", counts.photos},     {"photos_missing", counts.photos_missing},
          {"problems", counts.problems}};
}

json::value sample_progress(const Server& server, const ingest::Audit& audit) {
  if (!audit.demonstration) return nullptr;
  const char* word = nullptr;
  switch (server.sample.state.load()) {
    case SampleProgress::State::none: return nullptr;
    case SampleProgress::State::loading: word = "loading"; break;
    case SampleProgress::State::done: word = "done"; break;
    case SampleProgress::State::failed: word = "failed"; break;
  }
  return json::object{{"state", word}, {"loaded", server.sample.loaded.load()}, {"total", server.sample.total.load()}};
}

/// What one read gives, so that the numbers belong together.
struct AuditState {
  std::vector<ingest::Area> areas;
  std::vector<ingest::Activity> activities;
  std::map<ingest::ActivityId, analysis::ActivityCounts> counts;
  std::int64_t event_seq = 0;
  std::int64_t reader_lag = 0;
};

Result<AuditState> read_state(Server& server, ingest::AuditId audit) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<AuditState> {
    AuditState state;
    state.areas = ingest::Audits::areas(tx, audit);
    state.activities = ingest::Activities::of_audit(tx, audit);
    state.counts = analysis::activity_counts(tx, audit);
    state.event_seq = ingest::Events::newest(tx);
    state.reader_lag = state.event_seq - tx.integer("SELECT min(seq) FROM log_cursor").value_or(state.event_seq);
    return state;
  });
}

}  // namespace

std::string_view activity_state(const ingest::Activity& activity, UtcMillis now) {
  if (activity.opens_at && now < *activity.opens_at) return "planned";
  if (activity.closes_at && now > *activity.closes_at) return "closed";
  return "open";
}

Result<http::Response> list_audits(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(all, audits_of(server, caller));
  json::array audits;
  for (const ingest::Audit& audit : all) audits.push_back(summary(audit, request));
  return json_answer(json::object{{"audits", std::move(audits)}});
}

Result<http::Response> get_audit(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(state, read_state(server, audit.id));
  json::object out = summary(audit, request);
  out["starts_on"] = text_or_null(audit.starts_on);
  out["ends_on"] = text_or_null(audit.ends_on);
  json::array areas;
  for (const ingest::Area& area : state.areas) {
    json::object one = named(area.code, area.name, request);
    one["id"] = to_string(area.uuid);
    one["kind"] = area.kind;
    areas.push_back(std::move(one));
  }
  out["areas"] = std::move(areas);
  out["event_seq"] = state.event_seq;
  out["sample"] = sample_progress(server, audit);
  out["reader_lag"] = state.reader_lag;

  const UtcMillis now = server.domain.clock.now();
  const PublicAddress address = address_for(server, request);
  json::array activities;
  for (const ingest::Activity& activity : state.activities) {
    CITYAUDIT_TRY(form, server.domain.forms.load(activity.form));
    const std::string token = server.domain.activities.token(activity);
    activities.push_back(
        json::object{{"id", to_string(activity.uuid)},
                     {"number", activity.number},
                     {"code", activity.code},
                     {"instrument", activity.instrument},
                     {"title", ingest::text_in(activity.title, request.language)},
                     {"form_id", form->definition.form_id},
                     {"form_version", form->definition.version},
                     {"opens", time_or_null(activity.opens_at)},
                     {"closes", time_or_null(activity.closes_at)},
                     {"state", activity_state(activity, now)},
                     {"page_url", address.page(token)},
                     {"people_expected", activity.people_expected ? json::value(*activity.people_expected) : json::value(nullptr)},
                     {"openrosa_url", address.openrosa(token, audit.number)},
                     {"counts", to_json(state.counts[activity.id])}});
  }
  out["activities"] = std::move(activities);
  return json_answer(out);
}

}  // namespace cityaudit::server::handlers
