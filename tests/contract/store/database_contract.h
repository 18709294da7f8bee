#pragma once
// What every SQL engine must do. An engine's test names a factory type with `static std::unique_ptr<Database> open(path)`
// that opens the same data twice when asked twice, and instantiates the suite with it.

#include "store/database.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <atomic>
#include <thread>

namespace cityaudit::store {

template <class Engine>
class DatabaseContract : public testing::Test {
 protected:
  void SetUp() override {
    database = Engine::open(folder.path());
    const auto made = database->write([](Transaction& tx) -> Result<> {
      tx.execute("CREATE TABLE thing (id bigint PRIMARY KEY, name text, size double precision, bytes bytea)");
      return {};
    });
    ASSERT_TRUE(made);
  }
  std::int64_t count() {
    return *database->read([](Transaction& tx) -> Result<std::int64_t> { return *tx.integer("SELECT count(*) FROM thing"); });
  }
  Result<> insert(std::int64_t id) {
    return database->write([&](Transaction& tx) -> Result<> {
      tx.execute("INSERT INTO thing (id) VALUES ($1)", id);
      return {};
    });
  }

  tests::TemporaryFolder folder;
  std::unique_ptr<Database> database;
};

TYPED_TEST_SUITE_P(DatabaseContract);

TYPED_TEST_P(DatabaseContract, GivesBackWhatWasWritten) {
  const std::string bytes("\x00\xff", 2);
  const auto written = this->database->write([&](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO thing (id, name, size, bytes) VALUES ($1, $2, $3, $4)", 7, "Lavička", 1.5, bytes_of(bytes));
    tx.execute("INSERT INTO thing (id, name) VALUES ($1, $2)", 8, std::optional<std::string>{});
    return {};
  });
  ASSERT_TRUE(written);
  const auto read = this->database->read([&](Transaction& tx) -> Result<> {
    Rows rows = tx.query("SELECT id, name, size, bytes FROM thing ORDER BY id");
    EXPECT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 7);
    EXPECT_EQ(rows.text(1), "Lavička");
    EXPECT_EQ(rows.real(2), 1.5);
    EXPECT_EQ(rows.blob(3).size(), 2u);
    EXPECT_EQ(rows.blob(3)[1], 0xff);
    EXPECT_TRUE(rows.next());
    EXPECT_TRUE(rows.is_null(1));
    EXPECT_FALSE(rows.next());
    return {};
  });
  EXPECT_TRUE(read);
}

TYPED_TEST_P(DatabaseContract, BindsParametersByTheirNumber) {
  const auto sum = this->database->read([](Transaction& tx) -> Result<std::string> {
    return *tx.text("SELECT $2 || '-' || $1 || '-' || $2", std::string("a"), std::string("b"));
  });
  EXPECT_EQ(*sum, "b-a-b");
}

TYPED_TEST_P(DatabaseContract, RefusesASecondStatementInsteadOfForgettingIt) {
  const auto both = this->database->write([](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO thing (id, name) VALUES (901, 'a'); INSERT INTO thing (id, name) VALUES (902, 'b')");
    return {};
  });
  EXPECT_FALSE(both);
  const auto one = this->database->write([](Transaction& tx) -> Result<> {
    tx.execute("SELECT 1;\n");
    return {};
  });
  EXPECT_TRUE(one) << "a semicolon at its end is no second one";
}

TYPED_TEST_P(DatabaseContract, AnErrorUndoesItsOwnChangesOnly) {
  ASSERT_TRUE(this->insert(1));
  const auto refused = this->database->write([](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO thing (id) VALUES (2)");
    return Error(ErrorKind::conflict, "test.refused");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "test.refused");
  const auto broken = this->database->write([](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO thing (id) VALUES (3)");
    tx.execute("INSERT INTO thing (id) VALUES (1)");
    return {};
  });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::conflict);
  EXPECT_EQ(this->count(), 1);
}

TYPED_TEST_P(DatabaseContract, ManyWritersLoseNothing) {
  std::atomic<int> acknowledged{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        if (this->insert(t * 1000 + i)) ++acknowledged;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(acknowledged, 800);
  EXPECT_EQ(this->count(), 800);
}

TYPED_TEST_P(DatabaseContract, ReadersSeeASnapshot) {
  ASSERT_TRUE(this->insert(1));
  const auto read = this->database->read([&](Transaction& tx) -> Result<> {
    EXPECT_EQ(tx.integer("SELECT count(*) FROM thing"), 1);
    std::thread([&] { EXPECT_TRUE(this->insert(2)); }).join();
    EXPECT_EQ(tx.integer("SELECT count(*) FROM thing"), 1);
    return {};
  });
  EXPECT_TRUE(read);
  EXPECT_EQ(this->count(), 2);
}

TYPED_TEST_P(DatabaseContract, TheSameStatementCanBeOpenTwice) {
  ASSERT_TRUE(this->insert(1));
  ASSERT_TRUE(this->insert(2));
  const auto pairs = this->database->read([](Transaction& tx) -> Result<int> {
    int seen = 0;
    Rows outer = tx.query("SELECT id FROM thing ORDER BY id");
    while (outer.next()) {
      Rows inner = tx.query("SELECT id FROM thing ORDER BY id");
      while (inner.next()) ++seen;
    }
    return seen;
  });
  EXPECT_EQ(*pairs, 4);
}

TYPED_TEST_P(DatabaseContract, AnotherHandleSeesCommittedRowsAtOnce) {
  const auto other = TypeParam::open(this->folder.path());
  ASSERT_TRUE(this->insert(1));
  EXPECT_EQ(*other->read([](Transaction& tx) -> Result<std::int64_t> { return *tx.integer("SELECT count(*) FROM thing"); }), 1);
  ASSERT_TRUE(other->write([](Transaction& tx) -> Result<> {
    tx.execute("INSERT INTO thing (id) VALUES (2)");
    return {};
  }));
  EXPECT_EQ(this->count(), 2);
}

TYPED_TEST_P(DatabaseContract, TellsOfCommitsButNotOfUndoneWrites) {
  std::atomic<int> commits{0};
  this->database->on_commit([&] { ++commits; });
  ASSERT_TRUE(this->insert(1));
  EXPECT_EQ(commits, 1) << "before the write returns: what the hook refers to may go after the last one";
  ASSERT_FALSE(this->database->write([](Transaction&) -> Result<> { return Error(ErrorKind::conflict, "test.refused"); }));
  EXPECT_EQ(commits, 1);
  ASSERT_TRUE(this->insert(2));
  EXPECT_EQ(commits, 2);
}

TYPED_TEST_P(DatabaseContract, ReaderWritesAreServedBesideIntake) {
  std::atomic<bool> stop{false};
  std::atomic<int> id{100};
  std::vector<std::thread> intake;
  for (int t = 0; t < 4; ++t)
    intake.emplace_back([&] {
      while (!stop) EXPECT_TRUE(this->insert(id++));
    });
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(this->database->write(
        [&](Transaction& tx) -> Result<> {
          tx.execute("INSERT INTO thing (id) VALUES ($1)", i);
          return {};
        },
        WriteClass::reader));
  stop = true;
  for (auto& thread : intake) thread.join();
  EXPECT_EQ(this->count(), id - 100 + 5);
}

TYPED_TEST_P(DatabaseContract, CopiesToAFileWhileOthersWrite) {
  ASSERT_TRUE(this->insert(1));
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 10; !stop; ++i) EXPECT_TRUE(this->insert(i));
  });
  const std::string path = this->folder.path() / "copy.db";
  EXPECT_TRUE(this->database->copy_to(path));
  stop = true;
  writer.join();
  EXPECT_TRUE(this->database->check()->empty());
  EXPECT_TRUE(std::filesystem::exists(path));
}

REGISTER_TYPED_TEST_SUITE_P(DatabaseContract, GivesBackWhatWasWritten, BindsParametersByTheirNumber,
                            RefusesASecondStatementInsteadOfForgettingIt, AnErrorUndoesItsOwnChangesOnly, ManyWritersLoseNothing,
                            ReadersSeeASnapshot, TheSameStatementCanBeOpenTwice, AnotherHandleSeesCommittedRowsAtOnce,
                            TellsOfCommitsButNotOfUndoneWrites, ReaderWritesAreServedBesideIntake, CopiesToAFileWhileOthersWrite);

}  // namespace cityaudit::store
