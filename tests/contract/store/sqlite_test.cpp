#include "store/sqlite/database.h"
#include "tests/contract/store/database_contract.h"

#include <fstream>
#include <iterator>

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

std::string bytes_below(const std::filesystem::path& folder) {
  std::string out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    out.append(std::istreambuf_iterator<char>(file), {});
  }
  return out;
}

TEST(SqliteDatabase, LeavesNoTraceOfWhatItForgot) {
  const tests::TemporaryFolder folder;
  const auto database = SqliteEngine::open(folder.path());
  const std::string long_text = std::string(9'000, 'x') + "the end of a long marker";
  ASSERT_TRUE(database->write([&](Transaction& tx) -> Result<> {
    tx.execute("CREATE TABLE thing (name text PRIMARY KEY, words text) WITHOUT ROWID");
    tx.execute("CREATE INDEX thing_words ON thing (words)");
    for (int i = 0; i < 200; ++i) tx.execute("INSERT INTO thing (name, words) VALUES ($1, $2)", std::to_string(i), "filling");
    tx.execute("INSERT INTO thing (name, words) VALUES ('10marker', $1)", long_text);
    return {};
  }));
  ASSERT_NE(bytes_below(folder.path()).find("the end of a long marker"), std::string::npos);
  ASSERT_TRUE(database->write([&](Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM thing WHERE name LIKE '%marker'");
    return {};
  }));
  EXPECT_NE(bytes_below(folder.path()).find("marker"), std::string::npos) << "the log still has it";
  // While somebody reads an older state it cannot be done, and nobody waits long for it.
  ASSERT_TRUE(database->read([&](Transaction& tx) -> Result<> {
    EXPECT_TRUE(tx.integer("SELECT count(*) FROM thing"));
    std::thread([&] {
      EXPECT_TRUE(database->write([](Transaction& inner) -> Result<> {
        inner.execute("INSERT INTO thing (name, words) VALUES ('new', '')");
        return {};
      }));
      EXPECT_EQ(database->forget_deleted().error().kind, ErrorKind::unavailable);
    }).join();
    return {};
  }));
  ASSERT_TRUE(database->forget_deleted());
  EXPECT_EQ(bytes_below(folder.path()).find("marker"), std::string::npos);
}

}  // namespace cityaudit::store
