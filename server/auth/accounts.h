#pragma once
// Staff accounts: who they are, how they sign in, their sessions. Thread-safe; calls block (a sign-in for some 100 ms), so never on an I/O
// thread. Tokens, passwords and recovery codes are stored as hashes only. What happens to an account is told in the log by ids.

#include "base/settings.h"
#include "server/auth/attempts.h"
#include "server/auth/password.h"
#include "server/auth/two_step.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::auth {

inline constexpr std::string_view admin_email = "admin@localhost";

struct Account {
  ingest::AccountId id;
  Uuid uuid;
  std::string email;
  std::string name;
  std::string role;  // admin, or member: then ingest::Memberships says of what
  bool has_password = false;
  bool has_two_step = false;
  std::optional<UtcMillis> closed_at = {};

  bool is_admin() const { return role == "admin"; }
};

/// What somebody brings to sign in. `address` is counted, never stored.
struct Credentials {
  std::string_view email, password;
  std::string_view code = {};  // of the second step, where it is on
  std::string_view address = {};
  std::string_view device = {};  // the token of a browser that has signed in before
  std::string_view client = {};  // browser and system, to be recognised in the list of sessions
};

/// A session that has just begun. The tokens go into cookies and are nowhere else.
struct NewSession {
  Account account;
  std::string token;
  std::string csrf_token;
  std::string device;  // by which this browser is known from now on
};

/// A session that is still good.
struct Session {
  Account account;
  std::string csrf_token;
};

struct ListedSession {
  Uuid uuid;
  UtcMillis began_at, expires_at;
  std::string client;
  bool is_this = false;
};

/// What somebody who was invited is asked to confirm.
struct Invitation {
  Account account;
  UtcMillis expires_at;
};

class Accounts {
 public:
  Accounts(store::Database& database, const ingest::Events& events, const Clock& clock, const Settings& settings,
           std::shared_ptr<store::KeyFile> keys = nullptr);

  TwoStep& two_step() { return two_step_; }

  // Who there is.

  /// The one account of a fresh installation: `admin_email`, role admin, without a password. Made once; not while there is another admin.
  Result<Account> ensure_admin();
  /// An account of that role; conflict ("account.email_taken") when the e-mail has one.
  Result<Account> add(std::string_view email, std::string_view name, std::string_view role, std::string_view actor = "system");
  Result<std::optional<Account>> find(ingest::AccountId account);
  /// Closed ones too.
  Result<std::optional<Account>> find_email(std::string_view email);
  static std::optional<Account> find(store::Transaction& tx, const Uuid& uuid);
  /// Ordered by e-mail.
  Result<std::vector<Account>> all();
  /// invalid ("account.name_unusable").
  Result<> rename(ingest::AccountId account, std::string_view name, std::string_view actor);
  /// admin or member; an admin's memberships go. conflict ("account.last_admin").
  Result<> set_role(ingest::AccountId account, std::string_view role, std::string_view actor);
  /// Ends its sessions, invitations and known devices at once. conflict ("account.last_admin").
  Result<> close(ingest::AccountId account, std::string_view actor);
  Result<> reopen(ingest::AccountId account, std::string_view actor);

  // Getting in.

  /// For whoever is new or has lost their password: a token that sets name and password once within people.invitation_days. Earlier ones
  /// end.
  Result<std::string> invite(ingest::AccountId account, ingest::AccountId by, std::string_view actor);
  /// not_found ("invitation.unknown") for one that is used, old or none; rate_limited ("sign_in.too_many").
  Result<Invitation> look_at_invitation(std::string_view token, std::string_view address);
  /// The invitation is used up and every other session over. No session begins where a second step is on: then one signs in with it.
  Result<std::optional<NewSession>> accept_invitation(std::string_view token, std::string_view name, std::string_view password,
                                                      const Credentials& from);
  /// What check_password() says. Ends every session of the account except `kept_session_token`.
  Result<> set_password(ingest::AccountId account, std::string_view password, std::string_view kept_session_token = {});
  /// The same by the account itself. invalid ("account.password_wrong") unless `current` is right, where there is one;
  /// rate_limited.
  Result<> change_password(ingest::AccountId account, std::string_view current, std::string_view password,
                           std::string_view kept_session_token);
  /// The same check alone, before something that a stolen session must not do.
  Result<> confirm_password(ingest::AccountId account, std::string_view password);
  /// A token that signs in once within people.sign_in_link_minutes. Earlier unused ones of the account end.
  Result<std::string> make_sign_in_link(ingest::AccountId account);

  /// unauthenticated ("sign_in.wrong"), the same and in the same time whether the e-mail or the password is wrong; then
  /// ("sign_in.code_needed", "sign_in.code_wrong"); rate_limited ("sign_in.too_many", "sign_in.slow_down"); unavailable when too many sign
  /// in at once.
  Result<NewSession> sign_in(const Credentials& credentials);
  Result<NewSession> sign_in(std::string_view email, std::string_view password, std::string_view address) {
    return sign_in(Credentials{email, password, {}, address});
  }
  /// unauthenticated ("sign_in.link_used_or_old").
  Result<NewSession> sign_in_by_link(std::string_view token, std::string_view address, std::string_view client = {});

  // Sessions.

  /// Nothing for an unknown or expired token or a closed account.
  Result<std::optional<Session>> find_session(std::string_view token);
  static std::optional<Session> find_session(store::Transaction& tx, std::string_view token, UtcMillis now);
  Result<> sign_out(std::string_view token);
  /// Newest first.
  Result<std::vector<ListedSession>> sessions(ingest::AccountId account, std::string_view this_token);
  /// not_found ("session.unknown").
  Result<> end_session(ingest::AccountId account, const Uuid& session, std::string_view actor);
  /// All of them, and no device is known any more.
  Result<> sign_out_everywhere(ingest::AccountId account, std::string_view actor);

 private:
  Result<NewSession> begin_session(store::Transaction& tx, const Account& account, std::string_view client, std::string_view device) const;
  /// Whose wrong attempts count together: a device's that has signed in to the account before, else all others' at the account.
  Result<std::string> counted_as(std::string_view email, std::string_view device);
  Result<> check_not_last_admin(store::Transaction& tx, ingest::AccountId account) const;
  Result<> store_password(const Account& account, std::string_view encoded, std::string_view kept_session_token);
  Error slow_down() const;

  store::Database& database_;
  const ingest::Events& events_;
  const Clock& clock_;
  const std::int64_t session_millis_;
  const std::int64_t link_millis_;
  const std::int64_t invitation_millis_;
  const std::int64_t device_millis_;
  const std::int64_t attempt_minutes_;
  PasswordHashing hashing_;
  Attempts attempts_;          // by address
  Attempts account_attempts_;  // by account or known device: wrong ones
  TwoStep two_step_;
};

}  // namespace cityaudit::server::auth
