#pragma once
// Staff accounts: passwords, one-time sign-in links, sessions. Thread-safe; calls block (a sign-in for some 100 ms), so
// never on an I/O thread. Tokens and passwords are stored as hashes only.

#include "base/clock.h"
#include "base/settings.h"
#include "ingest/keys.h"
#include "server/auth/attempts.h"
#include "server/auth/password.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::server::auth {

inline constexpr std::string_view admin_email = "admin@localhost";

struct Account {
  ingest::AccountId id;
  Uuid uuid;
  std::string email;
  std::string name;
  std::string role;  // admin, or member: then ingest::Memberships says of what
  bool has_password = false;

  bool is_admin() const { return role == "admin"; }
};

/// A session that has just begun. The token goes into the cookie and is nowhere else.
struct NewSession {
  Account account;
  std::string token;
  std::string csrf_token;
};

/// A session that is still good.
struct Session {
  Account account;
  std::string csrf_token;
};

class Accounts {
 public:
  Accounts(store::Database& database, const Clock& clock, const Settings& settings);

  /// The one account of a fresh installation: `admin_email`, role admin, without a password. Made once.
  Result<Account> ensure_admin();
  /// An account of that role; conflict ("account.email_taken") when the e-mail has one.
  Result<Account> add(std::string_view email, std::string_view name, std::string_view role);
  Result<std::optional<Account>> find(ingest::AccountId account);

  /// At least 12 characters, at most 1024 bytes. Ends every session of the account except `kept_session_token`.
  Result<> set_password(ingest::AccountId account, std::string_view password, std::string_view kept_session_token = {});
  /// A token that signs in once within people.sign_in_link_minutes. Earlier unused ones of the account end.
  Result<std::string> make_sign_in_link(ingest::AccountId account);

  /// `address` is counted, never stored. unauthenticated ("sign_in.wrong"), the same and in the same time whether the
  /// e-mail or the password is wrong; rate_limited ("sign_in.too_many"); unavailable when too many sign in at once.
  Result<NewSession> sign_in(std::string_view email, std::string_view password, std::string_view address);
  /// unauthenticated ("sign_in.link_used_or_old").
  Result<NewSession> sign_in_by_link(std::string_view token, std::string_view address);

  /// Nothing for an unknown or expired token or a disabled account.
  Result<std::optional<Session>> find_session(std::string_view token);
  static std::optional<Session> find_session(store::Transaction& tx, std::string_view token, UtcMillis now);
  Result<> sign_out(std::string_view token);

 private:
  Result<NewSession> begin_session(store::Transaction& tx, const Account& account) const;

  store::Database& database_;
  const Clock& clock_;
  const std::int64_t session_millis_;
  const std::int64_t link_millis_;
  PasswordHashing hashing_;
  Attempts attempts_;
};

}  // namespace cityaudit::server::auth
