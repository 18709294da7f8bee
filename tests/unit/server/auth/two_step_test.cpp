#include "server/auth/two_step.h"

#include "base/text.h"
#include "server/auth/accounts.h"
#include "tests/support/store_fixture.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <fstream>
#include <map>

namespace cityaudit::server::auth {
namespace {

constexpr std::string_view right_password = "three plain words";

std::string from_base32(std::string_view text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    held = (held << 5U) | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((bits += 5) >= 8) out += static_cast<char>((held >> static_cast<unsigned>(bits -= 8)) & 0xffU);
  }
  return out;
}

class TwoStepTest : public testing::Test {
 protected:
  void open(std::shared_ptr<store::KeyFile> keys = nullptr) {
    settings.set("people.password_memory_bytes", std::int64_t{65'536});
    settings.set("people.password_operations", std::int64_t{1});
    settings.set("people.sign_in_attempts_per_minute", std::int64_t{1000});
    settings.set("people.account_attempts", std::int64_t{1000});
    accounts.emplace(*store.database, events, clock, settings, std::move(keys));
  }
  void SetUp() override {
    clock.advance(1'530'000'000'000);
    open();
    id = accounts->add("eva@example.org", "Eva", "member").value().id;
    ASSERT_TRUE(accounts->set_password(id, right_password));
  }
  /// From now on the second step is on.
  void turn_on() {
    secret = from_base32(accounts->two_step().begin(id).value().secret);
    recovery = accounts->two_step().confirm(id, app(), "account:x").value();
    clock.advance(30'000);
  }
  std::string app() const { return one_time_code(bytes_of(secret), clock.now()); }
  std::string enter(const std::string& code) {
    const auto session = accounts->sign_in({"eva@example.org", right_password, code, "10.0.0.1"});
    return session ? "in" : session.error().code;
  }

  tests::StoreFixture store;
  ingest::Events events;
  ManualClock clock;
  Settings settings = Settings::defaults();
  std::optional<Accounts> accounts;
  ingest::AccountId id;
  std::string secret;
  std::vector<std::string> recovery;
};

TEST_F(TwoStepTest, IsNotAskedForBeforeACodeWasRight) {
  secret = from_base32(accounts->two_step().begin(id).value().secret);
  EXPECT_EQ(enter(""), "in") << "whoever stops in the middle is not locked out";
  EXPECT_EQ(accounts->two_step().confirm(id, "000000", "x").error().code, "sign_in.code_wrong");
  EXPECT_EQ(accounts->two_step().confirm(id, app(), "x").value().size(), recovery_codes);
  EXPECT_EQ(accounts->two_step().confirm(id, app(), "x").error().code, "account.two_step_on");
  EXPECT_EQ(accounts->two_step().begin(id).error().code, "account.two_step_on");
  EXPECT_EQ(enter(""), "sign_in.code_needed");
}

TEST_F(TwoStepTest, ACodeCountsOnce) {
  turn_on();
  EXPECT_EQ(enter("000000"), "sign_in.code_wrong");
  const std::string code = app();
  EXPECT_EQ(enter(code.substr(0, 3) + " " + code.substr(3)), "in") << "as the app shows it";
  EXPECT_EQ(enter(code), "sign_in.code_wrong") << "used";
  clock.advance(30'000);
  EXPECT_EQ(enter(code), "sign_in.code_wrong") << "used, and now the one before";
  EXPECT_EQ(enter(app()), "in");
}

TEST_F(TwoStepTest, NothingIsSaidOfItBeforeThePasswordIsRight) {
  turn_on();
  const auto refused = accounts->sign_in({"eva@example.org", "not the password", app(), "10.0.0.1"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "sign_in.wrong");
  EXPECT_EQ(enter(app()), "in") << "and the code was not used up";
}

TEST_F(TwoStepTest, ARecoveryCodeCountsOnceHoweverItIsTyped) {
  turn_on();
  std::string typed = to_lower_ascii(recovery[3]);
  std::erase(typed, '-');
  EXPECT_EQ(enter(typed), "in");
  EXPECT_EQ(enter(recovery[3]), "sign_in.code_wrong");
  EXPECT_EQ(enter(recovery[4]), "in");
  const auto left =
      store.database->read([&](store::Transaction& tx) -> Result<std::int64_t> { return TwoStep::recovery_codes_left(tx, id); });
  EXPECT_EQ(*left, 8);
}

TEST_F(TwoStepTest, AnInvitationDoesNotGoAroundIt) {
  turn_on();
  const std::string token = accounts->invite(id, {}, "system").value();
  EXPECT_FALSE(accounts->accept_invitation(token, "Eva", "another few words", {}).value()) << "a password, and no session";
  EXPECT_EQ(accounts->sign_in({"eva@example.org", "another few words", {}, "10.0.0.1"}).error().code, "sign_in.code_needed");
}

TEST_F(TwoStepTest, EndsWithItsSecretAndItsCodes) {
  turn_on();
  ASSERT_TRUE(accounts->two_step().end(id, "account:admin"));
  EXPECT_EQ(enter(""), "in");
  const auto rows = store.database->read([](store::Transaction& tx) -> Result<std::int64_t> {
    return *tx.integer("SELECT (SELECT count(*) FROM recovery_code) + (SELECT count(*) FROM account WHERE totp_secret IS NOT NULL)");
  });
  EXPECT_EQ(*rows, 0);
}

TEST_F(TwoStepTest, TheSecretIsSealedUnderTheDataKeyAndSealedAnew) {
  tests::TemporaryFolder folder;
  const auto path = folder.path() / "keys";
  ASSERT_TRUE(store::make_key_file(path, clock.now()));
  open(store::KeyFile::open(path).value());
  turn_on();
  const auto stored = [&] {
    return store.database->read([](store::Transaction& tx) -> Result<std::string> {
      store::Rows rows = tx.query("SELECT totp_secret FROM account WHERE totp_secret IS NOT NULL");
      EXPECT_TRUE(rows.next());
      return std::string(reinterpret_cast<const char*>(rows.blob(0).data()), rows.blob(0).size());
    });
  };
  const std::string sealed = stored().value();
  EXPECT_EQ(sealed.find(secret), std::string::npos);
  open(nullptr);
  EXPECT_EQ(enter(app()), "blob.key_missing");
  EXPECT_EQ(enter(recovery[0]), "in") << "without the key a recovery code still opens";

  ASSERT_TRUE(store::add_key(path, clock.now()));
  const auto keys = store::KeyFile::open(path).value();
  EXPECT_EQ(TwoStep::reseal(*store.database, *keys->ring()).value(), 1);
  EXPECT_NE(stored().value(), sealed);
  std::ifstream file(path);
  std::string newest;
  std::getline(file, newest);
  const auto alone = folder.path() / "newest";
  std::ofstream(alone) << newest << '\n';
  open(store::KeyFile::open(alone).value());
  EXPECT_EQ(enter(app()), "in") << "the old key is needed no more";
}

}  // namespace
}  // namespace cityaudit::server::auth
