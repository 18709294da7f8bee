#include "ingest/audits.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_audits =
    "SELECT id, uuid, number, slug, title, city, country, starts_on, ends_on, lead_organisation, funder, languages, time_zone, "
    "demonstration, created_at, updated_at "
    "FROM audit";

Audit read_audit(const store::Rows& rows) {
  Audit audit;
  audit.id = {rows.integer(0)};
  audit.uuid = rows.uuid(1);
  audit.number = rows.integer(2);
  audit.slug = rows.string(3);
  audit.title = localized_from_json(rows.text(4));
  audit.city = rows.string(5);
  audit.country = rows.string(6);
  audit.starts_on = rows.string(7);
  audit.ends_on = rows.string(8);
  audit.lead_organisation = rows.string(9);
  audit.funder = rows.string(10);
  audit.languages = rows.string(11);
  audit.time_zone = rows.string(12);
  audit.demonstration = rows.integer(13) != 0;
  audit.created_at = {rows.integer(14)};
  audit.updated_at = {rows.integer(15)};
  return audit;
}

std::optional<Audit> find_in(store::Transaction& tx, std::string_view slug) {
  static const std::string sql = std::string(select_audits) + " WHERE slug = $1";
  store::Rows rows = tx.query(sql, slug);
  if (!rows.next()) return std::nullopt;
  return read_audit(rows);
}

}  // namespace

bool is_slug(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return text.size() >= 2 && text.size() <= 63 && std::all_of(text.begin(), text.end(), allowed) && text.front() != '-' &&
         text.back() != '-';
}

Result<Audit> Audits::ensure(Audit wanted) {
  if (!is_slug(wanted.slug)) return Error(ErrorKind::invalid, "audit.slug_unusable", wanted.slug, {{"slug", wanted.slug}});
  return database_.write([&](store::Transaction& tx) -> Result<Audit> {
    if (auto existing = find_in(tx, wanted.slug)) return *existing;
    Audit audit = wanted;
    const UtcMillis now = clock_.now();
    audit.uuid = random_uuid();
    audit.created_at = audit.updated_at = now;
    audit.number = tx.integer("SELECT max(number) FROM audit").value_or(0) + 1;
    audit.id.value = *tx.integer(
        "INSERT INTO audit (uuid, number, slug, title, city, country, starts_on, ends_on, lead_organisation, funder, languages, time_zone, "
        "demonstration, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, 1) "
        "RETURNING id",
        audit.uuid, audit.number, audit.slug, to_json(audit.title), audit.city, audit.country, audit.starts_on, audit.ends_on,
        audit.lead_organisation, audit.funder, audit.languages, audit.time_zone, audit.demonstration, now);
    tx.execute("INSERT INTO wave (audit_id, number, starts_on, ends_on, freeze_forms) VALUES ($1, 1, $2, $3, 0)", audit.id, audit.starts_on,
               audit.ends_on);
    Event event;
    event.at = now;
    event.type = "audit.created";
    event.actor = "system";
    event.audit = audit.id;
    event.subject_id = audit.id.value;
    event.subject = audit.uuid;
    events_.append(tx, std::move(event));
    return audit;
  });
}

Result<std::optional<Audit>> Audits::find(std::string_view slug) {
  return database_.read([&](store::Transaction& tx) -> Result<std::optional<Audit>> { return find_in(tx, slug); });
}

Result<std::vector<Audit>> Audits::all() {
  return database_.read([](store::Transaction& tx) -> Result<std::vector<Audit>> {
    static const std::string sql = std::string(select_audits) + " ORDER BY number";
    std::vector<Audit> out;
    store::Rows rows = tx.query(sql);
    while (rows.next()) out.push_back(read_audit(rows));
    return out;
  });
}

Result<std::vector<Audit>> Audits::of_member(AccountId account) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<Audit>> {
    static const std::string sql =
        std::string(select_audits) + " WHERE id IN (SELECT audit_id FROM membership WHERE account_id = $1) ORDER BY number";
    std::vector<Audit> out;
    store::Rows rows = tx.query(sql, account);
    while (rows.next()) out.push_back(read_audit(rows));
    return out;
  });
}

std::optional<AuditId> Audits::id_of_slug(store::Transaction& tx, std::string_view slug) {
  const auto id = tx.integer("SELECT id FROM audit WHERE slug = $1", slug);
  return id ? std::optional(AuditId{*id}) : std::nullopt;
}

std::optional<AuditId> Audits::id_of_number(store::Transaction& tx, std::int64_t number) {
  const auto id = tx.integer("SELECT id FROM audit WHERE number = $1", number);
  return id ? std::optional(AuditId{*id}) : std::nullopt;
}

WaveId Audits::first_wave(store::Transaction& tx, AuditId audit) {
  return {tx.integer("SELECT id FROM wave WHERE audit_id = $1 ORDER BY number LIMIT 1", audit).value_or(0)};
}

Result<AreaId> Audits::put_area(AuditId audit, const Area& area) {
  return database_.write([&](store::Transaction& tx) -> Result<AreaId> {
    const auto parent = area.parent ? std::optional(area.parent.value) : std::nullopt;
    return AreaId{
        *tx.integer("INSERT INTO area (uuid, audit_id, code, kind, name, parent_id, latitude, longitude, outline) VALUES ($1, $2, $3, $4, "
                    "$5, $6, $7, $8, $9) "
                    "ON CONFLICT (audit_id, code) DO UPDATE SET kind = $4, name = $5, parent_id = $6, latitude = $7, longitude = $8, "
                    "outline = $9 RETURNING id",
                    random_uuid(), audit, area.code, area.kind, to_json(area.name), parent, area.latitude, area.longitude, area.outline)};
  });
}

std::vector<Area> Audits::areas(store::Transaction& tx, AuditId audit) {
  std::vector<Area> out;
  store::Rows rows = tx.query(
      "SELECT id, code, kind, name, parent_id, latitude, longitude, outline, uuid FROM area WHERE audit_id = $1 ORDER BY id", audit);
  while (rows.next())
    out.push_back({{rows.integer(0)},
                   rows.string(1),
                   rows.string(2),
                   localized_from_json(rows.text(3)),
                   {rows.integer(4)},
                   rows.optional_real(5),
                   rows.optional_real(6),
                   rows.string(7),
                   rows.uuid(8)});
  return out;
}

}  // namespace cityaudit::ingest
