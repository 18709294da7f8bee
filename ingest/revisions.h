#pragma once
// The revisions of a submission: what was sent first, and what its sender made of it later. Inside a transaction of the database.

#include "base/ids.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <vector>

namespace cityaudit::ingest {

inline constexpr std::size_t revisions_max = 100;  // more are not told of

/// Oldest first, the given one last, and none newer.
std::vector<SubmissionId> revisions_until(store::Transaction& tx, SubmissionId submission);
/// The newest revision of it; itself when there is none newer. Nothing for an unknown id.
std::optional<Uuid> newest_revision(store::Transaction& tx, const Uuid& submission);

}  // namespace cityaudit::ingest
