#include "server/routes/form_json.h"

#include "base/text.h"
#include "server/routes/handler.h"

namespace cityaudit::server {

namespace json = boost::json;
using handlers::text_or_null;

json::array faults_to_json(const std::vector<ingest::FormFault>& faults) {
  json::array out;
  for (const ingest::FormFault& fault : faults) {
    json::object arguments;
    for (const MessageArgument& argument : fault.arguments) arguments[argument.name] = argument.value;
    out.push_back({{"sheet", text_or_null(fault.sheet)},
                   {"row", fault.row > 0 ? json::value(fault.row) : json::value(nullptr)},
                   {"column", text_or_null(fault.column)},
                   {"path", text_or_null(fault.path)},
                   {"code", fault.code},
                   {"arguments", std::move(arguments)}});
  }
  return out;
}

json::array told_faults(const json::array& stored, const Messages& messages, const http::Request& request) {
  json::array out;
  for (const json::value& one : stored) {
    if (!one.is_object()) continue;
    json::object told = one.as_object();
    std::vector<MessageArgument> arguments;
    if (const json::value* given = told.if_contains("arguments"); given && given->is_object())
      for (const auto& [name, value] : given->get_object())
        if (value.is_string()) arguments.push_back({std::string(name), std::string(value.get_string())});
    const json::value* code = told.if_contains("code");
    told["detail"] =
        messages.format(request.language, code && code->is_string() ? std::string(code->get_string()) : std::string(), arguments);
    told.erase("arguments");
    out.push_back(std::move(told));
  }
  return out;
}

http::Response refused_form(const std::vector<ingest::FormFault>& faults, const std::vector<ingest::FormFault>& warnings,
                            const Messages& messages, const http::Request& request) {
  const char* code = faults.empty() ? "form.warnings" : "form.faulty";
  const std::string count = std::to_string(faults.empty() ? warnings.size() : faults.size());
  json::object problem{{"type", "about:blank"},
                       {"title", messages.format(request.language, "error.invalid", {})},
                       {"status", 400},
                       {"detail", messages.format(request.language, code, {{"count", count}})},
                       {"code", code},
                       {"request_id", request.request_id},
                       {"faults", told_faults(faults_to_json(faults), messages, request)},
                       {"warnings", told_faults(faults_to_json(warnings), messages, request)}};
  return http::text_response(400, "application/problem+json", json::serialize(problem));
}

json::object to_json(const ingest::FormRelease& release) {
  return {{"version", release.version},
          {"title", release.title},
          {"state", release.state},
          {"published_at", to_iso8601(release.published_at)},
          {"md5", release.md5},
          {"spreadsheet", release.source.has_value()},
          {"source_name", text_or_null(release.source_name)},
          {"submissions", release.submissions}};
}

json::object summary_of(const ingest::AuditForm& form, const http::Request& request) {
  json::array releases, activities;
  for (const ingest::FormRelease& release : form.releases) releases.push_back(to_json(release));
  for (const ingest::FormUse& use : form.uses) {
    json::value version = nullptr;
    for (const ingest::FormRelease& release : form.releases)
      if (release.id == use.version) version = json::string(release.version);
    activities.push_back(
        {{"code", use.activity_code}, {"title", ingest::text_in(use.activity_title, request.language)}, {"version", version}});
  }
  json::value draft = nullptr;
  std::string title = form.releases.empty() ? form.form_id : form.releases.front().title;
  if (form.draft) {
    title = form.draft->title;
    draft = json::object{{"version", form.draft->version},
                         {"title", form.draft->title},
                         {"revision", form.draft->revision},
                         {"updated_at", to_iso8601(form.draft->updated_at)},
                         {"source_name", text_or_null(form.draft->source_name)},
                         {"spreadsheet", form.draft->source.has_value()}};
  }
  return {{"form_id", form.form_id},
          {"title", title},
          {"created_at", to_iso8601(form.created_at)},
          {"draft", draft},
          {"versions", std::move(releases)},
          {"activities", std::move(activities)}};
}

json::object to_json(const ingest::FormFile& file) {
  return {{"name", file.name}, {"bytes", file.bytes}, {"md5", file.md5}, {"media_type", file.media_type}};
}

json::object to_json(const ingest::LocalizedText& text) {
  json::object out;
  for (const auto& entry : text.entries) out[entry.language] = entry.text;
  return out;
}

json::array to_json(const std::vector<ingest::FormChange>& changes) {
  constexpr const char* kinds[] = {"added", "removed", "changed"};
  json::array out;
  for (const ingest::FormChange& change : changes) {
    json::array details;
    for (const ingest::FormChangeDetail& detail : change.details)
      details.push_back(
          {{"what", detail.what}, {"language", text_or_null(detail.language)}, {"before", detail.before}, {"after", detail.after}});
    out.push_back({{"kind", kinds[static_cast<int>(change.kind)]},
                   {"name", change.name},
                   {"path", change.path},
                   {"label", to_json(change.label)},
                   {"details", std::move(details)}});
  }
  return out;
}

namespace {

json::object question_json(const ingest::Control& control, const ingest::FormDefinition& form) {
  constexpr const char* kinds[] = {"input", "select_one", "select_multiple", "rank", "upload", "trigger", "range", "secret"};
  json::object out{{"control", kinds[static_cast<int>(control.kind)]},
                   {"hint", to_json(control.hint)},
                   {"appearance", control.appearance},
                   {"mediatype", control.mediatype},
                   {"choice_file", text_or_null(control.choice_file)}};
  if (const ingest::Bind* bind = form.find_bind(control.path)) {
    out["type"] = bind->type_word;
    out["required"] = !bind->required.empty() && bind->required != "false()";
    out["relevant"] = text_or_null(bind->relevant);
    out["constraint_message"] = to_json(bind->constraint_message);
    out["readonly"] = bind->readonly == "true()";
  }
  json::array choices;
  if (const ingest::ChoiceList* list = form.choices_of(control))
    for (const ingest::Choice& choice : list->choices) choices.push_back({{"value", choice.value}, {"label", to_json(choice.label)}});
  out["choices"] = std::move(choices);
  return out;
}

}  // namespace

json::array to_json(const std::vector<ingest::OutlineItem>& items, const ingest::FormDefinition& form) {
  constexpr const char* kinds[] = {"group", "repeat", "question"};
  json::array out;
  for (const ingest::OutlineItem& item : items) {
    json::object one = item.control == ingest::no_index ? json::object() : question_json(form.controls[item.control], form);
    one["kind"] = kinds[static_cast<int>(item.kind)];
    one["path"] = text_or_null(item.path);
    one["name"] = item.path.substr(item.path.rfind('/') + 1);
    one["label"] = to_json(item.label);
    if (item.kind != ingest::OutlineItem::Kind::question) one["items"] = to_json(item.items, form);
    out.push_back(std::move(one));
  }
  return out;
}

json::object to_json(const ingest::FormStrings& strings) {
  json::array languages, unchecked, rows;
  for (const std::string& language : strings.languages) languages.emplace_back(language);
  for (const std::string& language : strings.unchecked) unchecked.emplace_back(language);
  for (const ingest::FormString& string : strings.strings) {
    json::object texts;
    for (const auto& [language, words] : string.texts) texts[language] = words;
    rows.push_back({{"id", string.id}, {"texts", std::move(texts)}});
  }
  return {{"languages", std::move(languages)},
          {"unchecked", std::move(unchecked)},
          {"language_unnamed", strings.language_unnamed},
          {"strings", std::move(rows)}};
}

json::array languages_of(const ingest::FormDefinition& form) {
  json::array out;
  for (const ingest::FormLanguage& language : form.languages)
    out.push_back({{"code", language.code}, {"name", language.name}, {"checked", language.checked}});
  return out;
}

json::array origin_parts_json(ingest::OriginParts parts) {
  json::array out;
  const std::string text = to_words(parts);
  for (const std::string_view word : words(text)) out.emplace_back(word);
  return out;
}

json::array keeps_of(const ingest::FormDefinition& form) {
  json::array out;
  for (const ingest::Bind& bind : form.binds) {
    if (!bind.mapping.keep.any()) continue;
    const ingest::Control* control = form.find_control(bind.path);
    out.push_back({{"name", bind.path.substr(bind.path.rfind('/') + 1)},
                   {"label", control ? to_json(control->label) : json::object()},
                   {"parts", origin_parts_json(bind.mapping.keep)}});
  }
  return out;
}

}  // namespace cityaudit::server
