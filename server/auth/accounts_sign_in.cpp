// Signing in and out of Accounts. What slows down whom: docs/decisions/0016-accounts.md.

#include "server/auth/account_rows.h"

#include <fmt/format.h>

namespace cityaudit::server::auth {
namespace {

constexpr std::size_t client_bytes_max = 80;

Error wrong() { return Error(ErrorKind::unauthenticated, "sign_in.wrong"); }

struct Found {
  std::optional<Account> account;
  std::string encoded;  // the password's hash
};

Found find_in(store::Transaction& tx, std::string_view email) {
  static const std::string sql =
      "SELECT " + std::string(account_columns) + ", a.password_hash FROM account a WHERE a.email = $1 AND a.disabled_at IS NULL";
  store::Rows rows = tx.query(sql, email);
  if (!rows.next()) return {};
  return {read_account(rows), rows.string(account_column_count)};
}

}  // namespace

Error Accounts::slow_down() const {
  return Error(ErrorKind::rate_limited, "sign_in.slow_down", {}, {{"minutes", std::to_string(attempt_minutes_)}});
}

Result<std::string> Accounts::counted_as(std::string_view email, std::string_view device) {
  if (device.empty() || device.size() > token_bytes_max) return "account:" + std::string(email);
  return database_.read([&](store::Transaction& tx) -> Result<std::string> {
    const auto known = tx.integer(
        "SELECT 1 FROM known_device d JOIN account a ON a.id = d.account_id WHERE d.token_sha256 = $1 AND a.email = $2 AND d.expires_at > "
        "$3",
        hash_of(device), email, clock_.now());
    return known ? fmt::format("device:{}:{}", email, device) : "account:" + std::string(email);
  });
}

Result<NewSession> Accounts::sign_in(const Credentials& given) {
  if (!attempts_.take(given.address)) return Error(ErrorKind::rate_limited, "sign_in.too_many");
  if (given.password.size() > password_bytes_max || given.email.size() > email_bytes_max) return wrong();
  const std::string email = counted_email(given.email);
  CITYAUDIT_TRY(counted, counted_as(email, given.device));
  if (!account_attempts_.take(counted)) return slow_down();
  CITYAUDIT_TRY(found, database_.read([&](store::Transaction& tx) -> Result<Found> { return find_in(tx, email); }));
  CITYAUDIT_TRY(right, hashing_.matches(found.encoded, given.password));
  if (!right || !found.account) return wrong();
  if (found.account->has_two_step && trim(given.code).empty()) {
    account_attempts_.give_back(counted);  // the password was right; the code is asked for now
    return Error(ErrorKind::unauthenticated, "sign_in.code_needed");
  }
  auto session = database_.write([&](store::Transaction& tx) -> Result<NewSession> {
    // The password may have been changed, or the account closed, while this one was being checked.
    if (!tx.integer("SELECT id FROM account WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL", found.account->id,
                    found.encoded))
      return wrong();
    if (TwoStep::is_on(tx, found.account->id)) {
      CITYAUDIT_TRY(good, two_step_.take(tx, found.account->id, trim(given.code)));
      if (!good) return Error(ErrorKind::unauthenticated, "sign_in.code_wrong");
    }
    return begin_session(tx, *found.account, given.client, given.device);
  });
  if (session) account_attempts_.give_back(counted);
  return session;
}

Result<NewSession> Accounts::sign_in_by_link(std::string_view token, std::string_view address, std::string_view client) {
  if (!attempts_.take(address)) return Error(ErrorKind::rate_limited, "sign_in.too_many");
  const Error used_or_old(ErrorKind::unauthenticated, "sign_in.link_used_or_old");
  if (token.empty() || token.size() > token_bytes_max) return used_or_old;
  static const std::string by_id = select_account("a.id = $1 AND a.disabled_at IS NULL");
  return database_.write([&](store::Transaction& tx) -> Result<NewSession> {
    const auto id = tx.integer(
        "UPDATE sign_in_link SET used_at = $2 WHERE token_sha256 = $1 AND used_at IS NULL AND expires_at > $2 RETURNING account_id",
        hash_of(token), clock_.now());
    if (!id) return used_or_old;
    const auto account = find_account(tx, by_id, *id);
    if (!account) return used_or_old;
    return begin_session(tx, *account, client, {});
  });
}

Result<std::string> Accounts::make_sign_in_link(ingest::AccountId account) {
  const std::string token = random_token();
  const UtcMillis now = clock_.now();
  const auto store_link = [&](store::Transaction& tx) -> Result<> {
    if (!tx.integer("SELECT id FROM account WHERE id = $1 AND disabled_at IS NULL", account))
      return Error(ErrorKind::not_found, "account.unknown");
    tx.execute("DELETE FROM sign_in_link WHERE account_id = $1 OR expires_at <= $2", account, now);
    tx.execute("INSERT INTO sign_in_link (token_sha256, account_id, expires_at) VALUES ($1, $2, $3)", hash_of(token), account,
               now + link_millis_);
    return {};
  };
  CITYAUDIT_CHECK(database_.write(store_link));
  return token;
}

Result<NewSession> Accounts::begin_session(store::Transaction& tx, const Account& account, std::string_view client,
                                           std::string_view device) const {
  // A token that was made here, perhaps for another account on the same browser: nobody else's is taken over.
  const bool made_here = !device.empty() && tx.integer("SELECT 1 FROM known_device WHERE token_sha256 = $1 LIMIT 1", hash_of(device));
  NewSession session{account, random_token(), random_token(), made_here ? std::string(device) : random_token()};
  const UtcMillis now = clock_.now();
  tx.execute("DELETE FROM staff_session WHERE expires_at <= $1", now);
  tx.execute("DELETE FROM known_device WHERE expires_at <= $1", now);
  tx.execute(
      "INSERT INTO staff_session (token_sha256, account_id, csrf_token, created_at, expires_at, uuid, client) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7)",
      hash_of(session.token), account.id, session.csrf_token, now, now + session_millis_, random_uuid(),
      client.substr(0, client_bytes_max));
  tx.execute(
      "INSERT INTO known_device (token_sha256, account_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT (token_sha256, account_id) DO "
      "UPDATE "
      "SET expires_at = $3",
      hash_of(session.device), account.id, now + device_millis_);
  return session;
}

Result<std::optional<Session>> Accounts::find_session(std::string_view token) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Session>> { return find_session(tx, token, clock_.now()); });
}

std::optional<Session> Accounts::find_session(store::Transaction& tx, std::string_view token, UtcMillis now) {
  if (token.empty() || token.size() > token_bytes_max) return std::nullopt;
  static const std::string sql = "SELECT " + std::string(account_columns) +
                                 ", s.csrf_token FROM staff_session s JOIN account a ON a.id = s.account_id WHERE s.token_sha256 = $1 AND "
                                 "s.expires_at > $2 AND a.disabled_at IS NULL";
  store::Rows rows = tx.query(sql, hash_of(token), now);
  if (!rows.next()) return std::nullopt;
  return Session{read_account(rows), rows.string(account_column_count)};
}

Result<> Accounts::sign_out(std::string_view token) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM staff_session WHERE token_sha256 = $1", hash_of(token));
    return {};
  });
}

}  // namespace cityaudit::server::auth
