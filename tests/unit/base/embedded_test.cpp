#include "base/embedded.h"

#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <fstream>

namespace cityaudit::embedded {
namespace {

constexpr char built_in[] = "built in";
const Entry entries[] = {{"overlay-test/a.txt", built_in, built_in + 8},
                         {"overlay-test/a.txt.br", built_in, built_in + 8},
                         {"overlay-test/b.txt", built_in, built_in + 8},
                         {nullptr, nullptr, nullptr}};
const Registration registration(entries);

TEST(Embedded, AFolderGoesBeforeTheBuiltInFiles) {
  const tests::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "overlay-test");
  std::ofstream(folder.path() / "overlay-test/a.txt") << "from the folder";
  std::ofstream(folder.path() / "overlay-test/c.txt") << "new";
  const auto files = overlay(folder.path());
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, 2u);
  EXPECT_EQ(find("overlay-test/a.txt"), "from the folder");
  EXPECT_EQ(find("overlay-test/a.txt.br"), std::nullopt) << "the packed copy is of other bytes";
  EXPECT_EQ(find("overlay-test/b.txt"), "built in");
  EXPECT_EQ(find("overlay-test/c.txt"), "new");
}

TEST(Embedded, AFolderThatIsNotThereIsNamed) {
  const auto files = overlay("/nonexistent-folder-of-assets");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, "assets.unreadable");
}

}  // namespace
}  // namespace cityaudit::embedded
