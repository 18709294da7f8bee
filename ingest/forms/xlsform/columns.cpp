#include "ingest/forms/xlsform/columns.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace cityaudit::ingest {
namespace {

struct Alias {
  std::string_view word;
  std::string_view name;
  std::string_view part;
};

constexpr Alias survey_columns[] = {
    {"type", "type", ""},
    {"command", "type", ""},
    {"name", "name", ""},
    {"tag", "name", ""},
    {"value", "name", ""},
    {"label", "label", ""},
    {"caption", "label", ""},
    {"hint", "hint", ""},
    {"guidance_hint", "guidance_hint", ""},
    {"constraint_message", "constraint_message", ""},
    {"constraining_message", "constraint_message", ""},
    {"required_message", "required_message", ""},
    {"requiredmsg", "required_message", ""},
    {"no_app_error_string", "no_app_error_string", ""},
    {"noapperrorstring", "no_app_error_string", ""},
    {"image", "image", ""},
    {"big-image", "big-image", ""},
    {"audio", "audio", ""},
    {"video", "video", ""},
    {"relevant", "bind", "relevant"},
    {"relevance", "bind", "relevant"},
    {"required", "bind", "required"},
    {"constraint", "bind", "constraint"},
    {"calculation", "bind", "calculate"},
    {"calculate", "bind", "calculate"},
    {"read_only", "bind", "readonly"},
    {"readonly", "bind", "readonly"},
    {"appearance", "body", "appearance"},
    {"autoplay", "body", "autoplay"},
    {"rows", "body", "rows"},
    {"intent", "body", "intent"},
    {"repeat_count", "repeat_count", ""},
    {"count", "repeat_count", ""},
    {"jr:count", "repeat_count", ""},
    {"choice_filter", "choice_filter", ""},
    {"default", "default", ""},
    {"parameters", "parameters", ""},
    {"trigger", "trigger", ""},
    {"save_to", "save_to", ""},
    {"disabled", "disabled", ""},
};
constexpr Alias choices_columns[] = {
    {"list_name", "list_name", ""}, {"name", "name", ""},     {"value", "name", ""},
    {"label", "label", ""},         {"caption", "label", ""}, {"image", "image", ""},
    {"big-image", "big-image", ""}, {"audio", "audio", ""},   {"video", "video", ""},
};
constexpr Alias settings_columns[] = {
    {"form_title", "form_title", ""},
    {"title", "form_title", ""},
    {"set_form_title", "form_title", ""},
    {"form_id", "form_id", ""},
    {"id_string", "form_id", ""},
    {"set_form_id", "form_id", ""},
    {"version", "version", ""},
    {"name", "name", ""},
    {"default_language", "default_language", ""},
    {"style", "style", ""},
    {"instance_name", "instance_name", ""},
    {"instance_xmlns", "instance_xmlns", ""},
    {"namespaces", "namespaces", ""},
    {"public_key", "public_key", ""},
    {"submission_url", "submission_url", ""},
    {"auto_send", "auto_send", ""},
    {"auto_delete", "auto_delete", ""},
    {"client_editable", "client_editable", ""},
    {"allow_choice_duplicates", "allow_choice_duplicates", ""},
    {"omit_instanceid", "omit_instanceid", ""},
    {"instance_id", "instance_id", ""},
    {"clean_text_values", "clean_text_values", ""},
    {"add_none_option", "add_none_option", ""},
    {"prefix", "prefix", ""},
    {"delimiter", "delimiter", ""},
    {"flat", "flat", ""},
};

struct Aliases {
  const Alias* begin;
  const Alias* end;
};

Aliases aliases_of(SheetKind kind) {
  switch (kind) {
    case SheetKind::survey: return {std::begin(survey_columns), std::end(survey_columns)};
    case SheetKind::choices: return {std::begin(choices_columns), std::end(choices_columns)};
    case SheetKind::settings: return {std::begin(settings_columns), std::end(settings_columns)};
    case SheetKind::entities: break;
  }
  return {nullptr, nullptr};
}

std::string snake_case(std::string_view text) {
  std::string out;
  for (const std::string_view word : words(text)) {
    if (!out.empty()) out += '_';
    out += to_lower_ascii(word);
  }
  return out;
}

/// "a::b::c"; in old sheets "a:b", where "jr:count" stays one part.
std::vector<std::string> parts_of(std::string_view header, bool double_colons) {
  std::vector<std::string> out;
  const std::string_view separator = double_colons ? "::" : ":";
  while (true) {
    const std::size_t at = header.find(separator);
    out.emplace_back(trim(header.substr(0, at)));
    if (at == std::string_view::npos) break;
    header.remove_prefix(at + separator.size());
  }
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] != "jr" || double_colons) continue;
    out[i] += ":" + out[i + 1];
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  return out;
}

}  // namespace

bool is_media_column(std::string_view name) { return name == "image" || name == "big-image" || name == "audio" || name == "video"; }

bool is_text_column(std::string_view name) {
  return name == "label" || name == "hint" || name == "guidance_hint" || name == "constraint_message" || name == "required_message" ||
         name == "no_app_error_string" || is_media_column(name);
}

ColumnMeaning column_meaning(std::string_view header, SheetKind kind, bool double_colons) {
  std::vector<std::string> parts = parts_of(header, double_colons);
  if (parts.size() > 1 && snake_case(parts.front()) == "media") parts.erase(parts.begin());
  const std::string word = snake_case(parts.front());
  const std::string rest = parts.size() > 1 ? parts[1] : std::string();
  ColumnMeaning meaning;
  const bool takes_part = (kind == SheetKind::survey && (word == "bind" || word == "body" || word == "control" || word == "instance")) ||
                          (kind == SheetKind::settings && word == "attribute");
  if (takes_part && !rest.empty()) {
    // bind::relevant is the column relevant, bind::jr:constraintMsg is constraint_message.
    if (word == "bind" && (rest == "jr:constraintMsg" || rest == "jr:requiredMsg" || rest == "jr:noAppErrorString")) {
      meaning.name = rest == "jr:constraintMsg" ? "constraint_message"
                     : rest == "jr:requiredMsg" ? "required_message"
                                                : "no_app_error_string";
      meaning.language = parts.size() > 2 ? parts[2] : std::string();
    } else {
      meaning.name = word == "control" ? "body" : word;
      meaning.part = rest;
    }
    meaning.known = true;
    return meaning;
  }
  const Aliases aliases = aliases_of(kind);
  const Alias* found = std::find_if(aliases.begin, aliases.end, [&](const Alias& alias) { return alias.word == word; });
  if (found == aliases.end || (parts.size() > 1 && !is_text_column(found->name))) {
    // A column of a choice list keeps its name to the letter: choice_filter asks for it.
    meaning.name = parts.size() > 1 ? std::string(header) : parts.front();
    return meaning;
  }
  meaning.name = found->name;
  meaning.part = found->part;
  meaning.language = rest;
  meaning.known = true;
  return meaning;
}

std::vector<const char*> mandatory_columns(SheetKind kind) {
  switch (kind) {
    case SheetKind::survey: return {"type", "name"};
    case SheetKind::choices: return {"list_name", "name"};
    case SheetKind::settings:
    case SheetKind::entities: break;
  }
  return {};
}

std::string nearest_column(std::string_view name, SheetKind kind) {
  std::vector<std::string> known;
  const Aliases aliases = aliases_of(kind);
  for (const Alias* alias = aliases.begin; alias != aliases.end; ++alias) known.emplace_back(alias->word);
  return nearest(snake_case(name), known);
}

}  // namespace cityaudit::ingest
