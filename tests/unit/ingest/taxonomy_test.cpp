#include "ingest/taxonomy.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

std::vector<std::string> codes_of(const Taxonomy& taxonomy, std::string_view above) {
  std::vector<std::string> out;
  for (const Theme& theme : taxonomy.themes())
    if (theme.parent == above) out.push_back(theme.code);
  return out;
}

TEST(Taxonomy, HoldsTwoLevels) {
  const Taxonomy& taxonomy = Taxonomy::built_in();
  EXPECT_EQ(taxonomy.themes().size(), 31u);
  ASSERT_TRUE(taxonomy.find("T3.8"));
  EXPECT_EQ(taxonomy.find("T3.8")->name_in("cs"), "Pocit bezpečí");
  EXPECT_EQ(taxonomy.find("T3.8")->name_in("vi"), "Feeling of safety");
  for (const Theme& theme : taxonomy.themes()) {
    EXPECT_TRUE(theme.name.contains("cs") && theme.name.contains("en")) << theme.code;
    EXPECT_FALSE(theme.labs.empty()) << theme.code;
    EXPECT_FALSE(theme.icc.empty()) << theme.code;
    EXPECT_FALSE(theme.own || theme.is_hidden()) << theme.code;
    EXPECT_EQ(to_code(*read_theme_code(theme.code)), theme.code);
  }
}

TEST(Taxonomy, RefusesABrokenFile) {
  for (const char* text : {"", "[]", "{}", R"({"themes":[{}]})", R"({"themes":[{"code":"T1.1","parent":"T1","name":{"en":"x"}}]})",
                           R"({"themes":[{"code":"one","parent":"","name":{"en":"x"}}]})",
                           R"({"themes":[{"code":"T1","parent":"","name":{"en":"x"}},{"code":"T2.1","parent":"T1","name":{"en":"x"}}]})"})
    EXPECT_FALSE(Taxonomy::read(text)) << text;
}

TEST(Taxonomy, ReadsCodesAsTheyAreWritten) {
  EXPECT_EQ(read_theme_code("T3"), (ThemeNumber{3, 0}));
  EXPECT_EQ(read_theme_code("T12.34"), (ThemeNumber{12, 34}));
  for (const char* text :
       {"", "T", "3", "t3", "T0", "T03", "T3.", "T3.0", "T3.01", "T3.1.2", "T100", "T3.100", " T3", "T3 ", "T3,1", "T-3"})
    EXPECT_FALSE(read_theme_code(text)) << text;
}

TEST(Taxonomy, TheLevelStandsInTheCode) {
  EXPECT_EQ(level_one_of("T3.8"), "T3");
  EXPECT_EQ(level_one_of("T3"), "T3");
  EXPECT_EQ(level_one_of("T30.8"), "T30") << "whether or not there is such a theme";
  EXPECT_EQ(level_one_of("T3.x"), "");
  EXPECT_EQ(level_one_of(""), "");
}

TEST(Taxonomy, AnAuditsNamesStandBesideThoseItLeaves) {
  const ThemeDifference renamed{"T3.1", false, {{"cs", "Lampy"}, {"vi", "Đèn"}}, {"L1"}, false};
  const Taxonomy themes = Taxonomy::built_in().with({&renamed, 1});
  const Theme* theme = themes.find("T3.1");
  ASSERT_TRUE(theme);
  EXPECT_EQ(theme->name_in("cs"), "Lampy");
  EXPECT_EQ(theme->name_in("vi"), "Đèn");
  EXPECT_EQ(theme->name_in("en"), "Lighting");
  EXPECT_EQ(theme->labs, std::vector<std::string>{"L1"});
  EXPECT_EQ(theme->icc, Taxonomy::built_in().find("T3.1")->icc);
  EXPECT_FALSE(theme->own);
  EXPECT_EQ(themes.themes().size(), 31u);
  EXPECT_EQ(Taxonomy::built_in().find("T3.1")->name_in("cs"), "Osvětlení");
}

TEST(Taxonomy, ThemesOfAnAuditStandWhereTheirNumberSays) {
  const std::vector<ThemeDifference> differences{{"T3.10", true, {{"cs", "Desáté"}}, {"L2"}, false},
                                                 {"T10", true, {{"cs", "Jiné"}}, {}, false},
                                                 {"T3.9", true, {{"cs", "Deváté"}}, {}, false},
                                                 {"T5", true, {{"cs", "Páté"}}, {}, false}};
  const Taxonomy themes = Taxonomy::built_in().with(differences);
  EXPECT_EQ(codes_of(themes, ""), (std::vector<std::string>{"T1", "T2", "T3", "T4", "T5", "T10"}));
  const auto below = codes_of(themes, "T3");
  ASSERT_EQ(below.size(), 10u);
  EXPECT_EQ(below[7], "T3.8");
  EXPECT_EQ(below[8], "T3.9");
  EXPECT_EQ(below[9], "T3.10");
  EXPECT_EQ(themes.find("T3.9")->level, 2);
  EXPECT_EQ(themes.find("T5")->level, 1);
  EXPECT_EQ(themes.find("T3.10")->name_in("en"), "Desáté") << "any name is better than a code";
}

TEST(Taxonomy, WhatIsBelowAHiddenThemeIsHiddenWithIt) {
  const std::vector<ThemeDifference> differences{{"T4.2", false, {}, {}, true}, {"T3", false, {}, {}, true}};
  const Taxonomy themes = Taxonomy::built_in().with(differences);
  EXPECT_TRUE(themes.find("T3")->hidden);
  EXPECT_FALSE(themes.find("T3.1")->hidden);
  EXPECT_TRUE(themes.find("T3.1")->is_hidden());
  EXPECT_TRUE(themes.find("T4.2")->is_hidden());
  EXPECT_FALSE(themes.find("T4")->is_hidden());
  const ThemeDifference shown{"T3", false, {}, {}, false};
  EXPECT_FALSE(themes.with({&shown, 1}).find("T3.1")->is_hidden());
}

TEST(Taxonomy, ALaterProgramDoesNotTakeAnAuditsCode) {
  const ThemeDifference own{"T3.8", true, {{"cs", "Naše"}}, {}, false};
  const Theme theme = *Taxonomy::built_in().with({&own, 1}).find("T3.8");
  EXPECT_EQ(theme.name.size(), 1u) << "nothing of the program's T3.8";
  EXPECT_TRUE(theme.own);
  const ThemeDifference gone{"T4.9", false, {{"cs", "Bylo"}}, {}, false};
  EXPECT_TRUE(Taxonomy::built_in().with({&gone, 1}).find("T4.9")) << "which an earlier program brought";
}

TEST(Taxonomy, CodesThatAnswersNameComeWithWhatIsAboveThem) {
  const std::vector<std::string> codes{"T7.2", "T3.1", "nonsense", "T3.44"};
  const Taxonomy themes = Taxonomy::built_in().with_codes(codes);
  EXPECT_EQ(themes.themes().size(), 34u);
  for (const char* code : {"T7", "T7.2", "T3.44"}) {
    ASSERT_TRUE(themes.find(code)) << code;
    EXPECT_FALSE(themes.find(code)->named);
    EXPECT_TRUE(themes.find(code)->is_hidden());
    EXPECT_EQ(themes.find(code)->name_in("cs"), code);
  }
  EXPECT_TRUE(themes.find("T3.1")->named);
}

}  // namespace
}  // namespace cityaudit::ingest
