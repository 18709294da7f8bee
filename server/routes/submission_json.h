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

}  // namespace cityaudit::server::handlers
