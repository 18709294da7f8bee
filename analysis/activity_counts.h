#pragma once
// What has come in, per activity: newest revisions that were not withdrawn. Thread-safe; calls block.

#include "ingest/keys.h"
#include "store/database.h"

#include <map>

namespace cityaudit::analysis {

struct ActivityCounts {
  std::int64_t submissions = 0;
  std::int64_t approved = 0;
  std::int64_t awaiting = 0;  // nobody has decided yet, flagged ones and ones with problems included
  std::int64_t problems = 0;  // submissions with at least one
  std::int64_t photos = 0;    // files that are here
  std::int64_t photos_missing = 0;
  std::int64_t people = 0;  // distinct participations; a submission of nobody known is one of its own
};

/// Activities nothing came in for are left out.
std::map<ingest::ActivityId, ActivityCounts> activity_counts(store::Transaction& tx, ingest::AuditId audit);

}  // namespace cityaudit::analysis
