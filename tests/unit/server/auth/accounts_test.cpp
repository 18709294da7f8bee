#include "server/auth/accounts.h"

#include "tests/support/store_fixture.h"

#include <gtest/gtest.h>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

namespace cityaudit::server::auth {
namespace {

constexpr std::string_view password = "three plain words";

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    settings.set("people.password_memory_bytes", std::int64_t{65'536});
    settings.set("people.password_operations", std::int64_t{1});
    settings.set("people.sign_in_attempts_per_minute", std::int64_t{20});
    accounts.emplace(*store.database, clock, settings);
  }

  Account account(std::string_view role = "member", std::string_view email = "Eva@Example.org") {
    const Account made = accounts->add(email, "Eva", role).value();
    EXPECT_TRUE(accounts->set_password(made.id, password));
    return made;
  }
  static std::string code(const Error& error) { return error.code; }
  std::int64_t count(std::string_view sql) {
    return store.database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer(sql).value_or(0); }).value();
  }

  tests::StoreFixture store;
  ManualClock clock;
  Settings settings = Settings::defaults();
  std::optional<Accounts> accounts;
};

TEST_F(AccountsTest, TheAdminIsMadeOnceAndHasNoPassword) {
  const Account first = accounts->ensure_admin().value();
  const Account again = accounts->ensure_admin().value();
  EXPECT_EQ(first.uuid, again.uuid);
  EXPECT_EQ(first.email, admin_email);
  EXPECT_EQ(first.role, "admin");
  EXPECT_FALSE(again.has_password);
  const auto refused = accounts->sign_in(admin_email, "", "127.0.0.1");
  ASSERT_FALSE(refused) << "an account without a password is not open to the empty one";
  EXPECT_EQ(code(refused.error()), "sign_in.wrong");
}

TEST_F(AccountsTest, SignsInWithEMailAndPassword) {
  const Account made = account();
  const NewSession session = accounts->sign_in(" eva@example.ORG ", password, "10.0.0.1").value();
  EXPECT_EQ(session.account.uuid, made.uuid);
  EXPECT_TRUE(session.account.has_password);
  const auto found = accounts->find_session(session.token).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->account.id, made.id);
  EXPECT_EQ(found->csrf_token, session.csrf_token);
  EXPECT_NE(session.csrf_token, session.token);
}

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownPersonAreTheSame) {
  account();
  const auto wrong = accounts->sign_in("eva@example.org", "three plain wordz", "10.0.0.1");
  const auto unknown = accounts->sign_in("adam@example.org", password, "10.0.0.1");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().kind, ErrorKind::unauthenticated);
  EXPECT_EQ(code(wrong.error()), code(unknown.error()));
}

TEST_F(AccountsTest, AnUnknownPersonCostsTheSameTime) {
  settings.set("people.password_memory_bytes", std::int64_t{33'554'432});
  settings.set("people.password_operations", std::int64_t{3});
  accounts.emplace(*store.database, clock, settings);
  account();
  const auto millis_of = [&](std::string_view email) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(accounts->sign_in(email, "not the password", "10.0.0.1"));
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  };
  double known = 1e9, unknown = 1e9;  // the quickest of a few: what else runs on the machine only adds
  for (int i = 0; i < 4; ++i) {
    known = std::min(known, millis_of("eva@example.org"));
    unknown = std::min(unknown, millis_of("adam@example.org"));
  }
  EXPECT_GT(unknown, known / 3);
  EXPECT_LT(unknown, known * 3);
}

TEST_F(AccountsTest, NothingSecretIsStoredAsItIs) {
  const Account made = account();
  const std::string link = accounts->make_sign_in_link(made.id).value();
  const std::string token = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  const auto read = [&](store::Transaction& tx) -> Result<> {
    EXPECT_TRUE(tx.text("SELECT password_hash FROM account").value_or("").starts_with("$argon2id$"));
    store::Rows rows = tx.query("SELECT token_sha256 FROM staff_session UNION ALL SELECT token_sha256 FROM sign_in_link");
    std::set<Sha256> hashes;
    while (rows.next()) hashes.insert(rows.sha256(0));
    EXPECT_EQ(hashes, (std::set<Sha256>{sha256(bytes_of(link)), sha256(bytes_of(token))}));
    return {};
  };
  EXPECT_TRUE(store.database->read(read));
}

TEST_F(AccountsTest, ALinkSignsInOnce) {
  const Account admin = accounts->ensure_admin().value();
  const std::string link = accounts->make_sign_in_link(admin.id).value();
  EXPECT_EQ(accounts->sign_in_by_link(link, "127.0.0.1").value().account.role, "admin");
  const auto again = accounts->sign_in_by_link(link, "127.0.0.1");
  ASSERT_FALSE(again);
  EXPECT_EQ(code(again.error()), "sign_in.link_used_or_old");
  EXPECT_FALSE(accounts->sign_in_by_link("", "127.0.0.1"));
}

TEST_F(AccountsTest, ALinkIsWorthOneSessionEvenWhenOpenedTwiceAtOnce) {
  const Account admin = accounts->ensure_admin().value();
  const std::string link = accounts->make_sign_in_link(admin.id).value();
  std::atomic<int> let_in{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { let_in += accounts->sign_in_by_link(link, "127.0.0.1") ? 1 : 0; });
  }
  EXPECT_EQ(let_in, 1);
  EXPECT_EQ(count("SELECT count(*) FROM staff_session"), 1);
}

TEST_F(AccountsTest, ALinkEndsAfterItsTimeAndWithTheNextOne) {
  const Account admin = accounts->ensure_admin().value();
  const std::string old = accounts->make_sign_in_link(admin.id).value();
  const std::string link = accounts->make_sign_in_link(admin.id).value();
  EXPECT_FALSE(accounts->sign_in_by_link(old, "127.0.0.1"));
  clock.advance(60 * 60'000 + 1);
  EXPECT_FALSE(accounts->sign_in_by_link(link, "127.0.0.1"));
}

TEST_F(AccountsTest, SessionsEnd) {
  account();
  const std::string token = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  clock.advance(12 * millis_per_hour - 1);
  EXPECT_TRUE(accounts->find_session(token).value());
  clock.advance(1);
  EXPECT_FALSE(accounts->find_session(token).value());
  const std::string next = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  EXPECT_EQ(count("SELECT count(*) FROM staff_session"), 1) << "those that have ended are not kept";
  EXPECT_TRUE(accounts->sign_out(next));
  EXPECT_FALSE(accounts->find_session(next).value());
  EXPECT_FALSE(accounts->find_session("").value());
  EXPECT_FALSE(accounts->find_session(std::string(5000, 'x')).value());
}

TEST_F(AccountsTest, AClosedAccountIsOutAtOnce) {
  const Account made = account();
  const std::string token = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  const std::string link = accounts->make_sign_in_link(made.id).value();
  const auto close = [&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE account SET disabled_at = 1 WHERE id = $1", made.id);
    return {};
  };
  ASSERT_TRUE(store.database->write(close));
  EXPECT_FALSE(accounts->find_session(token).value());
  EXPECT_FALSE(accounts->sign_in("eva@example.org", password, "10.0.0.1"));
  EXPECT_FALSE(accounts->sign_in_by_link(link, "10.0.0.1"));
  EXPECT_FALSE(accounts->find(made.id).value());
}

TEST_F(AccountsTest, ANewPasswordEndsOtherSessions) {
  const Account made = account();
  const std::string mine = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  const std::string other = accounts->sign_in("eva@example.org", password, "10.0.0.2").value().token;
  ASSERT_TRUE(accounts->set_password(made.id, "another few words", mine));
  EXPECT_TRUE(accounts->find_session(mine).value());
  EXPECT_FALSE(accounts->find_session(other).value());
  EXPECT_FALSE(accounts->sign_in("eva@example.org", password, "10.0.0.1"));
  EXPECT_TRUE(accounts->sign_in("eva@example.org", "another few words", "10.0.0.1"));
}

TEST_F(AccountsTest, PasswordsHaveALength) {
  const Account made = account();
  EXPECT_EQ(code(accounts->set_password(made.id, "eleven char").error()), "account.password_too_short");
  EXPECT_EQ(code(accounts->set_password(made.id, "ěščřžýáíéúů").error()), "account.password_too_short") << "11 characters, 22 bytes";
  EXPECT_TRUE(accounts->set_password(made.id, "ěščřžýáíéúůď"));
  EXPECT_EQ(code(accounts->set_password(made.id, std::string(1025, 'x')).error()), "account.password_too_long");
  EXPECT_TRUE(accounts->set_password(made.id, std::string(1024, 'x')));
  EXPECT_EQ(code(accounts->set_password(made.id, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").error()),
            "account.password_too_short");
  EXPECT_TRUE(accounts->sign_in("eva@example.org", std::string(1024, 'x'), "10.0.0.1"));
  EXPECT_FALSE(accounts->sign_in("eva@example.org", std::string(1'000'000, 'x'), "10.0.0.1"));
}

TEST_F(AccountsTest, AnAddressHasOnlySoManyAttempts) {
  settings.set("people.sign_in_attempts_per_minute", std::int64_t{3});
  accounts.emplace(*store.database, clock, settings);
  account();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(accounts->sign_in("eva@example.org", "wrong", "10.0.0.1").error()), "sign_in.wrong");
  const auto refused = accounts->sign_in("eva@example.org", password, "10.0.0.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::rate_limited);
  EXPECT_FALSE(accounts->sign_in_by_link("x", "10.0.0.1")) << "links count too";
  EXPECT_TRUE(accounts->sign_in("eva@example.org", password, "10.0.0.2"));
  clock.advance(20'000);
  EXPECT_TRUE(accounts->sign_in("eva@example.org", password, "10.0.0.1"));
}

TEST_F(AccountsTest, OneEMailIsOneAccountAndRolesAreKnown) {
  account();
  EXPECT_EQ(code(accounts->add("EVA@example.org", "x", "admin").error()), "account.email_taken");
  EXPECT_EQ(code(accounts->add("eva", "x", "admin").error()), "account.email_unusable");
  EXPECT_EQ(code(accounts->add("b@example.org", "x", "king").error()), "account.role_unknown");
  EXPECT_EQ(code(accounts->add("b@example.org", "x", "auditor").error()), "account.role_unknown") << "that is a role in an audit";
}

}  // namespace
}  // namespace cityaudit::server::auth
