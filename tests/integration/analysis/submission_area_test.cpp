#include "analysis/submission_area.h"

#include "tests/integration/analysis/audit_fixture.h"

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

class SubmissionArea : public testing::Test {
 protected:
  std::optional<std::int64_t> area_of(const Uuid& submission) {
    const auto read = [&](store::Transaction& tx) -> Result<std::optional<std::int64_t>> {
      const auto id = tx.integer("SELECT id FROM submission WHERE uuid = $1", submission);
      const auto area = area_of_submission(tx, {id.value_or(0)});
      return area ? std::optional(area->value) : std::nullopt;
    };
    return audit.store.database->read(read).value();
  }

  AuditFixture audit;
};

TEST_F(SubmissionArea, IsWhereTheObservationsAre) {
  const Uuid walked = audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "2"}});
  EXPECT_EQ(area_of(walked), std::nullopt) << "not read yet";
  const Uuid one_place = audit.send_photos("b", "PV01", {{"up", "T1", "Praha 7"}, {"up", "T2", "Praha 7"}});
  const Uuid two_places = audit.send_photos("c", "PV02", {{"up", "T1", "Praha 7"}, {"up", "T2", "SAPA"}});
  ASSERT_TRUE(audit.reader.catch_up());
  EXPECT_EQ(area_of(walked), audit.area_ids["p7"]);
  EXPECT_EQ(area_of(one_place), audit.area_ids["p7"]);
  EXPECT_EQ(area_of(two_places), std::nullopt) << "neither place is the place of both";
}

}  // namespace
}  // namespace cityaudit::analysis
