#include "base/clock.h"

#include <gtest/gtest.h>

namespace cityaudit {

TEST(Clock, ReadsAndWritesTheSameInstant) {
  const auto t = parse_iso8601("2018-06-18T16:02:31.25+02:00");
  ASSERT_TRUE(t);
  EXPECT_EQ(to_iso8601(*t), "2018-06-18T14:02:31.250Z");
}

TEST(Clock, ReadsDatesAndZonesAsPhonesWriteThem) {
  EXPECT_EQ(parse_iso8601("1970-01-01")->value, 0);
  EXPECT_EQ(parse_iso8601("1970-01-01T01:00+01")->value, 0);
  EXPECT_EQ(parse_iso8601("1969-12-31T23:59:59.999Z")->value, -1);
}

TEST(Clock, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2018", "2018-02-30", "2018-06-18T25:00:00Z", "2018-06-18T10:00:00.Z", "2018-06-18T10:00:00+99:00",
                           "18-06-2018", "2018-06-18x"})
    EXPECT_FALSE(parse_iso8601(text)) << text;
}

TEST(Clock, WritesHttpDates) { EXPECT_EQ(to_http_date({784'111'777'000}), "Sun, 06 Nov 1994 08:49:37 GMT"); }

}  // namespace cityaudit
