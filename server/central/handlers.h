#pragma once
// ODK Central's REST interface for forms: projects are audits, web users are staff, a bearer token is a session. What works and
// what does not is in docs/interop.md. On pool threads.

#include "server/central/reply.h"
#include "server/routes/route_table.h"
#include "server/server.h"

namespace cityaudit::server::central {

using Fallible = Result<http::Response> (*)(Server&, http::Request&, const Caller&);

/// A row's handler of one that may fail.
template <Fallible function>
http::Response handler(Server& server, http::Request& request, const Caller& caller) {
  Result<http::Response> answer = function(server, request, caller);
  if (!answer) return error_response(answer.error(), server.domain.messages, request);
  return std::move(*answer);
}

#define CITYAUDIT_CENTRAL(name) Result<http::Response> name(Server& server, http::Request& request, const Caller& caller)

// sessions.cpp
CITYAUDIT_CENTRAL(begin_session);
CITYAUDIT_CENTRAL(end_session);
CITYAUDIT_CENTRAL(current_user);

// projects.cpp
CITYAUDIT_CENTRAL(list_projects);
CITYAUDIT_CENTRAL(get_project);

// forms.cpp
CITYAUDIT_CENTRAL(list_forms);
CITYAUDIT_CENTRAL(create_form);
CITYAUDIT_CENTRAL(get_form);
CITYAUDIT_CENTRAL(list_versions);
CITYAUDIT_CENTRAL(get_version);
CITYAUDIT_CENTRAL(list_attachments);
CITYAUDIT_CENTRAL(get_attachment);

// drafts.cpp
CITYAUDIT_CENTRAL(get_draft);
CITYAUDIT_CENTRAL(get_draft_xml);
CITYAUDIT_CENTRAL(get_draft_source);
CITYAUDIT_CENTRAL(create_draft);
CITYAUDIT_CENTRAL(erase_draft);
CITYAUDIT_CENTRAL(publish_draft);
CITYAUDIT_CENTRAL(list_draft_attachments);
CITYAUDIT_CENTRAL(put_draft_attachment);
CITYAUDIT_CENTRAL(erase_draft_attachment);

#undef CITYAUDIT_CENTRAL

}  // namespace cityaudit::server::central
