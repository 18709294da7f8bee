#include "analysis/covered_words.h"

#include "ingest/found_by.h"

namespace cityaudit::analysis {

void hide_covered_words(store::Transaction& tx, const ingest::Event& event) {
  if (event.type != "submission.redacted") return;
  // Until then it says nothing at all: which of its words are covered takes its form to tell.
  tx.execute(
      "UPDATE observation SET words = CASE WHEN words IS NULL THEN NULL ELSE '▇▇▇' END, value = CASE WHEN role = 'comment' THEN '▇▇▇' "
      "ELSE value END WHERE submission_id = $1",
      event.subject_id);
  ingest::forget_words(tx, {event.subject_id});
}

}  // namespace cityaudit::analysis
