// The themes of an audit: what they are called, which are used, which it has added.

#include "analysis/shown_themes.h"
#include "base/text.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

#include <algorithm>
#include <set>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

struct ThemeState {
  ingest::Taxonomy themes;
  std::set<std::string, std::less<>> observed;  // with those above them
};

Result<ThemeState> read_state(Server& server, ingest::AuditId audit) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<ThemeState> {
    const std::vector<std::string> observed = analysis::observed_themes(tx, audit);
    ThemeState state{analysis::known_themes(tx, audit, observed), {}};
    for (const std::string& code : observed) {
      state.observed.insert(code);
      state.observed.emplace(ingest::level_one_of(code));
    }
    return state;
  });
}

/// The code behind the last one in use, below `above` or on level 1; null when there is none left.
json::value next_code(const ingest::Taxonomy& themes, const ingest::Theme* above) {
  constexpr int number_max = 99;
  int last = 0;
  for (const ingest::Theme& theme : themes.themes()) {
    const auto number = ingest::read_theme_code(theme.code).value_or(ingest::ThemeNumber{});
    if (!above) last = std::max(last, number.one);
    if (above && theme.parent == above->code) last = std::max(last, number.two);
  }
  if (last >= number_max) return nullptr;
  if (!above) return json::value(ingest::to_code({last + 1, 0}));
  return json::value(ingest::to_code({ingest::read_theme_code(above->code)->one, last + 1}));
}

template <class Names>
json::object names_json(const Names& names) {
  json::object out;
  for (const auto& [language, name] : names) out[language] = name;
  return out;
}

json::object theme_json(const ingest::Theme& theme, const ThemeState& state) {
  const ingest::Theme* travelling = theme.own ? nullptr : ingest::Taxonomy::built_in().find(theme.code);
  json::array labs;
  for (const std::string& lab : theme.labs) labs.emplace_back(lab);
  return {{"code", theme.code},
          {"level", theme.level},
          {"parent", text_or_null(theme.parent)},
          {"name", names_json(theme.name)},
          {"built_in_name", travelling ? json::value(names_json(travelling->name)) : json::value(nullptr)},
          {"labs", std::move(labs)},
          {"own", theme.own},
          {"named", theme.named},
          {"hidden", theme.hidden},
          {"hidden_above", theme.hidden_above},
          {"observed", state.observed.contains(theme.code)},
          {"next_code", theme.level == 1 ? next_code(state.themes, &theme) : json::value(nullptr)}};
}

/// The audit's own first, then every other in which a theme has a name.
json::array languages_of(const ingest::Audit& audit, const ingest::Taxonomy& themes) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view language) {
    if (std::find(out.begin(), out.end(), language) == out.end()) out.emplace_back(language);
  };
  for (const std::string_view language : words(audit.languages)) add(language);
  for (const ingest::Theme& theme : themes.themes())
    for (const auto& [language, name] : theme.name) add(language);
  json::array list;
  for (const std::string& language : out) list.emplace_back(language);
  return list;
}

Result<http::Response> themes_answer(Server& server, const ingest::Audit& audit, unsigned status = 200) {
  CITYAUDIT_TRY(state, read_state(server, audit.id));
  json::array themes;
  for (const ingest::Theme& theme : state.themes.themes()) themes.push_back(theme_json(theme, state));
  return http::json_response(status, json::serialize(json::object{{"languages", languages_of(audit, state.themes)},
                                                                  {"next_code", next_code(state.themes, nullptr)},
                                                                  {"themes", std::move(themes)}}));
}

/// {"name": {"cs": "…", "en": null}, "labs": ["L2"] or null, "hidden": true}; each may be absent.
Result<ingest::ThemeChange> read_change(const json::object& body) {
  ingest::ThemeChange change;
  Error fault(ErrorKind::invalid, "request.fields");
  const auto refuse = [&](std::string field) { fault.fields.push_back({std::move(field), "field.unusable", {}}); };
  if (const json::value* names = body.if_contains("name")) {
    if (!names->is_object()) refuse("name");
    for (const auto& [language, name] : names->is_object() ? names->get_object() : json::object()) {
      if (!name.is_string() && !name.is_null()) refuse("name." + std::string(language));
      change.name[std::string(language)] = name.is_string() ? std::string(name.get_string()) : std::string();
    }
  }
  if (const json::value* labs = body.if_contains("labs")) {
    change.labs.emplace();
    if (!labs->is_array() && !labs->is_null()) refuse("labs");
    for (const json::value& lab : labs->is_array() ? labs->get_array() : json::array()) {
      if (!lab.is_string()) refuse("labs");
      if (lab.is_string()) change.labs->emplace_back(lab.get_string());
    }
  }
  if (const json::value* hidden = body.if_contains("hidden")) {
    if (!hidden->is_bool()) refuse("hidden");
    if (hidden->is_bool()) change.hidden = hidden->get_bool();
  }
  if (!fault.fields.empty()) return fault;
  return change;
}

}  // namespace

Result<http::Response> list_themes(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  return themes_answer(server, audit);
}

Result<http::Response> add_theme(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"code"}));
  CITYAUDIT_TRY(theme, read_change(body));
  CITYAUDIT_CHECK(server.domain.themes.add(audit.id, texts[0], theme, caller.actor()));
  return themes_answer(server, audit, 201);
}

Result<http::Response> change_theme(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(change, read_change(body));
  CITYAUDIT_CHECK(server.domain.themes.change(audit.id, request.parameter("theme"), change, caller.actor()));
  return themes_answer(server, audit);
}

}  // namespace cityaudit::server::handlers
