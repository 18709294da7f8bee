#include "analysis/matrix.h"

#include "analysis/activity_counts.h"
#include "tests/integration/analysis/audit_fixture.h"

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

class MatrixTest : public testing::Test {
 protected:
  Cell cell(std::string_view theme, std::string_view area_code, Counted counted = Counted::approved) {
    EXPECT_TRUE(audit.reader.catch_up());
    const auto read = matrix(*audit.store.database, audit.audit.id, counted, {});
    EXPECT_TRUE(read);
    for (const MatrixRow& row : read->rows) {
      if (row.theme.code != theme) continue;
      if (area_code == "all") return row.total;
      for (std::size_t i = 0; i < read->areas.size(); ++i)
        if (read->areas[i].code == area_code) return row.cells[i];
    }
    ADD_FAILURE() << "no cell " << theme << " " << area_code;
    return {};
  }

  /// One rating of feel_safe (T3.8) at a stop of Praha 7, approved.
  void rate(const std::string& stop, int observer, const std::string& value) {
    audit.approve(audit.send_walk(audit.p7, fmt::format("{}-{}", stop, observer), stop, fmt::format("WA{:02}", observer),
                                  {{"welcome/feel_safe", value}}));
  }

  AuditFixture audit;
};

TEST_F(MatrixTest, EachStopCountsOnce) {
  // Stop A 2 3 1 2 2, stop B 0 1: 66.7 and 16.7, so 41.7 and not the pooled 52.4.
  int observer = 0;
  for (const char* value : {"2", "3", "1", "2", "2"}) rate("p7-1", ++observer, value);
  for (const char* value : {"0", "1"}) rate("p7-2", ++observer, value);
  rate("p7-2", ++observer, "na");
  const auto walk = cell("T3.8", "p7").walk;
  ASSERT_TRUE(walk);
  EXPECT_EQ(walk->n_people, 7) << "who cannot judge is not counted";
  EXPECT_EQ(walk->n_units, 2);
  EXPECT_EQ(walk->show, Show::indicative);
  EXPECT_NEAR(*walk->median, 125.0 / 3, 1e-9);
  EXPECT_NEAR(*walk->minimum, 50.0 / 3, 1e-9);
  EXPECT_NEAR(*walk->maximum, 200.0 / 3, 1e-9);
  rate("p7-1", 20, "2");
  EXPECT_NEAR(*cell("T3.8", "p7").walk->mean, 125.0 / 3, 1e-9);
  EXPECT_NEAR(*cell("T3", "all").walk->mean, 125.0 / 3, 1e-9);
  EXPECT_FALSE(cell("T3.8", "sapa").walk);
}

TEST_F(MatrixTest, LevelOneIsTheMeanOfItsDimensions) {
  for (int observer = 1; observer <= 8; ++observer)
    audit.approve(
        audit.send_walk(audit.p7, std::to_string(observer), "p7-1", fmt::format("WA{:02}", observer),
                        {{"welcome/feel_safe", "3"}, {"space/openness", "0"}, {"space/visibility", "2"}, {"space/walk_path", "na"}}));
  EXPECT_NEAR(*cell("T3.2", "p7").walk->mean, 100.0 / 3, 1e-9);
  EXPECT_NEAR(*cell("T3", "p7").walk->mean, (100 + 100.0 / 3) / 2, 1e-9);
  EXPECT_FALSE(cell("T3.3", "p7").walk) << "nobody could judge";
}

TEST_F(MatrixTest, ADimensionNeedsHalfOfItsItems) {
  for (int observer = 1; observer <= 5; ++observer)
    audit.approve(audit.send_walk(audit.p7, std::to_string(observer), "p7-1", fmt::format("WA{:02}", observer),
                                  {{"space/walk_path", "3"}, {"space/barrier_free", "na"}, {"space/upkeep", observer == 1 ? "0" : "na"}}));
  const auto walk = cell("T3.3", "p7").walk;
  ASSERT_TRUE(walk);
  EXPECT_EQ(walk->n_people, 1);
  EXPECT_EQ(walk->values, std::vector<double>{50});
}

TEST_F(MatrixTest, HateSeenIsReversed) {
  audit.approve(audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/hate_seen", "yes"}, {"welcome/welcome_seen", "yes"}}));
  EXPECT_EQ(cell("T4.3", "p7").walk->values, std::vector<double>{0});
  EXPECT_EQ(cell("T4.5", "p7").walk->values, std::vector<double>{100});
}

TEST_F(MatrixTest, ApprovedAndAwaitingStayApart) {
  const Uuid first = audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "3"}});
  audit.send_walk(audit.p7, "b", "p7-1", "WA02", {{"welcome/feel_safe", "0"}});
  EXPECT_EQ(cell("T3.8", "p7").walk->n_people, 0);
  EXPECT_EQ(cell("T3.8", "p7").walk->n_waiting, 2);
  audit.approve(first);
  const auto approved = cell("T3.8", "p7").walk;
  EXPECT_EQ(approved->n_people, 1);
  EXPECT_EQ(approved->n_waiting, 1);
  EXPECT_EQ(approved->values, std::vector<double>{100});
  EXPECT_EQ(cell("T3.8", "p7", Counted::approved_and_awaiting).walk->values, (std::vector<double>{100, 0}));
}

TEST_F(MatrixTest, OnePersonAtManyStopsIsOnePerson) {
  for (const char* stop : {"p7-1", "p7-2", "p7-3"}) rate(stop, 1, "1");
  const auto walk = cell("T3.8", "p7").walk;
  EXPECT_EQ(walk->n_people, 1);
  EXPECT_EQ(walk->n_units, 3);
}

TEST_F(MatrixTest, FlagsAndProblemsWaitForADecision) {
  const std::string xml = audit.walk_xml("a", "walk-p7", "p7-1", "WA01", {{"welcome/feel_safe", "3"}});
  const Uuid faulty = audit.send(audit.p7, xml, {}, true);
  const Uuid late =
      audit.send(audit.p7, audit.walk_xml("b", "walk-p7", "p7-1", "WA02", {{"welcome/feel_safe", "3"}}), {}, false, ingest::flag_late);
  EXPECT_FALSE(cell("T3.8", "p7", Counted::approved_and_awaiting).walk);
  audit.approve(faulty);
  audit.approve(late);
  EXPECT_EQ(cell("T3.8", "p7").walk->n_people, 2);
}

TEST_F(MatrixTest, WithoutConsentToAnalysisNothingCountsEvenApproved) {
  const Uuid walk = audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "3"}, {"consent/c_analyse", "no"}});
  const Uuid photos = audit.send_photos("b", "PV01", {{}}, "no");
  audit.approve(walk);
  audit.approve(photos);
  EXPECT_FALSE(cell("T3.8", "all", Counted::approved_and_awaiting).walk);
  EXPECT_FALSE(cell("T1", "all", Counted::approved_and_awaiting).photovoice);
}

TEST_F(MatrixTest, OnlyTheNewestRevisionCounts) {
  const Uuid first = audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "3"}});
  audit.approve(first);
  EXPECT_EQ(cell("T3.8", "p7").walk->values, std::vector<double>{100});
  const Uuid second = audit.send(audit.p7, audit.walk_xml("b", "walk-p7", "p7-1", "WA01", {{"welcome/feel_safe", "0"}}, "a"));
  EXPECT_EQ(cell("T3.8", "p7").walk->n_people, 0);
  audit.approve(second);
  EXPECT_EQ(cell("T3.8", "p7").walk->values, std::vector<double>{0});
}

TEST_F(MatrixTest, WhatIsWithdrawnIsGone) {
  const Uuid sent = audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "3"}});
  audit.approve(sent);
  EXPECT_TRUE(cell("T3.8", "p7").walk);
  ASSERT_TRUE(audit.submissions.withdraw(sent, "participant"));
  EXPECT_FALSE(cell("T3.8", "p7", Counted::approved_and_awaiting).walk);
}

TEST_F(MatrixTest, CountsPhotosByAreaThemeAndPolarity) {
  audit.approve(audit.send_photos(
      "a", "PV01", {{"up", "T1", "praha  7"}, {"down", "T1", "", "50.1005 14.4305 0 0"}, {"down", "T4", "sapa"}, {"mixed", "", ""}}));
  audit.approve(audit.send_photos("b", "PV02", {{"down", "T1", "nowhere known"}, {"down", "T1", "Prague 7", "", false}}));
  const auto p7 = cell("T1", "p7").photovoice;
  ASSERT_TRUE(p7);
  EXPECT_EQ(p7->n_people, 1) << "the photo of PV02 has not arrived";
  EXPECT_EQ(p7->n_photos, 2);
  EXPECT_EQ(p7->up, 1);
  EXPECT_EQ(p7->down, 1) << "in the outline of a site within Praha 7";
  EXPECT_FALSE(cell("T1", "p7").walk) << "instruments never mix";
  const auto all = cell("T1", "all").photovoice;
  EXPECT_EQ(all->n_people, 2);
  EXPECT_EQ(all->n_photos, 3);
  EXPECT_EQ(cell("T4", "sapa").photovoice->down, 1);
}

TEST_F(MatrixTest, ALatePhotoCountsFromItsArrival) {
  const std::string xml = audit.photo_xml("a", "PV01", {{"up", "T1"}});
  audit.approve(audit.send(audit.photovoice, xml));
  EXPECT_FALSE(cell("T1", "all").photovoice);
  audit.send(audit.photovoice, xml, {"a-0.jpg"});
  EXPECT_EQ(cell("T1", "all").photovoice->n_photos, 1);
}

TEST_F(MatrixTest, CountsWhatCameInPerActivity) {
  const Uuid approved = audit.send_photos("a", "PV01", {{}, {"down", "T1", "", "", false}});
  audit.send_photos("b", "PV01", {{}});
  audit.send(audit.photovoice, audit.photo_xml("c", "PV02", {{}}), {}, true);
  const Uuid withdrawn = audit.send_photos("d", "PV03", {{}});
  audit.send(audit.photovoice, audit.photo_xml("e", "?", {{}}), {}, false);
  audit.approve(approved);
  ASSERT_TRUE(audit.submissions.withdraw(withdrawn, "participant"));
  ASSERT_TRUE(audit.reader.catch_up());
  const auto counts = audit.store.database->read(
      [&](store::Transaction& tx) -> Result<std::map<ingest::ActivityId, ActivityCounts>> { return activity_counts(tx, audit.audit.id); });
  ASSERT_TRUE(counts && counts->contains(audit.photovoice.id));
  const ActivityCounts& c = counts->at(audit.photovoice.id);
  EXPECT_EQ(c.submissions, 4);
  EXPECT_EQ(c.approved, 1);
  EXPECT_EQ(c.awaiting, 3);
  EXPECT_EQ(c.problems, 1);
  EXPECT_EQ(c.photos, 2);
  EXPECT_EQ(c.photos_missing, 3);
  EXPECT_EQ(c.people, 3) << "PV01, PV02 and somebody unknown";
  EXPECT_FALSE(counts->contains(audit.p7.id));
}

TEST_F(MatrixTest, TellsWhoseAggregatesChanged) {
  std::vector<ingest::AuditId> told;
  audit.observations.on_change([&](ingest::AuditId changed) { told.push_back(changed); });
  ASSERT_TRUE(audit.reader.catch_up());
  EXPECT_TRUE(told.empty()) << "nothing about submissions yet";
  audit.send_photos("a", "PV01", {{}});
  ASSERT_TRUE(audit.reader.catch_up());
  EXPECT_EQ(told, std::vector{audit.audit.id});
}

}  // namespace
}  // namespace cityaudit::analysis
