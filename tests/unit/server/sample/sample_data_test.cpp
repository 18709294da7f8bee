#include "server/sample/sample_data.h"

#include "analysis/places.h"

#include <gtest/gtest.h>

namespace cityaudit::server::sample {

TEST(SampleData, AreasLieWithinTheirOutlines) {
  const auto data = read_sample("praha-2018");
  ASSERT_TRUE(data);
  int outlines = 0;
  for (const SampleArea& each : data->areas) {
    if (each.area.outline.empty()) continue;
    ++outlines;
    EXPECT_TRUE(analysis::Outline(each.area.outline).holds({*each.area.latitude, *each.area.longitude})) << each.area.code;
  }
  EXPECT_GE(outlines, 3);
}

}  // namespace cityaudit::server::sample
