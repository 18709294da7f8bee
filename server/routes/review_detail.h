#pragma once
// What the review knows of a submission, as /api gives it (docs/api.yaml: SubmissionReview). read_review() inside Database::read.

#include "ingest/answer_difference.h"
#include "ingest/corrections.h"
#include "ingest/review_comments.h"
#include "server/routes/handler.h"

#include <map>

namespace cityaudit::server::handlers {

/// The caller as one who decides in the audit of the request.
ingest::Reviewer reviewer_of(const Caller& caller);

struct KnownAccount {
  std::string uuid, name;
};

struct OtherSubmission {
  Uuid uuid;
  std::string participant;
  UtcMillis received_at;
};

/// One revision with what its form and its answers need to be read.
struct ReadRevision {
  ingest::ListedSubmission item;
  std::vector<ingest::Photo> photos;
  std::vector<ingest::Event> events;
  std::vector<ingest::ReviewStep> steps;
};

struct ReviewDetail {
  ingest::ReviewView view;
  ingest::ReviewActor actor;
  std::vector<ReadRevision> revisions;  // oldest first, the one that is looked at last
  std::vector<ingest::ReviewComment> comments;
  std::vector<ingest::Correction> corrections;
  std::optional<OtherSubmission> duplicate_of;
  std::optional<KnownAccount> contact;  // for urgent matters
  std::map<std::int64_t, KnownAccount> accounts;
};

/// `submission` is a live one.
ReviewDetail read_review(store::Transaction& tx, const ingest::ListedSubmission& submission, const Caller& caller);

/// Adds "review", "comments", "corrections", "revisions" and "history".
Result<> add_review(boost::json::object& to, Server& server, const ReviewDetail& detail, const ingest::Activity& activity,
                    const ingest::AuditPlaces& places, const Caller& caller);

}  // namespace cityaudit::server::handlers
