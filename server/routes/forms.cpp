// The forms of an audit: the list, one of them, and the steps of their life.

#include "base/text.h"
#include "ingest/forms/xform_version.h"
#include "server/routes/form_json.h"
#include "server/routes/form_upload.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::size_t tests_listed_max = 50;

std::optional<std::string> optional_text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

json::array read_array(std::string_view text) {
  json::error_code fault;
  json::value value = json::parse(text, fault);
  return fault || !value.is_array() ? json::array() : std::move(value.get_array());
}

json::array tests_json(const std::vector<ingest::DraftTest>& tests, Server& server, const http::Request& request) {
  json::array out;
  for (const ingest::DraftTest& test : tests)
    out.push_back({{"instance_id", test.instance_id},
                   {"form_version", test.form_version},
                   {"received_at", to_iso8601(test.received_at)},
                   {"files", test.files},
                   {"problems", told_faults(read_array(test.problems), server.domain.messages, request)}});
  return out;
}

/// The version it says when that is still free in this audit, else the next one.
std::string proposed_version(const ingest::AuditForm& form) {
  const auto is_taken = [&](std::string_view version) {
    return std::any_of(form.releases.begin(), form.releases.end(), [&](const auto& release) { return release.version == version; });
  };
  const std::string& version = form.draft->version;
  return version.empty() || is_taken(version) ? ingest::next_version(version, is_taken) : version;
}

/// The draft with all that its page shows.
Result<json::object> draft_json(Server& server, const http::Request& request, const ingest::AuditForm& audit_form) {
  Domain& domain = server.domain;
  const ingest::FormDraft& draft = *audit_form.draft;
  const std::string token = domain.form_drafts.token(draft);
  CITYAUDIT_TRY(intake, domain.activities.find_by_token(token));
  CITYAUDIT_TRY(tests, domain.draft_tests.list(draft.form, tests_listed_max));
  const ingest::FormDefinition& form = intake->form->definition;
  json::array files;
  for (const ingest::FormFile& file : intake->form->files) files.push_back(to_json(file));
  json::array missing;
  for (const std::string& name : form.media_files) {
    const auto attached = [&](const ingest::FormFile& file) { return file.name == name; };
    const auto& there = intake->form->files;
    if (!intake->lists.contains(name) && std::none_of(there.begin(), there.end(), attached)) missing.emplace_back(name);
  }
  const PublicAddress address = address_for(server, request);
  return json::object{{"version", draft.version},
                      {"proposed_version", proposed_version(audit_form)},
                      {"title", draft.title},
                      {"revision", draft.revision},
                      {"updated_at", to_iso8601(draft.updated_at)},
                      {"source_name", text_or_null(draft.source_name)},
                      {"spreadsheet", draft.source.has_value()},
                      {"languages", languages_of(form)},
                      {"keeps", keeps_of(form)},
                      {"questions", static_cast<std::int64_t>(form.controls.size())},
                      {"warnings", told_faults(read_array(draft.warnings), domain.messages, request)},
                      {"files", std::move(files)},
                      {"files_missing", std::move(missing)},
                      {"page_url", address.page(token)},
                      {"openrosa_url", address.openrosa(token, intake->activity.audit_number)},
                      {"tests", tests_json(tests, server, request)}};
}

Result<http::Response> form_answer(Server& server, const http::Request& request, const ingest::Audit& audit, std::string_view form_id,
                                   unsigned status = 200) {
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, form_id));
  json::object out = summary_of(form, request);
  if (form.draft) {
    CITYAUDIT_TRY(draft, draft_json(server, request, form));
    out["draft"] = std::move(draft);
  }
  out["keeps"] = json::array();
  if (!form.releases.empty()) {
    CITYAUDIT_TRY(newest, server.domain.forms.load(form.releases.front().id));
    out["keeps"] = keeps_of(newest->definition);
  }
  return http::json_response(status, json::serialize(out));
}

}  // namespace

Result<http::Response> list_forms(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(forms, server.domain.form_releases.list(audit.id));
  CITYAUDIT_TRY(waves, server.domain.waves.of_audit(audit.id));
  json::array out, wave_list;
  for (const ingest::AuditForm& form : forms) out.push_back(summary_of(form, request));
  for (const ingest::Wave& wave : waves)
    wave_list.push_back({{"number", wave.number},
                         {"starts_on", text_or_null(wave.starts_on)},
                         {"ends_on", text_or_null(wave.ends_on)},
                         {"freeze_forms", wave.freeze_forms}});
  return json_answer(json::object{{"forms", std::move(out)}, {"waves", std::move(wave_list)}});
}

Result<http::Response> get_form(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  return form_answer(server, request, audit, request.parameter("form"));
}

Result<http::Response> upload_form(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  FormUpload upload;
  upload.bytes = request.body;
  upload.file_name = request.query_value("name");
  upload.expected_form_id = request.query_value("form");
  if (const std::string_view revision = request.query_value("revision"); !revision.empty())
    upload.expected_revision = parse_integer(revision);
  upload.actor = caller.actor();
  CITYAUDIT_TRY(outcome, take_form(server, audit, upload));
  if (!outcome.draft) return refused_form(outcome.faults, outcome.warnings, server.domain.messages, request);
  return form_answer(server, request, audit, outcome.draft->form_id, 201);
}

Result<http::Response> start_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_CHECK(server.domain.form_drafts.start(audit, request.parameter("form"), caller.actor()));
  return form_answer(server, request, audit, request.parameter("form"));
}

Result<http::Response> erase_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_CHECK(server.domain.form_drafts.erase(audit.id, request.parameter("form"), caller.actor()));
  return no_content();
}

Result<http::Response> publish_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  const ingest::Publication publication{std::string(request.parameter("form")), optional_text(body, "version").value_or(""),
                                        caller.actor()};
  CITYAUDIT_TRY(published, server.domain.form_releases.publish(audit.id, publication));
  json::array activities;
  for (const std::string& code : published.activities) activities.emplace_back(code);
  return json_answer(json::object{{"form_id", publication.form_id}, {"version", published.version}, {"activities", std::move(activities)}});
}

Result<http::Response> set_version_state(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"state"}));
  CITYAUDIT_CHECK(
      server.domain.form_releases.set_state(audit.id, request.parameter("form"), request.parameter("version"), texts[0], caller.actor()));
  return form_answer(server, request, audit, request.parameter("form"));
}

Result<http::Response> erase_draft_tests(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(draft, server.domain.form_drafts.find(audit.id, request.parameter("form")));
  CITYAUDIT_CHECK(server.domain.draft_tests.erase_all(draft, caller.actor()));
  return no_content();
}

Result<http::Response> set_wave(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(body, read_object(request));
  const json::value* freeze = body.if_contains("freeze_forms");
  if (!freeze || !freeze->is_bool()) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"freeze_forms", "field.missing", {}});
    return fault;
  }
  const auto number = parse_integer(request.parameter("wave"));
  CITYAUDIT_CHECK(server.domain.waves.set_freeze(audit.id, number.value_or(0), freeze->get_bool(), caller.actor()));
  return no_content();
}

}  // namespace cityaudit::server::handlers
