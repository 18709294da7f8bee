#include "ingest/memberships.h"

#include <fmt/format.h>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view member_columns = "m.audit_id, m.account_id, m.role, m.capabilities ";

Membership read_membership(const store::Rows& rows) {
  return {{rows.integer(0)}, {rows.integer(1)}, member_role_from(rows.text(2)).value_or(MemberRole::auditor), {rows.integer(3)}};
}

std::string payload_of(const Membership& membership) {
  std::string words;
  for (const Capability one : known_capabilities)
    if (membership.capabilities.has(one)) words += fmt::format("{}\"{}\"", words.empty() ? "" : ",", to_word(one));
  return fmt::format(R"({{"role":"{}","capabilities":[{}]}})", to_word(membership.role), words);
}

}  // namespace

std::string_view to_word(Capability capability) {
  switch (capability) {
    case Capability::review: return "review";
    case Capability::code: return "code";
    case Capability::publish: return "publish";
    case Capability::see_identity: return "see_identity";
    case Capability::erase: return "erase";
    case Capability::none: break;
  }
  return "none";
}

std::optional<Capability> capability_from(std::string_view word) {
  for (const Capability one : known_capabilities)
    if (to_word(one) == word) return one;
  return std::nullopt;
}

std::string_view to_word(MemberRole role) { return role == MemberRole::facilitator ? "facilitator" : "auditor"; }

std::optional<MemberRole> member_role_from(std::string_view word) {
  if (word == "facilitator") return MemberRole::facilitator;
  if (word == "auditor") return MemberRole::auditor;
  return std::nullopt;
}

Capabilities usual_capabilities(MemberRole role) {
  const Capabilities both = Capabilities().with(Capability::review).with(Capability::code);
  return role == MemberRole::auditor ? both.with(Capability::publish) : both;
}

Result<> Memberships::grant(const Membership& membership, AccountId by, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> { return grant(tx, membership, by, actor); });
}

Result<> Memberships::grant(store::Transaction& tx, const Membership& membership, AccountId by, std::string_view actor) const {
  const auto role = tx.text("SELECT role FROM account WHERE id = $1 AND disabled_at IS NULL", membership.account);
  if (!role) return Error(ErrorKind::not_found, "account.unknown");
  if (*role == "admin") return Error(ErrorKind::invalid, "membership.admin");
  const auto known = find(tx, membership.audit, membership.account);
  if (known && known->role == membership.role && known->capabilities == membership.capabilities) return {};
  const auto granted_by = by ? std::optional(by.value) : std::nullopt;
  tx.execute(
      "INSERT INTO membership (audit_id, account_id, role, capabilities, granted_at, granted_by) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (audit_id, account_id) DO UPDATE SET role = $3, capabilities = $4, granted_at = $5, granted_by = $6",
      membership.audit, membership.account, to_word(membership.role), membership.capabilities.bits, clock_.now(), granted_by);
  announce(tx, "membership.granted", membership, actor);
  return {};
}

Result<> Memberships::revoke(AuditId audit, AccountId account, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto known = find(tx, audit, account);
    if (!known) return Error(ErrorKind::not_found, "membership.unknown");
    tx.execute("DELETE FROM membership WHERE audit_id = $1 AND account_id = $2", audit, account);
    announce(tx, "membership.revoked", *known, actor);
    return {};
  });
}

std::optional<Membership> Memberships::find(store::Transaction& tx, AuditId audit, AccountId account) {
  static const std::string sql = "SELECT " + std::string(member_columns) + "FROM membership m WHERE m.audit_id = $1 AND m.account_id = $2";
  store::Rows rows = tx.query(sql, audit, account);
  if (!rows.next()) return std::nullopt;
  return read_membership(rows);
}

std::vector<AuditMembership> Memberships::of_account(store::Transaction& tx, AccountId account) {
  static const std::string sql = "SELECT " + std::string(member_columns) +
                                 ", a.slug FROM membership m JOIN audit a ON a.id = m.audit_id WHERE m.account_id = $1 ORDER BY a.number";
  std::vector<AuditMembership> out;
  store::Rows rows = tx.query(sql, account);
  while (rows.next()) out.push_back({read_membership(rows), rows.string(4)});
  return out;
}

std::vector<Member> Memberships::of_audit(store::Transaction& tx, AuditId audit) {
  static const std::string sql =
      "SELECT " + std::string(member_columns) +
      ", c.uuid, c.name, c.email, c.password_hash IS NOT NULL, c.totp_since IS NOT NULL, c.disabled_at IS NOT NULL, "
      "m.granted_at FROM membership m JOIN account c ON c.id = m.account_id WHERE m.audit_id = $1 ORDER BY c.name, "
      "c.email";
  std::vector<Member> out;
  store::Rows rows = tx.query(sql, audit);
  while (rows.next())
    out.push_back({read_membership(rows),
                   rows.uuid(4),
                   rows.string(5),
                   rows.string(6),
                   rows.integer(7) != 0,
                   rows.integer(8) != 0,
                   rows.integer(9) != 0,
                   {rows.integer(10)}});
  return out;
}

void Memberships::announce(store::Transaction& tx, std::string_view type, const Membership& membership, std::string_view actor) const {
  Event event;
  event.at = clock_.now();
  event.type = type;
  event.actor = actor;
  event.audit = membership.audit;
  event.subject_id = membership.account.value;
  {
    store::Rows rows = tx.query("SELECT uuid FROM account WHERE id = $1", membership.account);
    if (rows.next()) event.subject = rows.uuid(0);
  }
  event.payload = payload_of(membership);
  events_.append(tx, std::move(event));
}

}  // namespace cityaudit::ingest
