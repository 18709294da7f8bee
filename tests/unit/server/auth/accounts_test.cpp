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
    accounts.emplace(*store.database, events, clock, settings);
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
  ingest::Events events;
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
  accounts.emplace(*store.database, events, clock, settings);
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
  std::string long_password;
  while (long_password.size() < 1024) long_password += static_cast<char>('a' + long_password.size() * 7 % 25);
  const Account made = account();
  EXPECT_EQ(code(accounts->set_password(made.id, "eleven char").error()), "account.password_too_short");
  EXPECT_EQ(code(accounts->set_password(made.id, "ěščřžýáíéúů").error()), "account.password_too_short") << "11 characters, 22 bytes";
  EXPECT_TRUE(accounts->set_password(made.id, "ěščřžýáíéúůď"));
  EXPECT_EQ(code(accounts->set_password(made.id, std::string(1025, 'x')).error()), "account.password_too_long");
  EXPECT_TRUE(accounts->set_password(made.id, long_password));
  EXPECT_EQ(code(accounts->set_password(made.id, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").error()),
            "account.password_too_short");
  EXPECT_TRUE(accounts->sign_in("eva@example.org", long_password, "10.0.0.1"));
  EXPECT_FALSE(accounts->sign_in("eva@example.org", std::string(1'000'000, 'x'), "10.0.0.1"));
}

TEST_F(AccountsTest, AnAddressHasOnlySoManyAttempts) {
  settings.set("people.sign_in_attempts_per_minute", std::int64_t{3});
  accounts.emplace(*store.database, events, clock, settings);
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

/// Guessing at an account from anywhere slows down strangers, and nobody who has been in before.
TEST_F(AccountsTest, WhoGuessesLocksNobodyOut) {
  settings.set("people.account_attempts", std::int64_t{3});
  settings.set("people.account_attempt_minutes", std::int64_t{5});
  accounts.emplace(*store.database, events, clock, settings);
  account();
  const NewSession own = accounts->sign_in("eva@example.org", password, "10.0.0.1").value();
  const auto guess = [&](int i) { return accounts->sign_in("eva@example.org", "a wrong guess", "10.0.1." + std::to_string(i)); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(guess(i).error()), "sign_in.wrong");
  EXPECT_EQ(code(guess(3).error()), "sign_in.slow_down") << "from a new address each time";
  EXPECT_EQ(code(accounts->sign_in("eva@example.org", password, "10.0.2.1").error()), "sign_in.slow_down") << "a strange device waits";
  EXPECT_TRUE(accounts->find_session(own.token).value()) << "who is in stays in";
  const NewSession again = accounts->sign_in({"eva@example.org", password, {}, "10.0.2.2", own.device}).value();
  EXPECT_EQ(again.device, own.device) << "a device that was here before comes in, and stays known";
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(accounts->sign_in({"eva@example.org", "wrong", {}, "10.0.3.1", own.device}));
  EXPECT_EQ(code(accounts->sign_in({"eva@example.org", password, {}, "10.0.3.1", own.device}).error()), "sign_in.slow_down")
      << "a stolen device is no way to guess on";
  clock.advance(5 * 60'000);
  EXPECT_TRUE(accounts->sign_in("eva@example.org", password, "10.0.4.1")) << "one an interval";
}

TEST_F(AccountsTest, ADeviceIsKnownToTheAccountThatUsedItAndForATime) {
  settings.set("people.account_attempts", std::int64_t{1});
  accounts.emplace(*store.database, events, clock, settings);
  account();
  account("member", "adam@example.org");
  const std::string device = accounts->sign_in("adam@example.org", password, "10.0.0.1").value().device;
  EXPECT_FALSE(accounts->sign_in("eva@example.org", "wrong", "10.0.0.2"));
  EXPECT_EQ(code(accounts->sign_in({"eva@example.org", password, {}, "10.0.0.3", device}).error()), "sign_in.slow_down");
  clock.advance(60 * 60'000);
  EXPECT_NE(accounts->sign_in({"eva@example.org", password, {}, "10.0.0.3", "made up by the browser"}).value().device,
            "made up by the browser");
  clock.advance(181 * millis_per_day);
  EXPECT_FALSE(accounts->sign_in("adam@example.org", "wrong", "10.0.0.2"));
  EXPECT_EQ(code(accounts->sign_in({"adam@example.org", password, {}, "10.0.0.3", device}).error()), "sign_in.slow_down") << "too long ago";
}

TEST_F(AccountsTest, AnInvitationIsWorthOneStart) {
  const Account made = accounts->add("eva@example.org", "", "member").value();
  const std::string old = accounts->invite(made.id, {}, "system").value();
  const std::string token = accounts->invite(made.id, {}, "system").value();
  EXPECT_EQ(code(accounts->look_at_invitation(old, "10.0.0.1").error()), "invitation.unknown") << "the newest counts";
  EXPECT_EQ(accounts->look_at_invitation(token, "10.0.0.1").value().account.email, "eva@example.org");
  EXPECT_EQ(code(accounts->accept_invitation(token, "Eva", "short", {}).error()), "account.password_too_short");
  EXPECT_EQ(code(accounts->accept_invitation(token, "  ", password, {}).error()), "account.name_unusable");
  const auto session = accounts->accept_invitation(token, " Eva Nová ", password, {}).value();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account.name, "Eva Nová");
  EXPECT_TRUE(accounts->find_session(session->token).value());
  EXPECT_EQ(code(accounts->accept_invitation(token, "Eva", password, {}).error()), "invitation.unknown") << "once";
  EXPECT_TRUE(accounts->sign_in("eva@example.org", password, "10.0.0.1"));
  const std::string late = accounts->invite(made.id, {}, "system").value();
  clock.advance(7 * millis_per_day);
  EXPECT_EQ(code(accounts->look_at_invitation(late, "10.0.0.1").error()), "invitation.unknown");
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'account.joined'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE payload <> '{}' OR actor LIKE '%@%'"), 0) << "the log holds ids";
}

TEST_F(AccountsTest, SomebodySeesAndEndsTheirSessions) {
  const Account made = account();
  const NewSession first = accounts->sign_in({"eva@example.org", password, {}, "10.0.0.1", {}, "Firefox · Linux"}).value();
  clock.advance(1000);
  const NewSession second = accounts->sign_in({"eva@example.org", password, {}, "10.0.0.1", {}, "Safari · iPhone"}).value();
  const auto listed = accounts->sessions(made.id, second.token).value();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].client, "Safari · iPhone");
  EXPECT_TRUE(listed[0].is_this);
  EXPECT_FALSE(listed[1].is_this);
  const Account other = account("member", "adam@example.org");
  EXPECT_EQ(code(accounts->end_session(other.id, listed[1].uuid, "x").error()), "session.unknown") << "nobody else's";
  ASSERT_TRUE(accounts->end_session(made.id, listed[1].uuid, "x"));
  EXPECT_FALSE(accounts->find_session(first.token).value());
  EXPECT_TRUE(accounts->find_session(second.token).value());
  ASSERT_TRUE(accounts->sign_out_everywhere(made.id, "x"));
  EXPECT_FALSE(accounts->find_session(second.token).value());
  EXPECT_EQ(count("SELECT count(*) FROM known_device"), 0);
}

TEST_F(AccountsTest, APasswordIsChangedByWhoKnowsIt) {
  const Account made = account();
  EXPECT_EQ(code(accounts->change_password(made.id, "not it at all", "another few words", "").error()), "account.password_wrong");
  EXPECT_TRUE(accounts->change_password(made.id, password, "another few words", ""));
  EXPECT_TRUE(accounts->sign_in("eva@example.org", "another few words", "10.0.0.1"));
}

TEST_F(AccountsTest, TheLastAdminStays) {
  const Account admin = accounts->ensure_admin().value();
  EXPECT_EQ(code(accounts->close(admin.id, "x").error()), "account.last_admin");
  EXPECT_EQ(code(accounts->set_role(admin.id, "member", "x").error()), "account.last_admin");
  const Account second = account("admin");
  EXPECT_TRUE(accounts->close(admin.id, "x"));
  EXPECT_EQ(code(accounts->close(second.id, "x").error()), "account.last_admin");
  EXPECT_TRUE(accounts->reopen(admin.id, "x"));
  EXPECT_TRUE(accounts->set_role(second.id, "member", "x"));
}

TEST_F(AccountsTest, AClosedAccountLosesEverythingThatLetsIn) {
  account("admin", "boss@example.org");
  const Account made = account();
  const std::string token = accounts->sign_in("eva@example.org", password, "10.0.0.1").value().token;
  const std::string invitation = accounts->invite(made.id, {}, "system").value();
  ASSERT_TRUE(accounts->close(made.id, "x"));
  EXPECT_FALSE(accounts->find_session(token).value());
  EXPECT_FALSE(accounts->look_at_invitation(invitation, "10.0.0.1"));
  ASSERT_TRUE(accounts->reopen(made.id, "x"));
  EXPECT_FALSE(accounts->find_session(token).value()) << "what ended does not begin again";
  EXPECT_TRUE(accounts->sign_in("eva@example.org", password, "10.0.0.1"));
}

}  // namespace
}  // namespace cityaudit::server::auth
