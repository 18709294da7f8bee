#include "ingest/forms/xform_version.h"

#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

const auto free_all = [](std::string_view) { return false; };

TEST(XformVersion, ChangesNothingButTheVersion) {
  const std::string before = tests::small_form("1");
  const auto after = with_version(before, "2025-03 \"b\"", {});
  ASSERT_TRUE(after);
  EXPECT_EQ(read_xform(*after)->version, "2025-03 \"b\"");
  EXPECT_EQ(*with_version(*after, "1", {}), before);
}

TEST(XformVersion, IsPutWhereThereWasNone) {
  std::string form = tests::small_form("1");
  form.replace(form.find(" version=\"1\">"), 12, "");
  ASSERT_EQ(read_xform(form)->version, "");
  EXPECT_EQ(read_xform(*with_version(form, "7", {}))->version, "7");
}

TEST(XformVersion, LooksAtTheRootOfThePrimaryInstanceOnly) {
  std::string form = tests::small_form("1");
  form.replace(form.find("<data id=\"small\" version=\"1\""), 28, "<data note='a version=\"9\" > b' id=\"small\" version='1'");
  const auto changed = with_version(form, "2", {});
  ASSERT_TRUE(changed);
  EXPECT_NE(changed->find("a version=\"9\" > b"), std::string::npos);
  EXPECT_NE(changed->find("version='2'"), std::string::npos);
  EXPECT_FALSE(with_version("<a/>", "2", {}));
  EXPECT_FALSE(with_version("no xml", "2", {}));
}

TEST(XformVersion, TheNextOneCounts) {
  EXPECT_EQ(next_version("3", free_all), "4");
  EXPECT_EQ(next_version("9", free_all), "10");
  EXPECT_EQ(next_version("1.9", free_all), "1.10");
  EXPECT_EQ(next_version("2024041502", free_all), "2024041503");
  EXPECT_EQ(next_version("spring", free_all), "spring-2");
  EXPECT_EQ(next_version("", free_all), "1");
  EXPECT_EQ(next_version("1", [](std::string_view taken) { return taken == "2" || taken == "3"; }), "4");
}

TEST(XformVersion, IsShortAndVisible) {
  EXPECT_TRUE(is_form_version("2024-04-15 b"));
  EXPECT_FALSE(is_form_version(""));
  EXPECT_FALSE(is_form_version(" 1"));
  EXPECT_FALSE(is_form_version("1\n2"));
  EXPECT_FALSE(is_form_version(std::string(65, '1')));
}

}  // namespace
}  // namespace cityaudit::ingest
