#pragma once
// What of a review goes on with a new revision: who takes care of it, that it was appealed, that it is urgent, corrections of what is
// still wrong, and covers over words that still stand there. Inside Database::write.

#include "ingest/keys.h"
#include "store/database.h"

namespace cityaudit::ingest {

void carry_review(store::Transaction& tx, SubmissionId from, SubmissionId to);

}  // namespace cityaudit::ingest
