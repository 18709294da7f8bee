// Passwords and invitations of Accounts.

#include "server/auth/account_events.h"
#include "server/auth/account_rows.h"
#include "server/auth/password_rules.h"

namespace cityaudit::server::auth {
namespace {

Error unknown_invitation() { return Error(ErrorKind::not_found, "invitation.unknown"); }

std::optional<Invitation> find_invitation(store::Transaction& tx, std::string_view token, UtcMillis now) {
  if (token.empty() || token.size() > token_bytes_max) return std::nullopt;
  static const std::string sql = "SELECT " + std::string(account_columns) +
                                 ", i.expires_at FROM invitation i JOIN account a ON a.id = i.account_id WHERE i.token_sha256 = $1 AND "
                                 "i.expires_at > $2 AND a.disabled_at IS NULL";
  store::Rows rows = tx.query(sql, hash_of(token), now);
  if (!rows.next()) return std::nullopt;
  return Invitation{read_account(rows), {rows.integer(account_column_count)}};
}

}  // namespace

Result<std::string> Accounts::invite(ingest::AccountId account, ingest::AccountId by, std::string_view actor) {
  const std::string token = random_token();
  const UtcMillis now = clock_.now();
  const auto made_by = by ? std::optional(by.value) : std::nullopt;
  const auto store_it = [&](store::Transaction& tx) -> Result<> {
    if (!tx.integer("SELECT id FROM account WHERE id = $1 AND disabled_at IS NULL", account))
      return Error(ErrorKind::not_found, "account.unknown");
    tx.execute("DELETE FROM invitation WHERE account_id = $1 OR expires_at <= $2", account, now);
    tx.execute("INSERT INTO invitation (token_sha256, account_id, made_by, expires_at) VALUES ($1, $2, $3, $4)", hash_of(token), account,
               made_by, now + invitation_millis_);
    announce(tx, events_, now, "account.invited", account, actor);
    return {};
  };
  CITYAUDIT_CHECK(database_.write(store_it));
  return token;
}

Result<Invitation> Accounts::look_at_invitation(std::string_view token, std::string_view address) {
  if (!attempts_.take(address)) return Error(ErrorKind::rate_limited, "sign_in.too_many");
  return database_.read([&](store::Transaction& tx) -> Result<Invitation> {
    auto found = find_invitation(tx, token, clock_.now());
    if (!found) return unknown_invitation();
    return std::move(*found);
  });
}

Result<std::optional<NewSession>> Accounts::accept_invitation(std::string_view token, std::string_view name, std::string_view password,
                                                              const Credentials& from) {
  if (!is_usable_name(trim(name))) return Error(ErrorKind::invalid, "account.name_unusable");
  CITYAUDIT_TRY(invitation, look_at_invitation(token, from.address));
  CITYAUDIT_CHECK(check_password(password, {invitation.account.email, name}));
  CITYAUDIT_TRY(encoded, hashing_.hash(password));
  const std::string actor = "account:" + to_string(invitation.account.uuid);
  return database_.write([&](store::Transaction& tx) -> Result<std::optional<NewSession>> {
    // It may have been used by somebody else while this one was being hashed.
    const auto still = find_invitation(tx, token, clock_.now());
    if (!still) return unknown_invitation();
    tx.execute("UPDATE account SET password_hash = $2, name = $3 WHERE id = $1", still->account.id, encoded, trim(name));
    tx.execute("DELETE FROM staff_session WHERE account_id = $1", still->account.id);
    tx.execute("DELETE FROM sign_in_link WHERE account_id = $1", still->account.id);
    tx.execute("DELETE FROM invitation WHERE account_id = $1", still->account.id);
    announce(tx, events_, clock_.now(), "account.joined", still->account.id, actor);
    if (still->account.has_two_step) return std::optional<NewSession>();
    Account account = still->account;
    account.has_password = true;
    account.name = trim(name);
    CITYAUDIT_TRY(session, begin_session(tx, account, from.client, from.device));
    return std::optional<NewSession>(std::move(session));
  });
}

Result<> Accounts::set_password(ingest::AccountId account, std::string_view password, std::string_view kept_session_token) {
  CITYAUDIT_TRY(known, find(account));
  if (!known) return Error(ErrorKind::not_found, "account.unknown");
  CITYAUDIT_CHECK(check_password(password, {known->email, known->name}));
  CITYAUDIT_TRY(encoded, hashing_.hash(password));
  return store_password(*known, encoded, kept_session_token);
}

Result<> Accounts::change_password(ingest::AccountId account, std::string_view current, std::string_view password,
                                   std::string_view kept_session_token) {
  CITYAUDIT_TRY(known, find(account));
  if (!known) return Error(ErrorKind::not_found, "account.unknown");
  if (known->has_password) CITYAUDIT_CHECK(confirm_password(account, current));
  return set_password(account, password, kept_session_token);
}

Result<> Accounts::confirm_password(ingest::AccountId account, std::string_view password) {
  const std::string counted = "own:" + std::to_string(account.value);  // whoever has the session counts alone
  if (!account_attempts_.take(counted)) return slow_down();
  if (password.size() > password_bytes_max) return Error(ErrorKind::invalid, "account.password_wrong");
  CITYAUDIT_TRY(encoded, database_.read([&](store::Transaction& tx) -> Result<std::string> {
    return tx.text("SELECT password_hash FROM account WHERE id = $1 AND disabled_at IS NULL", account).value_or("");
  }));
  CITYAUDIT_TRY(right, hashing_.matches(encoded, password));
  if (!right) return Error(ErrorKind::invalid, "account.password_wrong");
  account_attempts_.give_back(counted);
  return {};
}

Result<> Accounts::store_password(const Account& account, std::string_view encoded, std::string_view kept_session_token) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (tx.execute("UPDATE account SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL", account.id, encoded) == 0)
      return Error(ErrorKind::not_found, "account.unknown");
    tx.execute("DELETE FROM staff_session WHERE account_id = $1 AND token_sha256 <> $2", account.id, hash_of(kept_session_token));
    tx.execute("DELETE FROM sign_in_link WHERE account_id = $1", account.id);
    tx.execute("DELETE FROM invitation WHERE account_id = $1", account.id);
    announce(tx, events_, clock_.now(), "account.password_changed", account.id, "account:" + to_string(account.uuid));
    return {};
  });
}

}  // namespace cityaudit::server::auth
