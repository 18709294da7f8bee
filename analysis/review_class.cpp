#include "analysis/review_class.h"

#include "ingest/submissions.h"

namespace cityaudit::analysis {

ReviewClass review_class(std::string_view state, std::int64_t flags, std::int64_t problem_count, bool replaced) {
  if (replaced || (flags & ingest::flag_no_analysis_consent) != 0) return ReviewClass::none;
  if (state == "approved") return ReviewClass::approved;
  const bool undecided = state == "received" || state == "in_review";
  return undecided && flags == 0 && problem_count == 0 ? ReviewClass::awaiting : ReviewClass::none;
}

}  // namespace cityaudit::analysis
