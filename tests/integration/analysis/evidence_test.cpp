#include "analysis/evidence.h"

#include "analysis/cell.h"
#include "tests/integration/analysis/audit_fixture.h"

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

class EvidenceTest : public testing::Test {
 protected:
  EvidencePage page(EvidenceQuery query) {
    EXPECT_TRUE(audit.reader.catch_up());
    query.audit = audit.audit.id;
    const auto read = evidence(*audit.store.database, audit.forms, query);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return read ? *read : EvidencePage{};
  }

  AuditFixture audit;
};

TEST_F(EvidenceTest, OpensDownToTheAnswer) {
  const Uuid sent =
      audit.send_walk(audit.p7, "a", "p7-2", "WA01", {{"welcome/feel_safe", "2"}, {"where/at", "2018-06-18T16:00:00.000+02:00"}});
  audit.approve(sent);
  const EvidencePage found = page({.theme = "T3.8", .area = audit.area_ids["p7"]});
  ASSERT_EQ(found.items.size(), 1u);
  const Evidence& e = found.items.front();
  EXPECT_EQ(e.submission, sent);
  EXPECT_EQ(e.participant, "WA01");
  EXPECT_EQ(e.stop_code, "p7-2");
  EXPECT_EQ(e.stop_name.at("en"), "Stop 2");
  EXPECT_EQ(e.item, "/data/welcome/feel_safe");
  EXPECT_EQ(e.item_label.at("en"), "How do you feel here?");
  EXPECT_EQ(e.value, "2");
  EXPECT_EQ(e.value_label.at("cs"), "Přijatelně");
  EXPECT_NEAR(*e.score, 200.0 / 3, 1e-9);
  EXPECT_EQ(to_iso8601(e.at), "2018-06-18T14:00:00.000Z");
  EXPECT_EQ(e.review, ReviewClass::approved);
  EXPECT_FALSE(e.photo);
  EXPECT_TRUE(found.next_cursor.empty());
}

TEST_F(EvidenceTest, OpensDownToThePhotoAndItsWords) {
  audit.approve(audit.send_photos("a", "PV01", {{"down", "T4", "Praha 7"}}));
  const EvidencePage found = page({.theme = "T4", .area = audit.area_ids["p7"]});
  ASSERT_EQ(found.items.size(), 2u) << "the photo with its caption, and what else was said about it";
  EXPECT_EQ(found.items[0].role, "photo");
  EXPECT_EQ(found.items[0].quote, "Words about it 0");
  EXPECT_EQ(found.items[0].polarity, "down");
  ASSERT_TRUE(found.items[0].photo);
  EXPECT_EQ(found.items[0].photo->state, "waiting");
  EXPECT_EQ(found.items[1].role, "comment");
  EXPECT_EQ(found.items[1].quote, "A bench");
  EXPECT_EQ(found.items[1].polarity, "down");
}

TEST_F(EvidenceTest, PagesGiveEverythingOnce) {
  for (int observer = 1; observer <= 6; ++observer)
    for (const char* stop : {"p7-1", "p7-2"})
      audit.send_walk(audit.p7, fmt::format("{}-{}", stop, observer), stop, fmt::format("WA{:02}", observer),
                      {{"welcome/feel_safe", "2"}, {"space/openness", "1"}, {"space/visibility", "1"}});
  for (const std::int64_t area : {all_areas, audit.area_ids["p7"]}) {
    std::set<std::string> seen;
    EvidenceQuery query{.theme = "T3", .area = area, .counted = Counted::approved_and_awaiting, .count = 6};
    int pages = 0;
    do {
      const EvidencePage found = page(query);
      EXPECT_LE(found.items.size(), 6u);
      for (const Evidence& e : found.items) EXPECT_TRUE(seen.insert(e.id).second) << e.id;
      query.cursor = found.next_cursor;
    } while (!query.cursor.empty() && ++pages < 20);
    EXPECT_EQ(seen.size(), 36u);
  }
}

TEST_F(EvidenceTest, ShowsWhatIsCountedAndNothingElse) {
  const Uuid first = audit.send_photos("a", "PV01", {{}});
  audit.send_photos("b", "PV02", {{}});
  audit.approve(first);
  EXPECT_EQ(page({.theme = "T1"}).items.size(), 2u);
  EXPECT_EQ(page({.theme = "T1", .counted = Counted::approved_and_awaiting}).items.size(), 4u);
  ASSERT_TRUE(audit.submissions.withdraw(first, "participant"));
  const auto at_once = evidence(*audit.store.database, audit.forms, {.audit = audit.audit.id, .theme = "T1"});
  EXPECT_TRUE(at_once->items.empty()) << "before the aggregates have followed";
}

TEST_F(EvidenceTest, RefusesACursorItDidNotGive) {
  for (const char* cursor : {"x", "1.2.3", "1.2.3.x", "-1.0.0.0"}) {
    const auto read = evidence(*audit.store.database, audit.forms, {.audit = audit.audit.id, .theme = "T1", .cursor = cursor});
    ASSERT_FALSE(read) << cursor;
    EXPECT_EQ(read.error().code, "evidence.cursor_unusable");
  }
}

TEST_F(EvidenceTest, ACellOpensToItsStops) {
  audit.approve(audit.send_walk(audit.p7, "a", "p7-2", "WA01", {{"welcome/feel_safe", "3"}}));
  audit.approve(audit.send_walk(audit.p7, "b", "p7-1", "WA01", {{"welcome/feel_safe", "0"}}));
  audit.approve(audit.send_walk(audit.p7, "c", "p7-1", "WA02", {{"welcome/feel_safe", "1"}}));
  audit.approve(audit.send_walk(audit.p7, "d", "gone", "WA02", {{"welcome/feel_safe", "3"}}));
  ASSERT_TRUE(audit.reader.catch_up());
  const auto detail = cell_detail(*audit.store.database, audit.audit.id, "T3.8", audit.area_ids["p7"], Counted::approved, {});
  ASSERT_TRUE(detail);
  ASSERT_EQ(detail->stops.size(), 3u);
  EXPECT_EQ(detail->stops[0].code, "") << "a stop that nobody knows";
  EXPECT_EQ(detail->stops[1].code, "p7-1");
  EXPECT_EQ(detail->stops[1].n_people, 2);
  EXPECT_NEAR(detail->stops[1].mean, 50.0 / 3, 1e-9);
  EXPECT_EQ(detail->stops[2].code, "p7-2");
  EXPECT_EQ(detail->cell.walk->n_people, 2);
}

}  // namespace
}  // namespace cityaudit::analysis
