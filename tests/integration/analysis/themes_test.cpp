// The figures follow the audit's themes: its own count, hidden ones keep their evidence.

#include "analysis/evidence.h"
#include "analysis/findings.h"
#include "analysis/matrix.h"
#include "analysis/shown_themes.h"
#include "tests/integration/analysis/audit_fixture.h"

#include <algorithm>
#include <set>

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

class ThemesTest : public testing::Test {
 protected:
  Matrix read(Counted counted = Counted::approved) {
    EXPECT_TRUE(audit.reader.catch_up());
    return matrix(*audit.store.database, audit.audit.id, counted, {}).value();
  }
  static const MatrixRow* row(const Matrix& matrix, std::string_view theme) {
    const auto found =
        std::find_if(matrix.rows.begin(), matrix.rows.end(), [&](const MatrixRow& each) { return each.theme.code == theme; });
    return found == matrix.rows.end() ? nullptr : &*found;
  }
  void change(const std::string& code, const ingest::ThemeChange& what) {
    const auto done = audit.themes.change(audit.audit.id, code, what, "account:test");
    EXPECT_TRUE(done) << done.error().code;
  }
  /// feel_safe, which is about T3.9 here, and greeting, about T5.1.
  void rate(int observer, const std::string& value, const std::map<std::string, std::string>& more = {}) {
    std::map<std::string, std::string> answers = more;
    answers["welcome/feel_safe"] = value;
    audit.approve(audit.send_walk(audit.p7, fmt::format("w{}", observer), "p7-1", fmt::format("WA{:02}", observer), answers));
  }

  AuditFixture audit{true};
};

TEST_F(ThemesTest, AThemeOfItsOwnIsADimensionOfTheOneAboveIt) {
  for (int observer = 1; observer <= 8; ++observer)
    rate(observer, "3", {{"space/walk_path", "0"}, {"space/barrier_free", "0"}, {"space/upkeep", "0"}});
  const Matrix matrix = read();
  ASSERT_TRUE(row(matrix, "T3.9"));
  EXPECT_EQ(row(matrix, "T3.9")->theme.name_in("en"), "T3.9");
  EXPECT_NEAR(*row(matrix, "T3.9")->total.walk->mean, 100, 1e-9);
  EXPECT_NEAR(*row(matrix, "T3")->total.walk->mean, 50, 1e-9) << "of T3.3 and T3.9";
  EXPECT_TRUE(row(matrix, "T5.1"));
  EXPECT_FALSE(row(matrix, "T5.1")->total.walk);
}

TEST_F(ThemesTest, ItsFindingsAndEvidenceAreCalledAsTheAuditDoes) {
  for (int observer = 1; observer <= 5; ++observer) rate(observer, "3");
  change("T3.9", {{{"en", "Benches"}}, {}, {}});
  read();
  const Messages messages = Messages::load().value();
  const Findings found = findings(*audit.store.database, audit.forms, messages, audit.audit.id, Counted::approved, {}).value();
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings[0].theme.code, "T3.9");
  EXPECT_EQ(found.findings[0].theme.name_in("en"), "Benches");
  const auto page = evidence(*audit.store.database, audit.forms, {.audit = audit.audit.id, .theme = "T3"}).value();
  EXPECT_EQ(std::count_if(page.items.begin(), page.items.end(), [](const Evidence& e) { return e.theme == "T3.9"; }), 5);
}

TEST_F(ThemesTest, AHiddenThemeGoesUnlessThereIsEvidence) {
  rate(1, "2");
  change("T3.9", {{}, {}, true});
  change("T1", {{}, {}, true});
  change("T4.2", {{}, {}, true});
  const Matrix hidden = read();
  ASSERT_TRUE(row(hidden, "T3.9")) << "someone spoke about it";
  EXPECT_TRUE(row(hidden, "T3.9")->theme.is_hidden());
  EXPECT_TRUE(row(hidden, "T3.9")->total.walk);
  EXPECT_FALSE(row(hidden, "T1"));
  EXPECT_FALSE(row(hidden, "T1.4")) << "nor what is below it";
  EXPECT_FALSE(row(hidden, "T4.2"));
  EXPECT_TRUE(row(hidden, "T4.1"));
  change("T3", {{}, {}, true});
  const Matrix above = read();
  ASSERT_TRUE(row(above, "T3")) << "what stands above evidence stays";
  EXPECT_TRUE(row(above, "T3")->theme.is_hidden());
  EXPECT_FALSE(row(above, "T3.1"));
  for (const char* code : {"T1", "T3", "T3.9", "T4.2"}) change(code, {{}, {}, false});
  EXPECT_EQ(read().rows.size(), ingest::Taxonomy::built_in().themes().size() + 3);
}

TEST_F(ThemesTest, WhatNobodyNamedIsShownAndCanBeNamed) {
  audit.approve(audit.send_photos("a", "PV01", {{"up", "T7.2"}, {"down", "T7"}, {"up", "T3.9"}}));
  const Matrix matrix = read();
  for (const char* code : {"T7", "T7.2"}) {
    ASSERT_TRUE(row(matrix, code)) << code;
    EXPECT_FALSE(row(matrix, code)->theme.named);
  }
  EXPECT_EQ(row(matrix, "T7")->total.photovoice->n_photos, 2) << "with the one below it";
  EXPECT_EQ(row(matrix, "T3")->total.photovoice->n_photos, 1);
  EXPECT_EQ(matrix.rows.back().theme.code, "T7.2");
  for (const char* code : {"T7", "T7.2"}) EXPECT_TRUE(audit.themes.add(audit.audit.id, code, {{{"cs", "Voda"}}, {}, {}}, "account:test"));
  EXPECT_TRUE(row(read(), "T7.2")->theme.named);
  EXPECT_EQ(row(read(), "T7")->total.photovoice->n_photos, 2) << "nothing is read anew";
}

TEST_F(ThemesTest, EvidenceOfEveryThemeBelowComesPageByPage) {
  audit.approve(audit.send_photos("a", "PV01", {{"up", "T3"}, {"up", "T3.12"}, {"up", "T3.9"}, {"up", "T30"}, {"up", "T3.44"}}));
  for (int observer = 1; observer <= 3; ++observer) rate(observer, "1");
  read();
  std::vector<std::string> themes;
  std::set<std::string> ids;
  EvidenceQuery query{.audit = audit.audit.id, .theme = "T3", .words_only = true, .count = 1};
  do {
    const auto page = evidence(*audit.store.database, audit.forms, query);
    ASSERT_TRUE(page) << query.cursor;
    for (const Evidence& each : page->items) {
      EXPECT_TRUE(ids.insert(each.id).second) << each.id << " comes twice";
      themes.push_back(each.theme);
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty() && themes.size() < 20);
  EXPECT_EQ(themes.size(), 8u) << "a photo and what it shows, each about four themes";
  themes.erase(std::unique(themes.begin(), themes.end()), themes.end());
  EXPECT_EQ(themes, (std::vector<std::string>{"T3", "T3.12", "T3.44", "T3.9"}));
  for (const char* cursor : {"T4.-1.0.0", "T3.1.2", "T3.1.x.0.0", "T3.1.1.1.1.1"}) {
    query.cursor = cursor;
    EXPECT_FALSE(evidence(*audit.store.database, audit.forms, query)) << cursor;
  }
}

}  // namespace
}  // namespace cityaudit::analysis
