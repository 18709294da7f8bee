#pragma once
// What goes of a review when its submission is erased: every word, and where words stood. Inside Database::write.

#include "ingest/keys.h"
#include "store/database.h"

namespace cityaudit::ingest {

/// Of one revision. Steps stay with their times, states and accounts; reasons, comments, corrections, covers and the notes of who read
/// covered words go, and so do the digest of the answers and the stop.
void erase_review(store::Transaction& tx, SubmissionId submission);

}  // namespace cityaudit::ingest
