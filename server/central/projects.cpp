// Audits as Central's projects.

#include "server/central/form_json.h"
#include "server/central/handlers.h"
#include "server/routes/handler.h"

namespace cityaudit::server::central {
namespace {

namespace json = boost::json;

Result<json::object> project_object(Server& server, const http::Request& request, const ingest::Audit& audit) {
  json::object out{{"id", audit.number},
                   {"name", ingest::text_in(audit.title, request.language)},
                   {"description", audit.city},
                   {"archived", false},
                   {"keyId", nullptr},
                   {"createdAt", to_iso8601(audit.created_at)},
                   {"updatedAt", to_iso8601(audit.updated_at)},
                   {"deletedAt", nullptr}};
  if (wants_extended(request)) {
    CITYAUDIT_TRY(forms, server.domain.form_releases.list(audit.id));
    out["forms"] = static_cast<std::int64_t>(forms.size());
    out["appUsers"] = 0;
    out["lastSubmission"] = nullptr;
  }
  return out;
}

}  // namespace

Result<http::Response> list_projects(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audits, handlers::audits_of(server, caller));
  json::array out;
  for (const ingest::Audit& audit : audits) {
    CITYAUDIT_TRY(project, project_object(server, request, audit));
    out.push_back(std::move(project));
  }
  return handlers::json_answer(out);
}

Result<http::Response> get_project(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(project, project_object(server, request, audit));
  return handlers::json_answer(project);
}

}  // namespace cityaudit::server::central
