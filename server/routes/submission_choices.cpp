// What the lists of an audit can be filtered by: its activities, places, themes, and the questions that were answered by choosing.

#include "analysis/shown_themes.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

#include "ingest/submission_view.h"
#include "ingest/submissions.h"

#include <map>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

struct Read {
  std::vector<ingest::Activity> activities;
  std::vector<std::pair<std::string, ingest::FormVersionId>> forms;  // every version that an activity has used, with its code
  ingest::AuditPlaces places;
  ingest::Taxonomy themes;
};

Result<Read> read(Server& server, ingest::AuditId audit) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<Read> {
    Read out{ingest::Activities::of_audit(tx, audit),
             {},
             ingest::AuditPlaces::of(tx, audit),
             analysis::known_themes(tx, audit, analysis::observed_themes(tx, audit))};
    store::Rows rows = tx.query(
        "SELECT a.code, f.form_version_id FROM activity_form f JOIN activity a ON a.id = f.activity_id WHERE a.audit_id = $1 "
        "ORDER BY a.number, f.form_version_id DESC",
        audit);
    while (rows.next()) out.forms.emplace_back(rows.string(0), ingest::FormVersionId{rows.integer(1)});
    return out;
  });
}

bool is_select(const ingest::Control& control) {
  return control.kind == ingest::ControlKind::select_one || control.kind == ingest::ControlKind::select_many ||
         control.kind == ingest::ControlKind::rank;
}

bool is_text(const ingest::Control& control, const ingest::Bind* bind) {
  return control.kind == ingest::ControlKind::input && (!bind || bind->type == ingest::AnswerType::string);
}

/// Codes of people are asked for as such; the choices of live lists are places, which are filters of their own.
bool is_left_out(const ingest::CompiledForm& form, const ingest::Control& control) {
  const ingest::MappingItem* mapped = form.mapping.find(control.path);
  if (!control.choice_file.empty()) return true;
  return mapped && (mapped->role == ingest::Role::code || mapped->role == ingest::Role::speaker || mapped->role == ingest::Role::stop ||
                    mapped->role == ingest::Role::walk);
}

json::object question_json(const ingest::CompiledForm& form, const ingest::Control& control, const std::string& activity) {
  json::array choices;
  if (is_select(control))
    if (const ingest::ChoiceList* list = form.definition.choices_of(control))
      for (const ingest::Choice& choice : list->choices)
        choices.push_back(json::object{{"value", choice.value}, {"label", i18n(ingest::to_localized(choice.label))}});
  return {{"path", control.path},
          {"label", i18n(ingest::to_localized(control.label))},
          {"activities", json::array{activity}},
          {"choices", std::move(choices)}};
}

/// By path, in the order of the newest form that has it.
Result<json::array> questions_json(Server& server, const Read& known) {
  json::array out;
  std::map<std::string, std::size_t, std::less<>> places;
  for (const auto& [activity, version] : known.forms) {
    CITYAUDIT_TRY(form, server.domain.forms.load(version));
    for (const ingest::Control& control : form->definition.controls) {
      if ((!is_select(control) && !is_text(control, form->definition.find_bind(control.path))) || is_left_out(*form, control)) continue;
      const auto [place, fresh] = places.try_emplace(control.path, out.size());
      if (fresh) {
        out.push_back(question_json(*form, control, activity));
        continue;
      }
      json::array& activities = out[place->second].as_object()["activities"].as_array();
      bool there = false;
      for (const json::value& each : activities) there = there || each.as_string() == activity;
      if (!there) activities.emplace_back(activity);
    }
  }
  return out;
}

}  // namespace

Result<http::Response> list_submission_choices(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(known, read(server, audit.id));
  json::array activities, areas, stops, themes, flags;
  for (const ingest::Activity& activity : known.activities)
    activities.push_back(json::object{
        {"code", activity.code}, {"instrument", activity.instrument}, {"title", ingest::text_in(activity.title, request.language)}});
  for (const ingest::Area& area : known.places.areas) areas.push_back(named(area.code, area.name, request));
  for (const ingest::Walk& walk : known.places.walks) {
    for (const ingest::Stop& stop : walk.stops) {
      json::object one = named(stop.code, stop.name, request);
      one["place"] = walk.code + "/" + stop.code;
      one["walk"] = ingest::text_in(walk.name, request.language);
      stops.push_back(std::move(one));
    }
  }
  for (const ingest::Theme& theme : known.themes.themes()) {
    if (theme.hidden || theme.hidden_above) continue;
    json::object name;
    for (const auto& [language, text] : theme.name) name[language] = text;
    themes.push_back(json::object{{"code", theme.code}, {"level", theme.level}, {"name", std::move(name)}});
  }
  for (std::int64_t bit = 1; bit < 1 << 20; bit <<= 1) {
    if (bit == ingest::flag_urgent) continue;  // in no list
    for (const std::string_view word : ingest::flag_words(bit)) flags.emplace_back(word);
  }
  CITYAUDIT_TRY(questions, questions_json(server, known));
  return json_answer(json::object{{"activities", std::move(activities)},
                                  {"areas", std::move(areas)},
                                  {"stops", std::move(stops)},
                                  {"themes", std::move(themes)},
                                  {"flags", std::move(flags)},
                                  {"questions", std::move(questions)}});
}

}  // namespace cityaudit::server::handlers
