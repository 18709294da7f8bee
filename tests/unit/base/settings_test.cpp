#include "base/settings.h"

#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <fstream>

namespace cityaudit {

TEST(Settings, ReportsEveryFaultWithItsPlace) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() / "settings.toml";
  std::ofstream(file) << "[http]\nlisten = 5\nlistne = \"x\"\n";
  const auto settings = Settings::load(file, {{"http.io_threads", "many", "--set"}});
  ASSERT_FALSE(settings);
  ASSERT_EQ(settings.error().fields.size(), 3u);
  EXPECT_EQ(settings.error().fields[0].field, file + ":2");
  EXPECT_EQ(settings.error().fields[2].field, "--set");
}

TEST(Settings, FlagsOverrideTheFile) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() / "settings.toml";
  std::ofstream(file) << "[http]\nio_threads = 3\n";
  EXPECT_EQ(Settings::load(file, {})->integer("http.io_threads"), 3);
  EXPECT_EQ(Settings::load(file, {{"http.io_threads", "4", "--set"}})->integer("http.io_threads"), 4);
}

}  // namespace cityaudit
