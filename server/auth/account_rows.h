#pragma once
// What the parts of Accounts share: rows of table account, tokens, and their bounds. Pure.

#include "base/text.h"
#include "server/auth/accounts.h"

namespace cityaudit::server::auth {

inline constexpr std::size_t email_bytes_max = 254;
inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t token_bytes_max = 128;
inline constexpr std::int64_t millis_per_minute = 60'000;

inline constexpr std::string_view account_columns =
    "a.id, a.uuid, a.email, a.name, a.role, a.password_hash IS NOT NULL, a.totp_since IS NOT NULL, a.disabled_at ";
inline constexpr int account_column_count = 8;

inline Account read_account(const store::Rows& rows) {
  Account account{{rows.integer(0)}, rows.uuid(1),         rows.string(2),      rows.string(3),
                  rows.string(4),    rows.integer(5) != 0, rows.integer(6) != 0};
  if (const auto closed = rows.optional_integer(7)) account.closed_at = UtcMillis{*closed};
  return account;
}

/// `where` is a literal, so that every text is prepared once.
template <class... Args>
std::optional<Account> find_account(store::Transaction& tx, const std::string& sql, const Args&... args) {
  store::Rows rows = tx.query(sql, args...);
  if (!rows.next()) return std::nullopt;
  return read_account(rows);
}

inline std::string select_account(std::string_view where) {
  return "SELECT " + std::string(account_columns) + "FROM account a WHERE " + std::string(where);
}

inline bool is_usable_name(std::string_view name) { return !name.empty() && name.size() <= name_bytes_max && is_valid_utf8(name); }
inline std::string counted_email(std::string_view email) { return to_lower_ascii(trim(email)); }
inline Sha256 hash_of(std::string_view token) { return sha256(bytes_of(token)); }

}  // namespace cityaudit::server::auth
