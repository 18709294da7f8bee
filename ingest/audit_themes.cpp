#include "ingest/audit_themes.h"

#include "base/characters.h"
#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/form_definition.h"

#include <boost/json.hpp>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::vector<std::string> to_words(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view word : words(text)) out.emplace_back(word);
  return out;
}

std::string to_text(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& word : list) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<ThemeDifference> differences_of(store::Transaction& tx, AuditId audit) {
  std::vector<ThemeDifference> out;
  store::Rows rows = tx.query("SELECT code, own, name, labs, hidden FROM audit_theme WHERE audit_id = $1 ORDER BY code", audit);
  while (rows.next())
    out.push_back({rows.string(0), rows.integer(1) != 0, localized_from_json(rows.text(2)), to_words(rows.text(3)), rows.integer(4) != 0});
  return out;
}

void put(store::Transaction& tx, AuditId audit, const ThemeDifference& difference, UtcMillis now) {
  tx.execute(
      "INSERT INTO audit_theme (audit_id, code, own, name, labs, hidden, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (audit_id, code) DO UPDATE SET name = $4, labs = $5, hidden = $6, updated_at = $7",
      audit, difference.code, difference.own, to_json(difference.name), to_text(difference.labs), difference.hidden, now);
}

/// On one line, without what no page can show.
std::string clean_name(std::string_view text) { return to_text(to_words(to_clean_utf8(text))); }

/// A code as in BCP 47: "cs", "zh-Hant".
bool is_language(std::string_view code) {
  const auto parts = split(code, '-');
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (code.size() > 35 || parts[0].size() < 2 || parts[0].size() > 3 || !std::all_of(parts[0].begin(), parts[0].end(), is_small))
    return false;
  return std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view part) {
    return part.size() >= 2 && part.size() <= 8 && std::all_of(part.begin(), part.end(), is_alphanumeric);
  });
}

Error invalid(const char* code, std::vector<MessageArgument> arguments = {}) {
  return Error(ErrorKind::invalid, code, {}, std::move(arguments));
}

/// Gives `difference` the names of `change`; those that the theme has anyway are no difference.
void rename(ThemeDifference& difference, const Localized& names) {
  const Theme* travelling = difference.own ? nullptr : Taxonomy::built_in().find(difference.code);
  for (const auto& [language, text] : names) {
    const std::string name = clean_name(text);
    const bool same = travelling && travelling->name.contains(language) && travelling->name.at(language) == name;
    if (name.empty() || same) {
      difference.name.erase(language);
    } else {
      difference.name[language] = name;
    }
  }
}

}  // namespace

ThemeLimits ThemeLimits::from(const Settings& settings) {
  return {settings.size("audit.themes_own_max"), settings.size("audit.theme_name_characters_max"),
          settings.size("audit.theme_languages_max")};
}

Taxonomy AuditThemes::of(store::Transaction& tx, AuditId audit) { return Taxonomy::built_in().with(differences_of(tx, audit)); }

Result<> AuditThemes::check(const ThemeChange& change) const {
  if (change.name.size() > limits_.languages_max)
    return invalid("theme.languages_many", {{"limit", std::to_string(limits_.languages_max)}});
  for (const auto& [language, name] : change.name) {
    if (!is_language(language)) return invalid("theme.language_unusable", {{"language", language}});
    if (count_characters(clean_name(name)) > limits_.name_characters_max)
      return invalid("theme.name_too_long", {{"limit", std::to_string(limits_.name_characters_max)}});
  }
  for (const std::string& lab : change.labs.value_or(std::vector<std::string>()))
    if (lab != "L1" && lab != "L2" && lab != "L3") return invalid("theme.lab_unknown", {{"lab", lab}});
  return {};
}

Result<> AuditThemes::add(AuditId audit, std::string_view code, const ThemeChange& theme, std::string_view actor) {
  if (!read_theme_code(code)) return invalid("theme.code_unusable");
  CITYAUDIT_CHECK(check(theme));
  ThemeDifference added;
  added.code = code;
  added.own = true;
  rename(added, theme.name);
  if (added.name.empty()) return invalid("theme.name_missing");
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const Taxonomy themes = of(tx, audit);
    if (themes.find(code)) return Error(ErrorKind::conflict, "theme.code_taken", {}, {{"theme", std::string(code)}});
    const std::string_view above = level_one_of(code);
    const Theme* parent = above == code ? nullptr : themes.find(above);
    if (above != code && !parent) return invalid("theme.parent_unknown", {{"theme", std::string(above)}});
    const auto own = std::count_if(themes.themes().begin(), themes.themes().end(), [](const Theme& each) { return each.own; });
    if (static_cast<std::size_t>(own) >= limits_.own_max)
      return Error(ErrorKind::conflict, "theme.too_many", {}, {{"limit", std::to_string(limits_.own_max)}});
    ThemeDifference difference = added;
    difference.labs = theme.labs.value_or(std::vector<std::string>());
    if (difference.labs.empty() && parent) difference.labs = parent->labs;
    difference.hidden = theme.hidden.value_or(false);
    put(tx, audit, difference, clock_.now());
    announce(tx, audit, code, {"added"}, actor);
    return {};
  });
}

Result<> AuditThemes::change(AuditId audit, std::string_view code, const ThemeChange& change, std::string_view actor) {
  CITYAUDIT_CHECK(check(change));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    std::vector<ThemeDifference> all = differences_of(tx, audit);
    if (!Taxonomy::built_in().with(all).find(code)) return Error(ErrorKind::not_found, "theme.unknown");
    const auto found = std::find_if(all.begin(), all.end(), [&](const ThemeDifference& each) { return each.code == code; });
    const ThemeDifference before = found == all.end() ? ThemeDifference{std::string(code), false, {}, {}, false} : *found;
    ThemeDifference after = before;
    rename(after, change.name);
    if (after.own && after.name.empty()) return invalid("theme.name_missing");
    if (after.name.size() > limits_.languages_max)
      return invalid("theme.languages_many", {{"limit", std::to_string(limits_.languages_max)}});
    if (change.labs) after.labs = *change.labs;
    if (change.hidden) after.hidden = *change.hidden;
    std::vector<std::string_view> what;
    if (after.name != before.name) what.emplace_back("name");
    if (after.labs != before.labs) what.emplace_back("labs");
    if (after.hidden != before.hidden) what.emplace_back(after.hidden ? "hidden" : "shown");
    if (what.empty()) return {};
    put(tx, audit, after, clock_.now());
    announce(tx, audit, code, what, actor);
    return {};
  });
}

void AuditThemes::announce(store::Transaction& tx, AuditId audit, std::string_view code, const std::vector<std::string_view>& what,
                           std::string_view actor) const {
  Event event;
  event.at = clock_.now();
  event.type = "audit.theme_changed";
  event.actor = actor;
  event.audit = audit;
  event.subject_id = audit.value;
  boost::json::array changes;
  for (const std::string_view each : what) changes.emplace_back(each);
  event.payload = boost::json::serialize(boost::json::object{{"theme", code}, {"changes", std::move(changes)}});
  events_.append(tx, std::move(event));
}

Result<> check_themes(const FormDefinition& form, const Taxonomy& themes) {
  Error error(ErrorKind::invalid, "form.unknown_theme");
  for (const Bind& bind : form.binds) {
    const std::string& theme = bind.mapping.theme;
    if (theme.empty() || themes.find(theme)) continue;
    error.fields.push_back({bind.path, "form.unknown_theme", {{"theme", theme}}});
  }
  if (error.fields.empty()) return {};
  error.arguments = error.fields.front().arguments;
  return error;
}

}  // namespace cityaudit::ingest
