#pragma once
// Lists that the server makes per activity and phones download beside the form, so that moving a stop needs no new form
// version: walks.csv, stops.csv, areas.csv, and sessions.csv, indicators.csv, projects.csv from ingest/list_entries.h. Deterministic bytes:
// the manifest's hash is made of them.

#include "ingest/activities.h"

namespace cityaudit::ingest {

/// The live lists among `wanted` (names that the form asks for); names that are no live list are left out.
std::map<std::string, std::string, std::less<>> live_lists(store::Transaction& tx, const Activity& activity,
                                                           const std::vector<std::string>& wanted);

}  // namespace cityaudit::ingest
