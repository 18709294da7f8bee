// The power goes off: pages that were written and not synchronised are lost with the page cache. SIGKILL never shows that.
#include "tests/integration/crash/mounted_disk.h"
#include "tests/integration/crash/site.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

namespace cityaudit::tests {
namespace {

TEST(PowerCut, TheDiskForgetsWhatWasNotSynchronised) {
  MountedDisk disk(MountedDisk::Kind::ext4_image, 32);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  std::ofstream(disk.path() / "unsynchronised") << "gone";
  if (!disk.cut_power()) GTEST_SKIP() << "this kernel cannot shut an ext4 file system down";
  ASSERT_TRUE(disk.mount_again()) << disk.why_not();
  EXPECT_FALSE(std::filesystem::exists(disk.path() / "unsynchronised")) << "the cut keeps everything: it would prove nothing";
}

void cut_power_under_load(std::int64_t cuts_usually) {
  MountedDisk disk(MountedDisk::Kind::ext4_image, 512);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  const auto seed = run_seed();
  const auto cuts = test_setting("CITYAUDIT_POWER_CUTS", cuts_usually);
  std::mt19937_64 random(seed);
  Site site(disk.path() / "data", {"CITYAUDIT_STORE_DISK_RESERVE_BYTES=16777216"});
  site.open();
  // A smaller pace than the disk could take: two hundred rounds have to fit on it.
  Phones phones({.base_url = site.base_url, .seed = seed, .photo_bytes = 8'000, .photo_share = 0.3, .pause_micros = 4000});
  for (std::int64_t cut = 0; cut < cuts; ++cut) {
    site.server.start();
    ASSERT_TRUE(site.server.wait_ready()) << "cut " << cut << "\n" << site.server.log();
    phones.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 350));
    const auto off = std::chrono::steady_clock::now();
    if (!disk.cut_power()) GTEST_SKIP() << "this kernel cannot shut an ext4 file system down";
    phones.stop();
    site.server.kill();
    phones.forget_acknowledged_after(off);
    ASSERT_TRUE(disk.mount_again()) << disk.why_not();
  }
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  EXPECT_TRUE(phones.drain(60));
  const auto acknowledged = phones.book().size();
  const auto stored = expect_everything_stored(site, phones);
  fmt::print("{} power cuts, {} acknowledged, {} stored\n", cuts, acknowledged, stored);
  EXPECT_GT(acknowledged, static_cast<std::size_t>(cuts));
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) { cut_power_under_load(5); }

TEST(PowerCut, LosesNothingThatWasAcknowledgedAndEncrypted) {
  const KeyInEnvironment key;
  cut_power_under_load(2);
}

}  // namespace
}  // namespace cityaudit::tests
