#include "ingest/review_erasure.h"

#include <string_view>

namespace cityaudit::ingest {

void erase_review(store::Transaction& tx, SubmissionId submission) {
  for (const std::string_view sql :
       {"UPDATE review_step SET reason = '', reason_kind = '' WHERE submission_id = $1",
        "DELETE FROM review_comment WHERE submission_id = $1", "DELETE FROM correction WHERE submission_id = $1",
        "DELETE FROM word_cover WHERE submission_id = $1", "DELETE FROM word_unsealing WHERE submission_id = $1",
        "UPDATE submission SET review_reason = NULL, answers_sha256 = NULL, stop_code = NULL, overlaid = 0 WHERE id = $1"})
    tx.execute(sql, submission);
}

}  // namespace cityaudit::ingest
