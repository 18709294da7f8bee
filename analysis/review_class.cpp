#include "analysis/review_class.h"

#include "ingest/submissions.h"

namespace cityaudit::analysis {

ReviewClass review_class(std::string_view state, std::int64_t flags, std::int64_t problem_count, bool replaced) {
  constexpr std::int64_t never_counted = ingest::flag_no_analysis_consent | ingest::flag_double_entry | ingest::flag_urgent;
  if (replaced || (flags & never_counted) != 0) return ReviewClass::none;
  if (state == "approved") return ReviewClass::approved;
  const bool undecided = state == "received" || state == "in_review";
  return undecided && flags == 0 && problem_count == 0 ? ReviewClass::awaiting : ReviewClass::none;
}

}  // namespace cityaudit::analysis
