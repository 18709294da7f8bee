#include "store/migrations.h"

#include "tests/support/store_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::store {

TEST(Migrations, ApplyOnceAndAreCurrentAfterwards) {
  tests::StoreFixture fixture(true);
  EXPECT_EQ(require_current_schema(*fixture.database).error().code, "store.schema_older");
  ASSERT_TRUE(migrate(*fixture.database));
  ASSERT_TRUE(migrate(*fixture.database));
  EXPECT_TRUE(require_current_schema(*fixture.database));
  EXPECT_TRUE(fixture.database->check()->empty());
}

TEST(Migrations, ApplyOneThatIsOlderThanTheNewestAndWasNotThereYet) {
  tests::StoreFixture fixture;
  ASSERT_TRUE(fixture.database->write([](Transaction& tx) -> Result<> {
    tx.execute("DROP TABLE list_entry");
    tx.execute("DELETE FROM schema_migration WHERE number = 302");
    return {};
  }));
  EXPECT_EQ(require_current_schema(*fixture.database).error().code, "store.schema_older");
  ASSERT_TRUE(migrate(*fixture.database));
  EXPECT_TRUE(require_current_schema(*fixture.database));
}

TEST(Migrations, RefuseAFolderOfANewerProgram) {
  tests::StoreFixture fixture;
  ASSERT_TRUE(fixture.database->write([](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO schema_migration (number, name) VALUES (9999, 'later')");
    return {};
  }));
  EXPECT_EQ(migrate(*fixture.database).error().code, "store.schema_newer");
  EXPECT_EQ(require_current_schema(*fixture.database).error().code, "store.schema_newer");
}

}  // namespace cityaudit::store
