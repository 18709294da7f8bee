#pragma once
// Which submissions count. Pure; thread-safe.
//
//   approved  a person approved it
//   awaiting  received, nothing wrong with it, and nobody has decided yet
//   none      counted nowhere: flagged or with problems and not (yet) approved, returned, rejected, withdrawn, replaced by a
//             newer revision, entered twice, kept apart as an urgent matter, and whatever its author did not want analysed

#include <cstdint>
#include <string_view>

namespace cityaudit::analysis {

enum class ReviewClass : std::int64_t { none = 0, approved = 1, awaiting = 2 };

/// Which classes a page looks at.
enum class Counted { approved, approved_and_awaiting };

/// `flags` as in ingest/submissions.h.
ReviewClass review_class(std::string_view state, std::int64_t flags, std::int64_t problem_count, bool replaced);

}  // namespace cityaudit::analysis
