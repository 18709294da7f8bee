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

TEST(Settings, ReadTheEnvironmentAndLeaveOtherProgramsVariablesAlone) {
  ::setenv("CITYAUDIT_HTTP_IO_THREADS", "5", 1);
  ::setenv("CITYAUDIT_KILLS", "50", 1);
  EXPECT_EQ(Settings::load("", {})->integer("http.io_threads"), 5);
  ::setenv("CITYAUDIT_HTTP_IO_THREDS", "5", 1);
  const auto misspelt = Settings::load("", {});
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().fields.at(0).field, "CITYAUDIT_HTTP_IO_THREDS");
  for (const char* name : {"CITYAUDIT_HTTP_IO_THREADS", "CITYAUDIT_HTTP_IO_THREDS", "CITYAUDIT_KILLS"}) ::unsetenv(name);
}

}  // namespace cityaudit
