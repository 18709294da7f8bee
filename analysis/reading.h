#pragma once
// Reads a filled form into observations, by the mapping that its form carries. Pure; thread-safe.
//
// Answers of one repeat that describe the same thing (ca:of) belong together: a photo takes its first comment as its words,
// its polarity, its place and its theme. A photo whose file has not arrived is a comment until it does.

#include "analysis/places.h"
#include "analysis/review_class.h"
#include "ingest/form_versions.h"
#include "ingest/submissions.h"

#include <set>

namespace cityaudit::analysis {

/// A row of the table observation; the migration says what the columns mean.
struct Observation {
  std::int64_t seq = 0;  // 1.. within its submission
  std::int64_t area = 0;
  std::int64_t stop = 0;
  std::string item;        // path in the form
  std::string repeat_key;  // "photos[2]"
  std::string theme;       // may be empty
  ingest::Role role = ingest::Role::none;
  std::optional<int> score_thirds;  // 0..300; of scores only, absent where the answer is no point of the scale ("na")
  std::string polarity;             // up, down, mixed, neutral or empty
  std::string words;                // in the participant's own; may be empty
  std::string photo;                // attachment name or empty
  UtcMillis at;
  std::string value;  // as filled in
};

/// What a reading needs to know of the submission besides its answers.
struct SubmissionContext {
  ingest::WalkId usual_walk;                         // the activity's
  UtcMillis sent_at;                                 // when its time is not among the answers
  std::set<std::string, std::less<>> files_present;  // attachment names, of erased files too
};

/// At most `observations_max` of them, made of at most four times as many answers; further answers are left out.
std::vector<Observation> read_observations(const ingest::CompiledForm& form, const ingest::Answers& answers, const Places& places,
                                           const SubmissionContext& context, std::size_t observations_max);

}  // namespace cityaudit::analysis
