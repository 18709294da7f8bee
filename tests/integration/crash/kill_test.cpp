// SIGKILL at any moment under load: what was acknowledged is there, once, with its photos byte for byte.
#include "tests/integration/crash/site.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <random>
#include <thread>

namespace cityaudit::tests {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

void kill_under_load() {
  const auto seed = run_seed();
  const auto kills = test_setting("CITYAUDIT_KILLS", 50);
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> share(0, 1);
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  Phones phones({.base_url = site.base_url, .seed = seed});

  double ready_millis = 100;
  double ready_millis_max = 0;
  std::int64_t killed_in_start = 0;
  phones.start();
  for (std::int64_t cycle = 0; cycle < kills; ++cycle) {
    const auto start = SteadyClock::now();
    site.server.start();
    if (cycle % 4 == 3) {  // a quarter of them before it is ready
      std::this_thread::sleep_for(Millis(share(random) * ready_millis));
      ++killed_in_start;
    } else {
      ASSERT_TRUE(site.server.wait_ready()) << "cycle " << cycle << "\n" << site.server.log();
      ready_millis = Millis(SteadyClock::now() - start).count();
      ready_millis_max = std::max(ready_millis_max, ready_millis);
      std::this_thread::sleep_for(Millis(20 + share(random) * 280));
    }
    site.server.kill();
  }
  phones.stop();
  const auto acknowledged_under_fire = phones.acknowledged();

  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  EXPECT_TRUE(phones.drain(60)) << "an instance is still refused after the kills";
  const auto stored = expect_everything_stored(site, phones);
  fmt::print("{} kills ({} before ready), {} acknowledged between them, {} stored at the end, ready after at most {:.0f} ms\n", kills,
             killed_in_start, acknowledged_under_fire, stored, ready_millis_max);
  EXPECT_GT(acknowledged_under_fire, static_cast<std::size_t>(kills)) << "hardly anything was acknowledged: the test shows nothing";
  EXPECT_LT(ready_millis_max, 2000.0 * test_patience());
}

TEST(Kill, LosesNothingThatWasAcknowledged) { kill_under_load(); }

TEST(Kill, LosesNothingThatWasAcknowledgedAndEncrypted) {
  const KeyInEnvironment key;
  kill_under_load();
}

TEST(Kill, TakesTheWorkersWithTheServer) {
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  const auto group = site.server.pid();
  site.server.kill();
  bool gone = false;
  for (int tries = 0; tries < 100 && !gone; ++tries) {
    gone = ::kill(-group, 0) != 0 && errno == ESRCH;
    if (!gone) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(gone) << "a worker outlived its server by five seconds";
}

TEST(Kill, RefusesASecondServerOnTheSameDataFolder) {
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  ServerProcess second({CITYAUDIT_EXECUTABLE, folder.path() / "data", {}, {}});
  second.start();
  EXPECT_FALSE(second.wait_ready(5));
  EXPECT_FALSE(second.running()) << "the second server neither serves nor ends";
  EXPECT_EQ(site.server.stop(), 0) << site.server.log();
}

}  // namespace
}  // namespace cityaudit::tests
