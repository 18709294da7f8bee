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

Error unreadable(std::string detail) { return Error(ErrorKind::internal, "taxonomy.unreadable", std::move(detail)); }

}  // namespace

std::string_view Theme::name_in(std::string_view language) const {
  for (const std::string_view tried : {language, std::string_view("en")})
    if (const auto found = name.find(tried); found != name.end()) return found->second;
  return code;
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
    if (taxonomy.find(theme.code)) return unreadable("theme " + theme.code + " stands twice");
    const Theme* parent = taxonomy.find(theme.parent);
    if (theme.level == 2 && !(parent && parent->level == 1)) return unreadable("theme " + theme.code + " has no parent above it");
    taxonomy.themes_.push_back(std::move(theme));
  }
  return taxonomy;
}

const Theme* Taxonomy::find(std::string_view code) const {
  const auto found = std::find_if(themes_.begin(), themes_.end(), [&](const Theme& theme) { return theme.code == code; });
  return found == themes_.end() ? nullptr : &*found;
}

std::string_view Taxonomy::level_one(std::string_view code) const {
  const Theme* theme = find(code);
  if (!theme) return {};
  return theme->level == 1 ? std::string_view(theme->code) : std::string_view(theme->parent);
}

}  // namespace cityaudit::ingest
