#include "base/settings.h"

#include "base/embedded.h"
#include "base/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

extern char** environ;

namespace cityaudit {
namespace {

using Values = std::map<std::string, Settings::Value, std::less<>>;

FieldError fault(std::string_view place, std::string code, std::string detail) {
  return {std::string(place), std::move(code), {{"detail", std::move(detail)}}};
}

std::optional<Settings::Value> value_of(const toml::node& node) {
  if (const auto* v = node.as_integer()) return Settings::Value(v->get());
  if (const auto* v = node.as_floating_point()) return Settings::Value(v->get());
  if (const auto* v = node.as_boolean()) return Settings::Value(v->get());
  if (const auto* v = node.as_string()) return Settings::Value(v->get());
  return std::nullopt;
}

/// Reads `[section] key = value` into "section.key"; `declared` is null for the defaults themselves.
void read_toml(std::string_view text, std::string_view source, Values& into, const Values* declared, std::vector<FieldError>& faults) {
  const toml::parse_result parsed = toml::parse(text, source);
  if (!parsed) {
    faults.push_back(fault(fmt::format("{}:{}", source, parsed.error().source().begin.line), "settings.unreadable",
                           std::string(parsed.error().description())));
    return;
  }
  for (const auto& [section, table] : parsed.table()) {
    const std::string place = fmt::format("{}:{}", source, table.source().begin.line);
    if (!table.is_table()) {
      faults.push_back(fault(place, "settings.outside_section", std::string(section.str())));
      continue;
    }
    for (const auto& [name, node] : *table.as_table()) {
      const std::string key = fmt::format("{}.{}", section.str(), name.str());
      const std::string line = fmt::format("{}:{}", source, node.source().begin.line);
      const auto value = value_of(node);
      if (declared && !declared->contains(key)) {
        faults.push_back(fault(line, "settings.unknown_key", key));
      } else if (!value || (declared && declared->find(key)->second.index() != value->index())) {
        faults.push_back(fault(line, "settings.wrong_type", key));
      } else {
        into[key] = *value;
      }
    }
  }
}

std::optional<Settings::Value> parse_as(const Settings::Value& model, const std::string& text) {
  if (std::holds_alternative<std::int64_t>(model)) {
    if (const auto v = parse_integer(text)) return Settings::Value(*v);
  } else if (std::holds_alternative<double>(model)) {
    if (const auto v = parse_decimal(text)) return Settings::Value(*v);
  } else if (std::holds_alternative<bool>(model)) {
    if (text == "true" || text == "false") return Settings::Value(text == "true");
  } else {
    return Settings::Value(text);
  }
  return std::nullopt;
}

void apply(const Settings::Override& change, Values& values, std::vector<FieldError>& faults) {
  const auto declared = values.find(change.key);
  if (declared == values.end()) {
    faults.push_back(fault(change.place, "settings.unknown_key", change.key));
  } else if (auto value = parse_as(declared->second, change.value)) {
    declared->second = std::move(*value);
  } else {
    faults.push_back(fault(change.place, "settings.wrong_type", change.key));
  }
}

std::string environment_name(std::string_view key) {
  std::string name = "CITYAUDIT_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

Values declared_values(std::vector<FieldError>& faults) {
  Values values;
  read_toml(embedded::find("settings/default.toml").value_or(""), "default.toml", values, nullptr, faults);
  return values;
}

std::optional<std::string> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return std::nullopt;
  std::string out;
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) out.append(buffer, got);
  std::fclose(file);
  return out;
}

/// "CITYAUDIT_HTTP_" for each section. Variables of other names belong to scripts and secrets.
std::set<std::string> section_prefixes(const Values& declared) {
  std::set<std::string> prefixes;
  for (const auto& entry : declared) prefixes.insert(environment_name(entry.first.substr(0, entry.first.find('.') + 1)));
  return prefixes;
}

}  // namespace

Settings Settings::defaults() {
  std::vector<FieldError> faults;
  Settings settings;
  settings.values_ = declared_values(faults);
  if (!faults.empty()) throw ErrorException(Error(ErrorKind::internal, "settings.unreadable", faults.front().field));
  return settings;
}

Result<Settings> Settings::load(const std::string& file, const std::vector<Override>& flags) {
  std::vector<FieldError> faults;
  Settings settings;
  settings.values_ = declared_values(faults);
  if (!file.empty()) {
    if (const auto text = read_file(file)) {
      const Values declared = settings.values_;
      read_toml(*text, file, settings.values_, &declared, faults);
    } else {
      faults.push_back(fault(file, "settings.file_missing", file));
    }
  }
  const std::set<std::string> prefixes = section_prefixes(settings.values_);
  std::map<std::string, std::string> keys_by_name;
  for (const auto& entry : settings.values_) keys_by_name[environment_name(entry.first)] = entry.first;
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text(*variable);
    const std::string name(text.substr(0, text.find('=')));
    if (std::none_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) { return name.starts_with(prefix); })) continue;
    const auto key = keys_by_name.find(name);
    if (key == keys_by_name.end()) {
      faults.push_back(fault(name, "settings.unknown_key", name));
    } else {
      apply({key->second, std::string(text.substr(name.size() + 1)), name}, settings.values_, faults);
    }
  }
  for (const Override& change : flags) apply(change, settings.values_, faults);
  if (!faults.empty()) {
    Error error(ErrorKind::invalid, "settings.invalid", fmt::format("{} settings cannot be used", faults.size()));
    error.fields = std::move(faults);
    return error;
  }
  return settings;
}

const Settings::Value& Settings::find(std::string_view key) const {
  const auto it = values_.find(key);
  if (it == values_.end()) {
    std::fprintf(stderr, "setting %.*s is not declared in config/default.toml\n", static_cast<int>(key.size()), key.data());
    std::abort();
  }
  return it->second;
}

std::int64_t Settings::integer(std::string_view key) const { return std::get<std::int64_t>(find(key)); }
double Settings::real(std::string_view key) const { return std::get<double>(find(key)); }
bool Settings::boolean(std::string_view key) const { return std::get<bool>(find(key)); }
const std::string& Settings::text(std::string_view key) const { return std::get<std::string>(find(key)); }
void Settings::set(std::string_view key, Value value) {
  find(key);
  values_.find(key)->second = std::move(value);
}

}  // namespace cityaudit
