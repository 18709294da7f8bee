#include "server/auth/two_step.h"

#include "base/text.h"
#include "server/auth/account_events.h"
#include "store/disk/sealed_header.h"

#include <algorithm>

namespace cityaudit::server::auth {
namespace {

using Secret = std::array<unsigned char, totp_secret_bytes>;

constexpr std::size_t code_digits = 6;
constexpr std::size_t recovery_bytes = 10;  // 80 bits, 16 letters
constexpr std::size_t recovery_group = 4;   // letters, for the eye
constexpr std::size_t code_bytes_max = 64;

std::string stored_form(const Secret& secret, const store::KeyRing* ring) {
  if (!ring) return {reinterpret_cast<const char*>(secret.data()), secret.size()};
  store::SecretKey padded;
  std::copy(secret.begin(), secret.end(), padded.value.begin());
  const store::SealedHeader sealed = store::make_header(padded, *ring);
  return {reinterpret_cast<const char*>(sealed.data()), sealed.size()};
}

Result<Secret> read_secret(Bytes stored, const store::KeyRing* ring) {
  Secret secret{};
  if (stored.size() == totp_secret_bytes) {
    std::copy(stored.begin(), stored.end(), secret.begin());
    return secret;
  }
  if (stored.size() != store::sealed_header_bytes) return Error(ErrorKind::internal, "blob.damaged", "a sealed secret");
  CITYAUDIT_TRY(opened, store::open_header(stored.first<store::sealed_header_bytes>(), ring));
  std::copy_n(opened.blob_key.value.begin(), totp_secret_bytes, secret.begin());
  return secret;
}

struct StoredSecret {
  std::string bytes;
  bool confirmed = false;
  std::int64_t step = 0;
};

std::optional<StoredSecret> find_secret(store::Transaction& tx, ingest::AccountId account) {
  store::Rows rows =
      tx.query("SELECT totp_secret, totp_since IS NOT NULL, totp_step FROM account WHERE id = $1 AND disabled_at IS NULL", account);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  const Bytes bytes = rows.blob(0);
  return StoredSecret{{reinterpret_cast<const char*>(bytes.data()), bytes.size()}, rows.integer(1) != 0, rows.integer(2)};
}

/// "ABCD-EFGH-2345-6789" as people copy it.
std::string recovery_text() {
  std::array<unsigned char, recovery_bytes> random{};
  random_bytes(random);
  std::string out;
  for (const char c : to_base32(random)) {
    if (!out.empty() && out.size() % (recovery_group + 1) == recovery_group) out += '-';
    out += c;
  }
  return out;
}

/// However it was typed: spaces, hyphens, small letters.
Sha256 recovery_hash(std::string_view typed) {
  std::string plain;
  for (const char c : typed)
    if (c != '-' && c != ' ') plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return sha256(bytes_of(plain));
}

std::string digits_of(std::string_view typed) {
  std::string out;
  for (const char c : typed)
    if (c != ' ') out += c;
  const bool all_digits = std::all_of(out.begin(), out.end(), [](char c) { return c >= '0' && c <= '9'; });
  return out.size() == code_digits && all_digits ? out : std::string();
}

}  // namespace

Result<TwoStep::Enrolment> TwoStep::begin(ingest::AccountId account) {
  Secret secret{};
  random_bytes(secret);
  const auto ring = keys_ ? keys_->ring() : nullptr;
  const std::string stored = stored_form(secret, ring.get());
  return database_.write([&](store::Transaction& tx) -> Result<Enrolment> {
    if (is_on(tx, account)) return Error(ErrorKind::conflict, "account.two_step_on");
    const auto email = tx.text("SELECT email FROM account WHERE id = $1 AND password_hash IS NOT NULL AND disabled_at IS NULL", account);
    if (!email) return Error(ErrorKind::invalid, "account.password_first");
    tx.execute("UPDATE account SET totp_secret = $2, totp_step = 0 WHERE id = $1", account, bytes_of(stored));
    return Enrolment{to_base32(secret), enrolment_uri(secret, *email)};
  });
}

Result<std::vector<std::string>> TwoStep::confirm(ingest::AccountId account, std::string_view code, std::string_view actor) {
  const auto ring = keys_ ? keys_->ring() : nullptr;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < recovery_codes; ++i) codes.push_back(recovery_text());
  return database_.write([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
    const auto stored = find_secret(tx, account);
    if (!stored) return Error(ErrorKind::conflict, "account.two_step_not_begun");
    if (stored->confirmed) return Error(ErrorKind::conflict, "account.two_step_on");
    CITYAUDIT_TRY(secret, read_secret(bytes_of(stored->bytes), ring.get()));
    const auto step = step_of_code(secret, digits_of(code), clock_.now());
    if (!step) return Error(ErrorKind::invalid, "sign_in.code_wrong");
    tx.execute("UPDATE account SET totp_since = $2, totp_step = $3 WHERE id = $1", account, clock_.now(), *step);
    tx.execute("DELETE FROM recovery_code WHERE account_id = $1", account);
    for (const std::string& one : codes)
      tx.execute("INSERT INTO recovery_code (account_id, code_sha256) VALUES ($1, $2)", account, recovery_hash(one));
    announce(tx, events_, clock_.now(), "account.two_step_begun", account, actor);
    return codes;
  });
}

Result<> TwoStep::end(ingest::AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (!is_on(tx, account)) return {};
    tx.execute("UPDATE account SET totp_secret = NULL, totp_since = NULL, totp_step = 0 WHERE id = $1", account);
    tx.execute("DELETE FROM recovery_code WHERE account_id = $1", account);
    announce(tx, events_, clock_.now(), "account.two_step_ended", account, actor);
    return {};
  });
}

Result<bool> TwoStep::take(store::Transaction& tx, ingest::AccountId account, std::string_view code) const {
  if (code.empty() || code.size() > code_bytes_max) return false;
  if (tx.execute("UPDATE recovery_code SET used_at = $3 WHERE account_id = $1 AND code_sha256 = $2 AND used_at IS NULL", account,
                 recovery_hash(code), clock_.now()) == 1)
    return true;
  const auto stored = find_secret(tx, account);
  const std::string digits = digits_of(code);
  if (!stored || digits.empty()) return false;
  const auto ring = keys_ ? keys_->ring() : nullptr;
  CITYAUDIT_TRY(secret, read_secret(bytes_of(stored->bytes), ring.get()));
  const auto step = step_of_code(secret, digits, clock_.now());
  if (!step || *step <= stored->step) return false;
  tx.execute("UPDATE account SET totp_step = $2 WHERE id = $1", account, *step);
  return true;
}

bool TwoStep::is_on(store::Transaction& tx, ingest::AccountId account) {
  return tx.integer("SELECT 1 FROM account WHERE id = $1 AND totp_since IS NOT NULL", account).has_value();
}

std::int64_t TwoStep::recovery_codes_left(store::Transaction& tx, ingest::AccountId account) {
  return tx.integer("SELECT count(*) FROM recovery_code WHERE account_id = $1 AND used_at IS NULL", account).value_or(0);
}

Result<std::int64_t> TwoStep::reseal(store::Database& database, const store::KeyRing& ring) {
  return database.write([&](store::Transaction& tx) -> Result<std::int64_t> {
    std::vector<std::pair<std::int64_t, std::string>> all;
    {
      store::Rows rows = tx.query("SELECT id, totp_secret FROM account WHERE totp_secret IS NOT NULL");
      while (rows.next()) {
        const Bytes bytes = rows.blob(1);
        all.emplace_back(rows.integer(0), std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
      }
    }
    for (const auto& [id, stored] : all) {
      CITYAUDIT_TRY(secret, read_secret(bytes_of(stored), &ring));
      const std::string sealed = stored_form(secret, &ring);
      tx.execute("UPDATE account SET totp_secret = $2 WHERE id = $1", id, bytes_of(sealed));
    }
    return static_cast<std::int64_t>(all.size());
  });
}

}  // namespace cityaudit::server::auth
