#include "base/search_form.h"

#include <gtest/gtest.h>

namespace cityaudit {

TEST(SearchForm, IsTheSameWithAndWithoutDiacritics) {
  EXPECT_EQ(search_form("Zastávka příliš žluťoučký KŮŇ"), "zastavka prilis zlutoucky kun");
  EXPECT_EQ(search_form("Đường phố"), "duong pho");
  EXPECT_EQ(search_form("Łódź, straße, Søren"), "lodz, strasse, soren");
  EXPECT_EQ(search_form("Їжачок ЁЛКА"), search_form("іжачок елка"));
}

TEST(SearchForm, LeavesScriptsWhatTheyAre) {
  EXPECT_EQ(search_form("Прага"), "прага");
  EXPECT_EQ(search_form("我们的车站"), "我们的车站");
  EXPECT_EQ(search_form("مَحَطَّة"), search_form("محطة"));
  EXPECT_EQ(search_form("한국어"), "한국어");
  EXPECT_EQ(search_form("हिन्दी"), "हिन्दी") << "vowel signs are no ornaments";
}

TEST(SearchForm, TakesAnyWhiteSpaceAsOneSpace) {
  EXPECT_EQ(search_form("  tma\t\n a  hluk "), "tma a hluk");
  EXPECT_EQ(search_form("  tma\u00a0 í  "), "tma i");
  EXPECT_EQ(search_form(""), "");
  EXPECT_EQ(search_form("ＡＢＣ１"), "abc1");
}

TEST(SearchForm, SurvivesBytesThatAreNoText) { EXPECT_FALSE(search_form("a\xff\xfe b").empty()); }

TEST(SearchWords, AreBoundedAndEachOnce) {
  EXPECT_EQ(search_words("Tma tma  lavička", 6), (std::vector<std::string>{"tma", "lavicka"}));
  EXPECT_EQ(search_words("a b c d", 2).size(), 2u);
  EXPECT_TRUE(search_words("  ", 6).empty());
}

}  // namespace cityaudit
