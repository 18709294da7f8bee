// Hours of steady load with a kill now and then: memory and open files stay flat, nothing is lost. Runs in ./check --long.
#include "tests/integration/crash/site.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iterator>
#include <thread>

namespace cityaudit::tests {
namespace {

std::size_t open_files(pid_t pid) {
  const auto files = std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", pid));
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(Soak, MemoryAndOpenFilesStayFlat) {
  const auto minutes = test_setting("CITYAUDIT_SOAK_MINUTES", 0);
  if (minutes == 0) GTEST_SKIP() << "set CITYAUDIT_SOAK_MINUTES, or run ./check --long";
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  Phones phones({.base_url = site.base_url, .seed = run_seed(), .pause_micros = 60'000});  // about 100 a second
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(minutes);
  phones.start();
  while (std::chrono::steady_clock::now() < end) {
    site.server.start();
    ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
    std::this_thread::sleep_for(std::chrono::seconds(60));  // caches fill
    const auto memory_before = site.server.resident_bytes();
    const auto files_before = open_files(site.server.pid());
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(std::chrono::minutes(4), std::chrono::minutes(minutes)));
    const auto memory_after = site.server.resident_bytes();
    const auto files_after = open_files(site.server.pid());
    fmt::print("{} acknowledged, {} -> {} MiB, {} -> {} open files\n", phones.acknowledged(), memory_before >> 20, memory_after >> 20,
               files_before, files_after);
    EXPECT_LT(memory_after, memory_before + memory_before / 10 + (8 << 20));
    EXPECT_LE(files_after, files_before + 8);
    site.server.kill();
  }
  phones.stop();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  EXPECT_TRUE(phones.drain(60));
  expect_everything_stored(site, phones);
}

}  // namespace
}  // namespace cityaudit::tests
