#include "analysis/review_class.h"

#include "ingest/submissions.h"

#include <gtest/gtest.h>

namespace cityaudit::analysis {

TEST(ReviewClass, CountsWhatWasApprovedAndWhatNothingIsWrongWith) {
  EXPECT_EQ(review_class("approved", 0, 0, false), ReviewClass::approved);
  EXPECT_EQ(review_class("approved", ingest::flag_late | ingest::flag_duplicate, 2, false), ReviewClass::approved) << "a person looked";
  EXPECT_EQ(review_class("received", 0, 0, false), ReviewClass::awaiting);
  EXPECT_EQ(review_class("in_review", 0, 0, false), ReviewClass::awaiting);
  EXPECT_EQ(review_class("received", ingest::flag_duplicate, 0, false), ReviewClass::none);
  EXPECT_EQ(review_class("received", 0, 1, false), ReviewClass::none);
  for (const char* state : {"returned", "rejected", "withdrawn", "erased"})
    EXPECT_EQ(review_class(state, 0, 0, false), ReviewClass::none) << state;
}

TEST(ReviewClass, NeverCountsDoubleEntriesUrgentMattersAndWhatNobodyMayAnalyse) {
  for (const std::int64_t flag : {ingest::flag_double_entry, ingest::flag_urgent, ingest::flag_no_analysis_consent})
    for (const char* state : {"approved", "received"}) EXPECT_EQ(review_class(state, flag, 0, false), ReviewClass::none) << flag;
  EXPECT_EQ(review_class("approved", 0, 0, true), ReviewClass::none) << "a newer revision counts";
}

}  // namespace cityaudit::analysis
