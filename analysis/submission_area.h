#pragma once
// Where a submission was made, as its observations were placed: the area of its walk, of its position, or of the name it
// gives. Inside Database::read.

#include "ingest/keys.h"
#include "store/database.h"

#include <optional>

namespace cityaudit::analysis {

/// Nothing while the submission has not been read yet, when no area is known, and when its photos come from several.
std::optional<ingest::AreaId> area_of_submission(store::Transaction& tx, ingest::SubmissionId submission);

}  // namespace cityaudit::analysis
