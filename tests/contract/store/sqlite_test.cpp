#include "store/sqlite/database.h"
#include "tests/contract/store/database_contract.h"

namespace cityaudit::store {

struct SqliteEngine {
  static std::unique_ptr<Database> open(const std::filesystem::path& folder) {
    sqlite::Options options;
    options.path = folder / "contract.db";
    return std::move(sqlite::open(options)).value();
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DatabaseContract, SqliteEngine);

TEST(SqliteDatabase, RefusesIntakeBelowTheReserveAndStillReads) {
  const tests::TemporaryFolder folder;
  sqlite::Options options;
  options.path = folder.path() / "full.db";
  options.disk_reserve_bytes = std::int64_t{1} << 60;
  const auto database = std::move(sqlite::open(options)).value();
  const auto refused = database->write([](Transaction&) -> Result<> { return {}; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::storage_full);
  EXPECT_TRUE(database->read([](Transaction& tx) -> Result<std::int64_t> { return *tx.integer("SELECT 1"); }));
}

}  // namespace cityaudit::store
