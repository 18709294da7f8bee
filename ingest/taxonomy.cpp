#include "ingest/taxonomy.h"

#include "base/embedded.h"

#include <algorithm>
#include <boost/json.hpp>

namespace cityaudit::ingest {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Theme read_theme(const json::object& object) {
  Theme theme;
  theme.code = text_at(object, "code");
  theme.parent = text_at(object, "parent");
  theme.level = theme.parent.empty() ? 1 : 2;
  theme.icc = text_at(object, "icc");
  theme.mipex = text_at(object, "mipex");
  theme.safetipin = text_at(object, "safetipin");
  theme.other = text_at(object, "other");
  if (const json::value* names = object.if_contains("name"); names && names->is_object())
    for (const auto& [language, name] : names->get_object())
      if (name.is_string()) theme.name.emplace(std::string(language), std::string(name.get_string()));
  if (const json::value* labs = object.if_contains("labs"); labs && labs->is_array())
    for (const json::value& lab : labs->get_array())
      if (lab.is_string()) theme.labs.emplace_back(lab.get_string());
  return theme;
}

/// A number of 1 to 99 at the start of `text`, which loses it.
std::optional<int> take_number(std::string_view& text) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && digits < 2 && text[digits] >= '0' && text[digits] <= '9') value = 10 * value + (text[digits++] - '0');
  if (digits == 0 || text.front() == '0') return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

/// A theme of an audit's own, or one that answers name; nothing for what is no code.
std::optional<Theme> theme_of(const std::string& code) {
  if (!read_theme_code(code)) return std::nullopt;
  Theme theme;
  theme.code = code;
  theme.level = level_one_of(code) == code ? 1 : 2;
  if (theme.level == 2) theme.parent = level_one_of(code);
  theme.own = true;
  return theme;
}

Error unreadable(std::string detail) { return Error(ErrorKind::internal, "taxonomy.unreadable", std::move(detail)); }

}  // namespace

std::optional<ThemeNumber> read_theme_code(std::string_view code) {
  if (!code.starts_with('T')) return std::nullopt;
  code.remove_prefix(1);
  const auto one = take_number(code);
  if (!one) return std::nullopt;
  if (code.empty()) return ThemeNumber{*one, 0};
  if (code.front() != '.') return std::nullopt;
  code.remove_prefix(1);
  const auto two = take_number(code);
  if (!two || !code.empty()) return std::nullopt;
  return ThemeNumber{*one, *two};
}

std::string to_code(const ThemeNumber& number) {
  return number.two == 0 ? "T" + std::to_string(number.one) : "T" + std::to_string(number.one) + "." + std::to_string(number.two);
}

std::string_view level_one_of(std::string_view code) { return read_theme_code(code) ? code.substr(0, code.find('.')) : std::string_view(); }

std::string_view Theme::name_in(std::string_view language) const {
  for (const std::string_view tried : {language, std::string_view("en")})
    if (const auto found = name.find(tried); found != name.end()) return found->second;
  return name.empty() ? std::string_view(code) : std::string_view(name.begin()->second);
}

const Taxonomy& Taxonomy::built_in() {
  static const Taxonomy taxonomy = [] {
    const auto file = embedded::find("taxonomy/themes.json");
    if (!file) throw ErrorException(unreadable("taxonomy/themes.json is not embedded"));
    auto read_file = read(*file);
    if (!read_file) throw ErrorException(read_file.error());
    return std::move(*read_file);
  }();
  return taxonomy;
}

Result<Taxonomy> Taxonomy::read(std::string_view text) {
  boost::system::error_code fault;
  const json::value document = json::parse({text.data(), text.size()}, fault);
  if (fault || !document.is_object()) return unreadable("not a JSON object");
  const json::value* themes = document.get_object().if_contains("themes");
  if (!themes || !themes->is_array()) return unreadable("no list of themes");
  Taxonomy taxonomy;
  for (const json::value& entry : themes->get_array()) {
    if (!entry.is_object()) return unreadable("a theme is not an object");
    Theme theme = read_theme(entry.get_object());
    if (theme.code.empty() || theme.name.empty()) return unreadable("a theme without code or name");
    if (!read_theme_code(theme.code)) return unreadable("theme " + theme.code + " has no code of a theme");
    if (taxonomy.find(theme.code)) return unreadable("theme " + theme.code + " stands twice");
    const std::string_view above = level_one_of(theme.code);
    const bool fits = theme.level == 1 ? above == theme.code : above == theme.parent && taxonomy.find(theme.parent);
    if (!fits) return unreadable("theme " + theme.code + " has no parent above it");
    taxonomy.insert(std::move(theme));
  }
  return taxonomy;
}

Taxonomy Taxonomy::with(std::span<const ThemeDifference> differences) const {
  Taxonomy out = *this;
  for (const ThemeDifference& difference : differences) {
    auto found = std::find_if(out.themes_.begin(), out.themes_.end(), [&](const Theme& theme) { return theme.code == difference.code; });
    // What an earlier program brought and this one does not is the audit's from then on: answers name it.
    const bool own = difference.own || found == out.themes_.end();
    std::optional<Theme> theme = own ? theme_of(difference.code) : std::optional(*found);
    if (!theme) continue;
    for (const auto& [language, name] : difference.name) theme->name[language] = name;
    if (!difference.labs.empty()) theme->labs = difference.labs;
    theme->hidden = difference.hidden;
    if (found == out.themes_.end()) {
      out.insert(std::move(*theme));
    } else {
      *found = std::move(*theme);
    }
  }
  out.hide_below_hidden();
  return out;
}

Taxonomy Taxonomy::with_codes(std::span<const std::string> codes) const {
  Taxonomy out = *this;
  for (const std::string& code : codes) {
    for (const std::string& each : {std::string(level_one_of(code)), code}) {
      std::optional<Theme> theme = out.find(each) ? std::nullopt : theme_of(each);
      if (!theme) continue;
      theme->named = false;
      theme->hidden = true;
      out.insert(std::move(*theme));
    }
  }
  out.hide_below_hidden();
  return out;
}

void Taxonomy::insert(Theme theme) {
  const auto number = [](const Theme& each) { return read_theme_code(each.code).value_or(ThemeNumber{}); };
  const auto behind =
      std::upper_bound(themes_.begin(), themes_.end(), theme, [&](const Theme& a, const Theme& b) { return number(a) < number(b); });
  themes_.insert(behind, std::move(theme));
}

void Taxonomy::hide_below_hidden() {
  for (Theme& theme : themes_) {
    const Theme* above = theme.level == 2 ? find(theme.parent) : nullptr;
    theme.hidden_above = above && above->hidden;
  }
}

const Theme* Taxonomy::find(std::string_view code) const {
  const auto found = std::find_if(themes_.begin(), themes_.end(), [&](const Theme& theme) { return theme.code == code; });
  return found == themes_.end() ? nullptr : &*found;
}

}  // namespace cityaudit::ingest
