#include "ingest/list_entries.h"

#include "ingest/live_lists.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

class ListEntriesTest : public ::testing::Test {
 protected:
  ListEntriesTest() {
    Audit wanted;
    wanted.slug = "praha";
    audit = *fixture.audits.ensure(wanted);
  }
  std::string live(std::string_view file) {
    Activity activity;
    activity.audit = audit.id;
    return *fixture.database->read([&](store::Transaction& tx) -> Result<std::string> {
      const auto lists = live_lists(tx, activity, {std::string(file)});
      const auto found = lists.find(file);
      return found == lists.end() ? std::string("none") : found->second;
    });
  }

  tests::IngestFixture fixture;
  Audit audit;
};

TEST_F(ListEntriesTest, PhonesGetWhatIsOfferedInItsOrder) {
  ListEntries entries(*fixture.database);
  ASSERT_TRUE(entries.put(audit.id, "sessions",
                          {{"fg2", {{"cs", "Druhá, červen"}, {"en", "Second"}}}, {"fg1", {{"cs", "První"}, {"en", "First"}}}}));
  EXPECT_EQ(live("sessions.csv"), "name,label,label_en\nfg2,\"Druhá, červen\",Second\nfg1,První,First\n");
  EXPECT_EQ(live("projects.csv"), "name,label,label_en\n") << "a list without entries is an empty file, not a missing one";
  EXPECT_EQ(live("codes.csv"), "none");
}

TEST_F(ListEntriesTest, WhatIsNoLongerOfferedKeepsItsName) {
  ListEntries entries(*fixture.database);
  ASSERT_TRUE(entries.put(audit.id, "projects", {{"a", {{"cs", "A"}}}, {"b", {{"cs", "B"}}}}));
  ASSERT_TRUE(entries.put(audit.id, "projects", {{"b", {{"cs", "B nové"}}}}));
  EXPECT_EQ(live("projects.csv"), "name,label,label_en\nb,B nové,B nové\n");
  const auto all = *fixture.database->read(
      [&](store::Transaction& tx) -> Result<std::vector<ListEntry>> { return ListEntries::of_audit(tx, audit.id, "projects", true); });
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].code, "a");
  EXPECT_EQ(entries.put(audit.id, "walks", {}).error().code, "list.unknown") << "walks are a noun of their own";
}

}  // namespace
}  // namespace cityaudit::ingest
