#pragma once
// Words that somebody covers are gone from the evidence and from the search in the same transaction; the reader of the log brings the rest
// of what was said back afterwards. A reaction for ingest::Events.

#include "ingest/events.h"

namespace cityaudit::analysis {

void hide_covered_words(store::Transaction& tx, const ingest::Event& event);

}  // namespace cityaudit::analysis
