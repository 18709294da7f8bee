#pragma once
// The handlers of the route table, by file; the table makes their errors the answer that their surface wants. On pool
// threads unless their row says otherwise.

#include "server/routes/route_table.h"

namespace cityaudit::server::handlers {

#define CITYAUDIT_HANDLER(name) Result<http::Response> name(Server& server, http::Request& request, const Caller& caller)

// session.cpp
CITYAUDIT_HANDLER(get_session);
CITYAUDIT_HANDLER(sign_in);
CITYAUDIT_HANDLER(sign_in_by_link);
CITYAUDIT_HANDLER(sign_out);
CITYAUDIT_HANDLER(set_password);

// audits.cpp
CITYAUDIT_HANDLER(list_audits);
CITYAUDIT_HANDLER(get_audit);

// submissions.cpp
CITYAUDIT_HANDLER(list_submissions);
CITYAUDIT_HANDLER(get_submission);

// photos.cpp
CITYAUDIT_HANDLER(get_thumbnail);
CITYAUDIT_HANDLER(get_preview);

// matrix.cpp, findings.cpp
CITYAUDIT_HANDLER(get_matrix);
CITYAUDIT_HANDLER(get_cell);
CITYAUDIT_HANDLER(get_findings);

// events.cpp
CITYAUDIT_HANDLER(get_events);

// participant.cpp
CITYAUDIT_HANDLER(participant_page);
CITYAUDIT_HANDLER(participant_activity);
CITYAUDIT_HANDLER(participant_collect_code);

// pages.cpp
CITYAUDIT_HANDLER(staff_page);
CITYAUDIT_HANDLER(get_asset);
CITYAUDIT_HANDLER(get_robots);

// health.cpp, metrics.cpp
CITYAUDIT_HANDLER(healthz);
CITYAUDIT_HANDLER(readyz);
CITYAUDIT_HANDLER(get_metrics);

#undef CITYAUDIT_HANDLER

}  // namespace cityaudit::server::handlers
