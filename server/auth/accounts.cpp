// Who there is, and what becomes of accounts. Getting in is in accounts_sign_in.cpp, passwords and invitations in accounts_password.cpp.

#include "server/auth/accounts.h"

#include "server/auth/account_events.h"
#include "server/auth/account_rows.h"

#include <algorithm>

namespace cityaudit::server::auth {
namespace {

constexpr std::uint64_t attempt_slots = 65'536;

bool is_role(std::string_view word) { return word == "admin" || word == "member"; }

Error unknown() { return Error(ErrorKind::not_found, "account.unknown"); }

/// Whatever lets somebody in, or remembers that they were let in.
void end_everything(store::Transaction& tx, ingest::AccountId account) {
  for (const std::string_view sql : {"DELETE FROM staff_session WHERE account_id = $1", "DELETE FROM sign_in_link WHERE account_id = $1",
                                     "DELETE FROM invitation WHERE account_id = $1", "DELETE FROM known_device WHERE account_id = $1"})
    tx.execute(sql, account);
}

}  // namespace

Accounts::Accounts(store::Database& database, const ingest::Events& events, const Clock& clock, const Settings& settings,
                   std::shared_ptr<store::KeyFile> keys)
    : database_(database),
      events_(events),
      clock_(clock),
      session_millis_(settings.integer("people.session_hours") * millis_per_hour),
      link_millis_(settings.integer("people.sign_in_link_minutes") * millis_per_minute),
      invitation_millis_(settings.integer("people.invitation_days") * millis_per_day),
      device_millis_(settings.integer("people.device_days") * millis_per_day),
      attempt_minutes_(std::max<std::int64_t>(settings.integer("people.account_attempt_minutes"), 1)),
      hashing_(settings),
      attempts_(clock, settings.integer("people.sign_in_attempts_per_minute")),
      account_attempts_(clock, static_cast<double>(std::max<std::int64_t>(settings.integer("people.account_attempts"), 1)),
                        1.0 / static_cast<double>(attempt_minutes_), attempt_slots),
      two_step_(database, events, clock, std::move(keys)) {}

Result<Account> Accounts::ensure_admin() {
  static const std::string by_email = select_account("a.email = $1");
  static const std::string any_admin =
      select_account("a.role = 'admin' AND a.disabled_at IS NULL ORDER BY a.password_hash IS NULL, a.id LIMIT 1");
  return database_.write([&](store::Transaction& tx) -> Result<Account> {
    if (auto known = find_account(tx, by_email, admin_email)) return *known;
    if (auto another = find_account(tx, any_admin)) return *another;
    const std::int64_t id =
        *tx.integer("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, 'admin', 'admin', $3) RETURNING id",
                    random_uuid(), admin_email, clock_.now());
    announce(tx, events_, clock_.now(), "account.created", {id}, "system");
    return *find_account(tx, by_email, admin_email);
  });
}

Result<Account> Accounts::add(std::string_view email, std::string_view name, std::string_view role, std::string_view actor) {
  const std::string address = counted_email(email);
  if (address.size() > email_bytes_max || address.find('@') == std::string::npos || address.find_first_of(" \t\r\n") != std::string::npos)
    return Error(ErrorKind::invalid, "account.email_unusable");
  if (!is_role(role)) return Error(ErrorKind::invalid, "account.role_unknown", std::string(role), {{"role", std::string(role)}});
  if (name.size() > name_bytes_max || !is_valid_utf8(name)) return Error(ErrorKind::invalid, "account.name_unusable");
  return database_.write([&](store::Transaction& tx) -> Result<Account> {
    if (tx.integer("SELECT id FROM account WHERE email = $1", address)) return Error(ErrorKind::conflict, "account.email_taken");
    Account account{{}, random_uuid(), address, std::string(trim(name)), std::string(role)};
    account.id.value = *tx.integer("INSERT INTO account (uuid, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                                   account.uuid, address, account.name, role, clock_.now());
    announce(tx, events_, clock_.now(), "account.created", account.id, actor);
    return account;
  });
}

Result<std::optional<Account>> Accounts::find(ingest::AccountId account) {
  static const std::string sql = select_account("a.id = $1 AND a.disabled_at IS NULL");
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Account>> { return find_account(tx, sql, account); });
}

Result<std::optional<Account>> Accounts::find_email(std::string_view email) {
  static const std::string sql = select_account("a.email = $1");
  const std::string counted = counted_email(email);
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Account>> { return find_account(tx, sql, counted); });
}

std::optional<Account> Accounts::find(store::Transaction& tx, const Uuid& uuid) {
  static const std::string sql = select_account("a.uuid = $1");
  return find_account(tx, sql, uuid);
}

Result<std::vector<Account>> Accounts::all() {
  static const std::string sql = select_account("1 = 1 ORDER BY a.email");
  return database_.read([](store::Transaction& tx) -> Result<std::vector<Account>> {
    std::vector<Account> out;
    store::Rows rows = tx.query(sql);
    while (rows.next()) out.push_back(read_account(rows));
    return out;
  });
}

Result<> Accounts::rename(ingest::AccountId account, std::string_view name, std::string_view actor) {
  const std::string_view wanted = trim(name);
  if (!is_usable_name(wanted)) return Error(ErrorKind::invalid, "account.name_unusable");
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (tx.execute("UPDATE account SET name = $2 WHERE id = $1", account, wanted) == 0) return unknown();
    announce(tx, events_, clock_.now(), "account.renamed", account, actor);
    return {};
  });
}

Result<> Accounts::set_role(ingest::AccountId account, std::string_view role, std::string_view actor) {
  if (!is_role(role)) return Error(ErrorKind::invalid, "account.role_unknown", std::string(role), {{"role", std::string(role)}});
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (role != "admin") CITYAUDIT_CHECK(check_not_last_admin(tx, account));
    if (tx.execute("UPDATE account SET role = $2 WHERE id = $1 AND role <> $2", account, role) == 0) return {};
    if (role == "admin") tx.execute("DELETE FROM membership WHERE account_id = $1", account);
    announce(tx, events_, clock_.now(), "account.role_changed", account, actor);
    return {};
  });
}

Result<> Accounts::close(ingest::AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_CHECK(check_not_last_admin(tx, account));
    if (tx.execute("UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL", account, clock_.now()) == 0)
      return unknown();
    end_everything(tx, account);
    announce(tx, events_, clock_.now(), "account.closed", account, actor);
    return {};
  });
}

Result<> Accounts::reopen(ingest::AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (tx.execute("UPDATE account SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL", account) == 0) return unknown();
    announce(tx, events_, clock_.now(), "account.reopened", account, actor);
    return {};
  });
}

/// Nobody can let anybody in any more when the last admin is gone, except who has a shell on the machine.
Result<> Accounts::check_not_last_admin(store::Transaction& tx, ingest::AccountId account) const {
  const bool is_admin = tx.integer("SELECT 1 FROM account WHERE id = $1 AND role = 'admin' AND disabled_at IS NULL", account).has_value();
  if (!is_admin) return {};
  if (tx.integer("SELECT 1 FROM account WHERE id <> $1 AND role = 'admin' AND disabled_at IS NULL", account)) return {};
  return Error(ErrorKind::conflict, "account.last_admin");
}

Result<std::vector<ListedSession>> Accounts::sessions(ingest::AccountId account, std::string_view this_token) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<ListedSession>> {
    std::vector<ListedSession> out;
    store::Rows rows = tx.query(
        "SELECT uuid, created_at, expires_at, client, token_sha256 = $3 FROM staff_session WHERE account_id = $1 AND expires_at > $2 "
        "ORDER BY created_at DESC, uuid",
        account, clock_.now(), hash_of(this_token));
    while (rows.next()) out.push_back({rows.uuid(0), {rows.integer(1)}, {rows.integer(2)}, rows.string(3), rows.integer(4) != 0});
    return out;
  });
}

Result<> Accounts::end_session(ingest::AccountId account, const Uuid& session, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (tx.execute("DELETE FROM staff_session WHERE account_id = $1 AND uuid = $2", account, session) == 0)
      return Error(ErrorKind::not_found, "session.unknown");
    announce(tx, events_, clock_.now(), "account.signed_out", account, actor);
    return {};
  });
}

Result<> Accounts::sign_out_everywhere(ingest::AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    end_everything(tx, account);
    announce(tx, events_, clock_.now(), "account.signed_out", account, actor);
    return {};
  });
}

}  // namespace cityaudit::server::auth
