#include "ingest/trail.h"

#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::tests {
namespace {

struct TrailTest : testing::Test {
  IngestFixture fixture;

  std::vector<std::string> read(const ingest::TrailFilter& filter, std::size_t count = 100) {
    return fixture.database
        ->read([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
          std::vector<std::string> out;
          for (const ingest::Event& event : ingest::trail(tx, filter, count)) out.push_back(std::to_string(event.seq) + " " + event.type);
          return out;
        })
        .value();
  }
  ingest::Receipt receive(const std::string& id) { return fixture.receive(small_instance({.instance_id = "uuid:" + id})).value(); }
};

TEST_F(TrailTest, TellsOneAuditsEventsNewestFirst) {
  const auto first = receive("a"), second = receive("b");
  ingest::Audit other;
  other.slug = "other";
  (void)fixture.audits.ensure(other).value();
  ASSERT_TRUE(fixture.submissions.review(first.uuid, ingest::Decision::approve, {{}, "account:x"}, ""));
  ingest::TrailFilter filter{.audit = fixture.audit.id};
  const auto all = read(filter);
  ASSERT_GE(all.size(), 4u);
  EXPECT_TRUE(all.front().ends_with("submission.approved"));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return std::stoll(a) > std::stoll(b); }));
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const auto& one) { return one.ends_with("audit.created"); }), 1);

  filter.actor = "account:x";
  EXPECT_EQ(read(filter).size(), 1u);
  filter.actor.clear();
  filter.noun = "submission";
  EXPECT_EQ(read(filter).size(), 3u);
  filter.submission = second.id;
  EXPECT_EQ(read(filter).size(), 1u);
}

TEST_F(TrailTest, GoesOnWhereThePageBeforeEnded) {
  for (const char* id : {"a", "b", "c"}) receive(id);
  ingest::TrailFilter filter{.audit = fixture.audit.id};
  const auto all = read(filter);
  std::vector<std::string> paged;
  for (;;) {
    const auto page = read(filter, 2);
    if (page.empty()) break;
    paged.insert(paged.end(), page.begin(), page.end());
    filter.older_than = std::stoll(page.back());
  }
  EXPECT_EQ(paged, all);
}

TEST_F(TrailTest, KnowsWhoAndWhatCanBeAskedFor) {
  receive("a");
  const auto choices = fixture.database->read(
      [&](store::Transaction& tx) -> Result<ingest::TrailChoices> { return ingest::trail_choices(tx, fixture.audit.id); });
  ASSERT_TRUE(choices);
  EXPECT_TRUE(std::count(choices->nouns.begin(), choices->nouns.end(), "submission"));
  EXPECT_TRUE(std::count(choices->actors.begin(), choices->actors.end(), "participant"));
}

}  // namespace
}  // namespace cityaudit::tests
