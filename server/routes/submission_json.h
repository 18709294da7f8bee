#pragma once
// Submissions and photos as /api gives them (docs/api.yaml: Submission, Photo). Pure; thread-safe.

#include "ingest/submission_view.h"
#include "server/routes/handler.h"

namespace cityaudit::server::handlers {

boost::json::object to_json(const ingest::ViewedPhoto& photo, const Messages& messages, const http::Request& request);

/// What lists show of a submission.
boost::json::object to_json(const ingest::ListedSubmission& submission, const ingest::Activity& activity, const ingest::CompiledForm& form,
                            const ingest::SubmissionView& view, const Messages& messages, const http::Request& request);

boost::json::object to_json(const ingest::ViewedAnswer& answer);

/// Null when it is not among them.
const ingest::Activity* find_activity(const std::vector<ingest::Activity>& activities, ingest::ActivityId id);
/// Where the analysis has placed it, when no walk tells.
void complete_area(ingest::SubmissionView& view, const std::optional<ingest::AreaId>& observed, const ingest::AuditPlaces& places);

}  // namespace cityaudit::server::handlers
