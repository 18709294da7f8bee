#include "server/auth/attempts.h"

#include <gtest/gtest.h>
#include <string>

namespace cityaudit::server::auth {
namespace {

int taken(Attempts& attempts, std::string_view address, int wanted) {
  int got = 0;
  for (int i = 0; i < wanted; ++i) got += attempts.take(address) ? 1 : 0;
  return got;
}

TEST(Attempts, RefillEvenlyUpToTheMinute) {
  ManualClock clock;
  Attempts attempts(clock, 6);
  EXPECT_EQ(taken(attempts, "192.0.2.1", 10), 6);
  clock.advance(10'000);
  EXPECT_EQ(taken(attempts, "192.0.2.1", 10), 1);
  clock.advance(3'600'000);
  EXPECT_EQ(taken(attempts, "192.0.2.1", 100), 6);
}

TEST(Attempts, AClockThatGoesBackGivesNothing) {
  ManualClock clock;
  Attempts attempts(clock, 2);
  EXPECT_EQ(taken(attempts, "192.0.2.1", 5), 2);
  clock.advance(-3'600'000);
  EXPECT_EQ(taken(attempts, "192.0.2.1", 5), 0);
}

TEST(Attempts, AnIpv6NetworkCountsAsOne) {
  ManualClock clock;
  Attempts attempts(clock, 2);
  EXPECT_TRUE(attempts.take("2001:db8:1:2::1"));
  EXPECT_TRUE(attempts.take("2001:db8:1:2:ffff::9"));
  EXPECT_FALSE(attempts.take("2001:db8:1:2::77"));
  EXPECT_TRUE(attempts.take("2001:db8:1:3::1"));
  EXPECT_EQ(taken(attempts, "::ffff:192.0.2.1", 1) + taken(attempts, "192.0.2.1", 9), 2) << "the same address written in two ways";
}

TEST(Attempts, ManyAddressesShareWhatIsLeft) {
  ManualClock clock;
  Attempts attempts(clock, 1, 100);
  int let_through = 0;
  for (int i = 0; i < 1000; ++i) let_through += attempts.take("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)) ? 1 : 0;
  EXPECT_EQ(let_through, 101);
  clock.advance(60'000);
  EXPECT_TRUE(attempts.take("10.9.9.9")) << "full buckets are forgotten";
}

}  // namespace
}  // namespace cityaudit::server::auth
