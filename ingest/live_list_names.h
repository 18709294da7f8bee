#pragma once
// The names of the lists that the server itself makes for phones. Pure.

#include <algorithm>
#include <iterator>
#include <string_view>

namespace cityaudit::ingest {

/// A file of this name is made per activity (ingest/live_lists.h) and cannot be attached to a form.
inline bool is_live_list(std::string_view name) {
  constexpr std::string_view names[] = {"walks.csv", "stops.csv", "sessions.csv", "areas.csv", "indicators.csv", "projects.csv"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace cityaudit::ingest
