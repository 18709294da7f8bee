#pragma once
// What a submission is found by in lists: facets (its areas, stops, themes, its participant's code, the choices that were made) and its
// words. Kept by a reader of the log (analysis/search_reader.h), and only ever joined with the submissions that may be shown.
// Thread-safe; inside the caller's transaction.

#include "ingest/keys.h"
#include "store/database.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// A number for something that submissions have in common; 0 is none. 63 bits of a digest: two things do not meet by chance.
using Facet = std::int64_t;

Facet facet_of_area(AreaId area);
Facet facet_of_stop(StopId stop);
Facet facet_of_theme(std::string_view code);
Facet facet_of_participant(std::string_view code);
/// A question by its path without places in repeats: "/data/photos/caption".
Facet facet_of_question(std::string_view path);
Facet facet_of_choice(std::string_view path, std::string_view value);

struct FoundWords {
  Facet question = 0;
  std::string words;  // in search form
};

struct FoundBy {
  std::set<Facet> facets;
  std::vector<FoundWords> texts;
};

/// In the place of what was known before.
void put_found_by(store::Transaction& tx, SubmissionId submission, const FoundBy& found_by);
/// Its words are not found until the reader has come by again.
void forget_words(store::Transaction& tx, SubmissionId submission);
/// Nothing of the submission is left in the tables of the search. Erasure calls it too.
void forget_found_by(store::Transaction& tx, SubmissionId submission);

}  // namespace cityaudit::ingest
