#include "analysis/findings.h"

#include "tests/integration/analysis/audit_fixture.h"

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

class FindingsTest : public testing::Test {
 protected:
  std::vector<Finding> all(Counted counted = Counted::approved) {
    EXPECT_TRUE(audit.reader.catch_up());
    const auto read = findings(*audit.store.database, audit.forms, messages, audit.audit.id, counted, {});
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    EXPECT_FALSE(read->note.at("cs").empty());
    return read->findings;
  }

  const Finding* find(const std::vector<Finding>& among, std::string_view theme, std::string_view area) {
    for (const Finding& finding : among)
      if (finding.theme.code == theme && (finding.area ? finding.area->code : "all") == area) return &finding;
    return nullptr;
  }

  void rate(int observers, const std::string& path, const std::string& value) {
    for (int i = 1; i <= observers; ++i)
      audit.approve(
          audit.send_walk(audit.p7, fmt::format("{}{}", path, i), i % 2 ? "p7-1" : "p7-2", fmt::format("WA{:02}", i), {{path, value}}));
  }

  /// `down` of `people` participants send a photo of a shadow side, the others one of a bright side.
  void photograph(int people, int down, const std::string& topic) {
    for (int i = 1; i <= people; ++i)
      audit.approve(
          audit.send_photos(fmt::format("{}{}", topic, i), fmt::format("PV{:02}", i), {{i <= down ? "down" : "up", topic, "Praha 7"}}));
  }

  AuditFixture audit;
  Messages messages = std::move(Messages::load()).value();
};

TEST_F(FindingsTest, SayWhoSpokeAndWhereWithUnits) {
  rate(5, "welcome/feel_safe", "3");
  audit.approve(audit.send_walk(audit.p7, "x", "p7-3", "WA06", {{"space/openness", "1"}}));
  photograph(5, 1, "T1");
  audit.approve(audit.send_photos("y", "PV06", {{"up", "T4"}, {"up", ""}}));
  const auto found = all();
  const Finding* safe = find(found, "T3.8", "p7");
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->polarity, FindingPolarity::strength);
  ASSERT_EQ(safe->support.size(), 1u);
  EXPECT_EQ(safe->support[0].text.at("en"), "5 of 6 walkers at 2 of 3 stops");
  EXPECT_EQ(safe->support[0].text.at("cs"), "5 účastníků procházky z celkem 6, na 2 zastávkách z celkem 3");
  EXPECT_EQ(safe->support[0].show, Show::indicative);
  EXPECT_NEAR(*safe->support[0].score, 100, 1e-9);
  const Finding* services = find(found, "T1", "all");
  ASSERT_TRUE(services);
  EXPECT_EQ(services->polarity, FindingPolarity::strength);
  EXPECT_EQ(services->support[0].text.at("en"), "5 of 6 PhotoVoice participants (5 photos)");
  EXPECT_EQ(services->support[0].text.at("cs"), "5 účastníků PhotoVoice z celkem 6 (5 fotografií)");
  EXPECT_EQ(services->support[0].units_total, 7);
  EXPECT_EQ(services->support[0].down, 1);
  ASSERT_FALSE(services->examples.empty());
  EXPECT_EQ(services->examples[0].polarity, "up");
  EXPECT_TRUE(services->examples[0].photo);
  EXPECT_FALSE(services->examples[0].quote.empty());
}

TEST_F(FindingsTest, CzechCountsInThreeForms) {
  const auto text = [&](const char* people, const char* photos) {
    return messages.format("cs", "finding.support_photovoice", {{"people", people}, {"people_total", "20"}, {"photos", photos}});
  };
  EXPECT_EQ(text("1", "1"), "1 účastník PhotoVoice z celkem 20 (1 fotografie)");
  EXPECT_EQ(text("4", "2"), "4 účastníci PhotoVoice z celkem 20 (2 fotografie)");
  EXPECT_EQ(text("5", "7"), "5 účastníků PhotoVoice z celkem 20 (7 fotografií)");
}

TEST_F(FindingsTest, InstrumentsThatDifferAreNeverAveraged) {
  rate(8, "welcome/feel_safe", "3");
  photograph(6, 6, "T3");
  const auto found = all();
  const Finding* finding = find(found, "T3", "all");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->polarity, FindingPolarity::mixed);
  ASSERT_EQ(finding->support.size(), 2u);
  EXPECT_EQ(finding->support[0].instrument, "walk");
  EXPECT_EQ(finding->support[1].down, 6);
}

TEST_F(FindingsTest, NeedFivePeople) {
  rate(4, "welcome/feel_safe", "0");
  photograph(4, 4, "T4");
  EXPECT_TRUE(all().empty());
}

TEST_F(FindingsTest, CountTheApprovedUnlessAskedOtherwise) {
  for (int i = 1; i <= 5; ++i) audit.send_photos(fmt::format("a{}", i), fmt::format("PV{:02}", i), {{"down", "T4"}});
  EXPECT_TRUE(all().empty());
  const auto found = all(Counted::approved_and_awaiting);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].polarity, FindingPolarity::weakness);
}

TEST(FindingRule, ThresholdsBelongToTheClearSide) {
  const auto walk = [](double mean) {
    ScoreFigure figure;
    figure.show = Show::small_group;
    figure.mean = mean;
    return says(figure);
  };
  EXPECT_EQ(walk(60), FindingPolarity::strength);
  EXPECT_EQ(walk(40), FindingPolarity::weakness);
  EXPECT_EQ(walk(50), FindingPolarity::mixed);
  EXPECT_EQ(says(PhotoFigure{5, 6, 3, 3, 0, 0}), FindingPolarity::mixed) << "half is no majority";
  EXPECT_EQ(says(PhotoFigure{5, 6, 0, 0, 0, 0}), std::nullopt);
  EXPECT_EQ(together(FindingPolarity::strength, std::nullopt), FindingPolarity::strength);
  EXPECT_EQ(together(FindingPolarity::strength, FindingPolarity::mixed), FindingPolarity::mixed);
}

}  // namespace
}  // namespace cityaudit::analysis
