// Drafts for Central's clients.

#include "server/central/form_json.h"
#include "server/central/handlers.h"
#include "server/routes/handler.h"

namespace cityaudit::server::central {
namespace {

namespace json = boost::json;

Result<ingest::FormDraft> draft_of(Server& server, const http::Request& request, bool with_xml = false) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  return server.domain.form_drafts.find(audit.id, request.parameter("form"), with_xml);
}

}  // namespace

Result<http::Response> get_draft(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, request.parameter("form")));
  if (!form.draft) return Error(ErrorKind::not_found, "form.no_draft");
  return handlers::json_answer(draft_object(audit, form, server.domain.form_drafts.token(*form.draft)));
}

Result<http::Response> get_draft_xml(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(draft, draft_of(server, request, true));
  return xml_answer(request, std::move(draft.xml), draft.md5);
}

Result<http::Response> get_draft_source(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(draft, draft_of(server, request));
  if (!draft.source) return Error(ErrorKind::not_found, "form.source_none");
  return blob_answer(server, request, *draft.source, xlsx_type);
}

/// Without a body: the published version as a new draft, in place of the draft there is.
Result<http::Response> create_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const std::string_view form_id = request.parameter("form");
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, form_id));
  if (!request.body.empty()) {
    CITYAUDIT_CHECK(take_body(server, request, audit, caller, form_id, false));
    return success();
  }
  if (form.draft && !form.releases.empty()) CITYAUDIT_CHECK(server.domain.form_drafts.erase(audit.id, form_id, caller.actor()));
  CITYAUDIT_CHECK(server.domain.form_drafts.start(audit, form_id, caller.actor()));
  return success();
}

Result<http::Response> erase_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_CHECK(server.domain.form_drafts.erase(audit.id, request.parameter("form"), caller.actor()));
  return success();
}

Result<http::Response> publish_draft(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const ingest::Publication publication{std::string(request.parameter("form")), std::string(request.query_value("version")),
                                        caller.actor()};
  CITYAUDIT_CHECK(server.domain.form_releases.publish(audit.id, publication));
  return success();
}

Result<http::Response> list_draft_attachments(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(draft, draft_of(server, request));
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(server.domain.form_drafts.token(draft)));
  return handlers::json_answer(attachments(intake->form->definition, intake->form->files, draft.updated_at));
}

Result<http::Response> put_draft_attachment(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const std::string_view name = request.parameter("name");
  CITYAUDIT_TRY(file, store_form_file(server, name, request.body, media_type_of(request, name)));
  CITYAUDIT_CHECK(server.domain.form_drafts.put_file(audit.id, request.parameter("form"), file, caller.actor()));
  json::object out = attachment(file.name, file.media_type, &file, server.domain.clock.now());
  out["success"] = true;
  return handlers::json_answer(out);
}

Result<http::Response> erase_draft_attachment(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_CHECK(server.domain.form_drafts.erase_file(audit.id, request.parameter("form"), request.parameter("name"), caller.actor()));
  return success();
}

}  // namespace cityaudit::server::central
