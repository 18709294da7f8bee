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

/// Migration 501: whoever worked here on everything goes on doing so, as a member of every audit there was.
TEST(Migrations, MakeMembersOfThoseWhoHadARoleOnTheWholeServer) {
  tests::StoreFixture fixture;
  ASSERT_TRUE(fixture.database->write([](Transaction& tx) -> Result<> {
    tx.execute("DROP TABLE membership");
    tx.execute("DELETE FROM schema_migration WHERE number = 501");
    for (const char* slug : {"praha", "brno"})
      tx.execute(
          "INSERT INTO audit (uuid, number, slug, title, city, country, languages, time_zone, demonstration, created_at, updated_at, "
          "version) "
          "VALUES ($1, (SELECT count(*) + 1 FROM audit), $2, '{}', '', '', '', '', 0, 0, 0, 1)",
          random_uuid(), slug);
    for (const char* role : {"admin", "auditor", "facilitator", "participant"})
      tx.execute("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, '', $2, 7)", random_uuid(), role);
    return {};
  }));
  ASSERT_TRUE(migrate(*fixture.database));
  const auto text = fixture.database->read([](Transaction& tx) -> Result<std::string> {
    std::string out;
    Rows rows = tx.query(
        "SELECT a.slug, c.email, m.role, m.capabilities FROM membership m JOIN audit a ON a.id = m.audit_id JOIN account c ON c.id = "
        "m.account_id ORDER BY a.slug, c.email");
    while (rows.next()) out += rows.string(0) + " " + rows.string(1) + " " + rows.string(2) + " " + rows.string(3) + "\n";
    return out + std::to_string(*tx.integer("SELECT count(*) FROM account WHERE role = 'member'"));
  });
  EXPECT_EQ(*text, "brno auditor auditor 7\nbrno facilitator facilitator 3\npraha auditor auditor 7\npraha facilitator facilitator 3\n3");
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
