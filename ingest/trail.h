#pragma once
// The event log of one audit as people read it: newest first, by whom and about what. Inside Database::read.

#include "ingest/events.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct TrailFilter {
  AuditId audit;
  std::string noun = {};                        // "photo": what the events' types start with; empty: all
  std::string actor = {};                       // exactly; empty: all
  std::optional<SubmissionId> submission = {};  // its own events only
  std::optional<std::int64_t> older_than = {};  // the last one of the page before
};

/// Along indexes, whatever is asked: the page costs the same in a log of thousands and of millions.
std::vector<Event> trail(store::Transaction& tx, const TrailFilter& filter, std::size_t count);

/// What the audit's log can be asked for.
struct TrailChoices {
  std::vector<std::string> nouns, actors;  // in alphabetical order
};
TrailChoices trail_choices(store::Transaction& tx, AuditId audit);

}  // namespace cityaudit::ingest
