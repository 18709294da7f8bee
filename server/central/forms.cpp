// Published forms for Central's clients.

#include "base/text.h"
#include "server/central/form_json.h"
#include "server/central/handlers.h"
#include "server/routes/handler.h"

namespace cityaudit::server::central {
namespace {

namespace json = boost::json;

/// "walk.xml" -> {"walk", "xml"} where no form is called "walk.xml".
struct Asked {
  ingest::AuditForm form;
  std::string ending;
};

Result<Asked> asked_form(Server& server, const http::Request& request, const ingest::Audit& audit) {
  const std::string_view id = request.parameter("form");
  if (auto form = server.domain.form_releases.find(audit.id, id)) return Asked{std::move(*form), {}};
  for (const std::string_view ending : {".xml", ".xlsx"})
    if (id.ends_with(ending)) {
      CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, id.substr(0, id.size() - ending.size())));
      return Asked{std::move(form), std::string(ending)};
    }
  return Error(ErrorKind::not_found, "form.not_in_audit");
}

Result<http::Response> release_answer(Server& server, const http::Request& request, const ingest::FormRelease& release,
                                      std::string_view ending) {
  if (ending == ".xml") {
    CITYAUDIT_TRY(xml, server.domain.forms.xml(release.id));
    return xml_answer(request, std::move(xml), release.md5);
  }
  if (!release.source) return Error(ErrorKind::not_found, "form.source_none");
  return blob_answer(server, request, *release.source, xlsx_type);
}

/// The newest published version; not_found ("form.version_unknown") for a form that has a draft only.
Result<ingest::FormRelease> newest_of(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, request.parameter("form")));
  if (form.releases.empty()) return Error(ErrorKind::not_found, "form.version_unknown");
  return std::move(form.releases.front());
}

}  // namespace

Result<http::Response> list_forms(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(forms, server.domain.form_releases.list(audit.id));
  json::array out;
  for (const ingest::AuditForm& form : forms)
    if (form.draft || !form.releases.empty()) out.push_back(form_object(audit, form, wants_extended(request)));
  return handlers::json_answer(out);
}

Result<http::Response> create_form(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(draft, take_body(server, request, audit, caller, {}, true));
  if (equals_ignoring_case(request.query_value("publish"), "true"))
    CITYAUDIT_CHECK(server.domain.form_releases.publish(audit.id, {draft.form_id, {}, caller.actor()}));
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, draft.form_id));
  return handlers::json_answer(form_object(audit, form, wants_extended(request)));
}

Result<http::Response> get_form(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(asked, asked_form(server, request, audit));
  if (asked.ending.empty()) return handlers::json_answer(form_object(audit, asked.form, wants_extended(request)));
  if (asked.form.releases.empty()) return Error(ErrorKind::not_found, "form.version_unknown");
  return release_answer(server, request, asked.form.releases.front(), asked.ending);
}

Result<http::Response> list_versions(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, request.parameter("form")));
  json::array out;
  for (const ingest::FormRelease& release : form.releases) out.push_back(version_object(audit, form, release));
  return handlers::json_answer(out);
}

Result<http::Response> get_version(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(form, server.domain.form_releases.find(audit.id, request.parameter("form")));
  const std::string_view wanted = request.parameter("version");
  for (const ingest::FormRelease& release : form.releases)
    if (release.version == wanted) return handlers::json_answer(version_object(audit, form, release));
  for (const std::string_view ending : {".xml", ".xlsx"})
    for (const ingest::FormRelease& release : form.releases)
      if (wanted == release.version + std::string(ending)) return release_answer(server, request, release, ending);
  return Error(ErrorKind::not_found, "form.version_unknown");
}

Result<http::Response> list_attachments(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(release, newest_of(server, request));
  CITYAUDIT_TRY(form, server.domain.forms.load(release.id));
  return handlers::json_answer(attachments(form->definition, form->files, release.published_at));
}

Result<http::Response> get_attachment(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(release, newest_of(server, request));
  CITYAUDIT_TRY(form, server.domain.forms.load(release.id));
  for (const ingest::FormFile& file : form->files)
    if (file.name == request.parameter("name")) return blob_answer(server, request, file.sha256, file.media_type);
  return Error(ErrorKind::not_found, "form.file_unknown");
}

}  // namespace cityaudit::server::central
