#include "server/auth/accounts.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::server::auth {
namespace {

constexpr std::size_t password_characters_min = 12;
constexpr std::size_t email_bytes_max = 254;
constexpr std::size_t token_bytes_max = 128;
constexpr std::int64_t millis_per_minute = 60'000;

constexpr std::string_view select_accounts =
    "SELECT a.id, a.uuid, a.email, a.name, a.role, a.password_hash IS NOT NULL, a.password_hash FROM account a ";

Account read_account(const store::Rows& rows) {
  return {{rows.integer(0)}, rows.uuid(1), rows.string(2), rows.string(3), rows.string(4), rows.integer(5) != 0};
}

std::string counted_email(std::string_view email) { return to_lower_ascii(trim(email)); }

bool is_role(std::string_view word) { return word == "admin" || word == "member"; }

/// UTF-8 sequences, so that a password of Czech words is measured as people count it.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Sha256 hash_of(std::string_view token) { return sha256(bytes_of(token)); }

Error wrong() { return Error(ErrorKind::unauthenticated, "sign_in.wrong"); }

Account insert_account(store::Transaction& tx, std::string_view email, std::string_view name, std::string_view role, UtcMillis now) {
  Account account{{}, random_uuid(), std::string(email), std::string(name), std::string(role), false};
  account.id.value = *tx.integer("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                                 account.uuid, email, name, role, now);
  return account;
}

}  // namespace

Accounts::Accounts(store::Database& database, const Clock& clock, const Settings& settings)
    : database_(database),
      clock_(clock),
      session_millis_(settings.integer("people.session_hours") * millis_per_hour),
      link_millis_(settings.integer("people.sign_in_link_minutes") * millis_per_minute),
      hashing_(settings),
      attempts_(clock, settings.integer("people.sign_in_attempts_per_minute")) {}

Result<Account> Accounts::ensure_admin() {
  return database_.write([&](store::Transaction& tx) -> Result<Account> {
    static const std::string sql = std::string(select_accounts) + "WHERE a.email = $1";
    {
      store::Rows rows = tx.query(sql, admin_email);
      if (rows.next()) return read_account(rows);
    }
    return insert_account(tx, admin_email, "admin", "admin", clock_.now());
  });
}

Result<Account> Accounts::add(std::string_view email, std::string_view name, std::string_view role) {
  const std::string address = counted_email(email);
  if (address.size() > email_bytes_max || address.find('@') == std::string::npos)
    return Error(ErrorKind::invalid, "account.email_unusable");
  if (!is_role(role)) return Error(ErrorKind::invalid, "account.role_unknown", std::string(role), {{"role", std::string(role)}});
  return database_.write([&](store::Transaction& tx) -> Result<Account> {
    if (tx.integer("SELECT id FROM account WHERE email = $1", address)) return Error(ErrorKind::conflict, "account.email_taken");
    return insert_account(tx, address, name, role, clock_.now());
  });
}

Result<std::optional<Account>> Accounts::find(ingest::AccountId account) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Account>> {
    static const std::string sql = std::string(select_accounts) + "WHERE a.id = $1 AND a.disabled_at IS NULL";
    store::Rows rows = tx.query(sql, account);
    if (!rows.next()) return std::nullopt;
    return read_account(rows);
  });
}

Result<> Accounts::set_password(ingest::AccountId account, std::string_view password, std::string_view kept_session_token) {
  if (password.size() > password_bytes_max)
    return Error(ErrorKind::invalid, "account.password_too_long", {}, {{"limit_bytes", std::to_string(password_bytes_max)}});
  if (!is_valid_utf8(password) || characters(password) < password_characters_min)
    return Error(ErrorKind::invalid, "account.password_too_short", {}, {{"limit", std::to_string(password_characters_min)}});
  CITYAUDIT_TRY(encoded, hashing_.hash(password));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (tx.execute("UPDATE account SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL", account, encoded) == 0)
      return Error(ErrorKind::not_found, "account.unknown");
    tx.execute("DELETE FROM staff_session WHERE account_id = $1 AND token_sha256 <> $2", account, hash_of(kept_session_token));
    tx.execute("DELETE FROM sign_in_link WHERE account_id = $1", account);
    return {};
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

Result<NewSession> Accounts::sign_in(std::string_view email, std::string_view password, std::string_view address) {
  if (!attempts_.take(address)) return Error(ErrorKind::rate_limited, "sign_in.too_many");
  if (password.size() > password_bytes_max || email.size() > email_bytes_max) return wrong();
  const std::string counted = counted_email(email);
  std::optional<Account> account;
  std::string encoded;
  const auto look_up = [&](store::Transaction& tx) -> Result<> {
    static const std::string sql = std::string(select_accounts) + "WHERE a.email = $1 AND a.disabled_at IS NULL";
    store::Rows rows = tx.query(sql, counted);
    if (!rows.next()) return {};
    account = read_account(rows);
    encoded = rows.string(6);
    return {};
  };
  CITYAUDIT_CHECK(database_.read(look_up));
  CITYAUDIT_TRY(right, hashing_.matches(encoded, password));
  if (!right || !account) return wrong();
  return database_.write([&](store::Transaction& tx) -> Result<NewSession> {
    // The password may have been changed, or the account closed, while this one was being checked.
    if (!tx.integer("SELECT id FROM account WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL", account->id, encoded))
      return wrong();
    return begin_session(tx, *account);
  });
}

Result<NewSession> Accounts::sign_in_by_link(std::string_view token, std::string_view address) {
  if (!attempts_.take(address)) return Error(ErrorKind::rate_limited, "sign_in.too_many");
  const Error used_or_old(ErrorKind::unauthenticated, "sign_in.link_used_or_old");
  if (token.empty() || token.size() > token_bytes_max) return used_or_old;
  return database_.write([&](store::Transaction& tx) -> Result<NewSession> {
    const UtcMillis now = clock_.now();
    const auto id = tx.integer(
        "UPDATE sign_in_link SET used_at = $2 WHERE token_sha256 = $1 AND used_at IS NULL AND expires_at > $2 RETURNING account_id",
        hash_of(token), now);
    if (!id) return used_or_old;
    static const std::string sql = std::string(select_accounts) + "WHERE a.id = $1 AND a.disabled_at IS NULL";
    std::optional<Account> account;
    {
      store::Rows rows = tx.query(sql, *id);
      if (rows.next()) account = read_account(rows);
    }
    if (!account) return used_or_old;
    return begin_session(tx, *account);
  });
}

Result<NewSession> Accounts::begin_session(store::Transaction& tx, const Account& account) const {
  NewSession session{account, random_token(), random_token()};
  const UtcMillis now = clock_.now();
  tx.execute("DELETE FROM staff_session WHERE expires_at <= $1", now);
  tx.execute("INSERT INTO staff_session (token_sha256, account_id, csrf_token, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
             hash_of(session.token), account.id, session.csrf_token, now, now + session_millis_);
  return session;
}

Result<std::optional<Session>> Accounts::find_session(std::string_view token) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Session>> { return find_session(tx, token, clock_.now()); });
}

std::optional<Session> Accounts::find_session(store::Transaction& tx, std::string_view token, UtcMillis now) {
  if (token.empty() || token.size() > token_bytes_max) return std::nullopt;
  store::Rows rows = tx.query(
      "SELECT a.id, a.uuid, a.email, a.name, a.role, a.password_hash IS NOT NULL, s.csrf_token FROM staff_session s JOIN account a ON "
      "a.id = s.account_id WHERE s.token_sha256 = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL",
      hash_of(token), now);
  if (!rows.next()) return std::nullopt;
  return Session{read_account(rows), rows.string(6)};
}

Result<> Accounts::sign_out(std::string_view token) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM staff_session WHERE token_sha256 = $1", hash_of(token));
    return {};
  });
}

}  // namespace cityaudit::server::auth
