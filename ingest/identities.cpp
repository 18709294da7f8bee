#include "ingest/identities.h"

#include "base/text.h"

namespace cityaudit::ingest {
namespace {

constexpr std::size_t line_bytes_max = 300;
constexpr std::size_t note_bytes_max = 4000;

Result<> check(const Identity& identity) {
  const auto too_long = [](const char* field) { return Error(ErrorKind::invalid, "identity.too_long", {}, {{"field", field}}); };
  if (identity.name.size() > line_bytes_max) return too_long("name");
  if (identity.email.size() > line_bytes_max) return too_long("email");
  if (identity.phone.size() > line_bytes_max) return too_long("phone");
  if (identity.note.size() > note_bytes_max) return too_long("note");
  if (!identity.email.empty() && identity.email.find('@') == std::string::npos) return Error(ErrorKind::invalid, "identity.email");
  return {};
}

Result<Participation> known(store::Transaction& tx, const Uuid& uuid) {
  auto found = find_participation(tx, uuid);
  if (!found) return Error(ErrorKind::not_found, "participant.unknown");
  return std::move(*found);
}

std::vector<IdentityReading> readings_of(store::Transaction& tx, ParticipationId participation) {
  std::vector<IdentityReading> out;
  store::Rows rows = tx.query(
      "SELECT r.at, a.name, r.reason FROM identity_reading r JOIN account a ON a.id = r.account_id WHERE r.participation_id = $1 ORDER BY "
      "r.id DESC LIMIT 20",
      participation);
  while (rows.next()) out.push_back({UtcMillis{rows.integer(0)}, rows.string(1), rows.string(2)});
  return out;
}

}  // namespace

Result<ReadIdentity> Identities::read(const Uuid& uuid, AccountId reader, std::string_view actor, std::string_view reason) {
  if (trim(reason).empty()) return Error(ErrorKind::invalid, "identity.reason_missing");
  if (reason.size() > line_bytes_max) return Error(ErrorKind::invalid, "identity.too_long", {}, {{"field", "reason"}});
  return database_.write([&](store::Transaction& tx) -> Result<ReadIdentity> {
    CITYAUDIT_TRY(participation, known(tx, uuid));
    ReadIdentity out;
    out.earlier = readings_of(tx, participation.id);
    const auto reading =
        tx.integer("INSERT INTO identity_reading (participation_id, account_id, at, reason) VALUES ($1, $2, $3, $4) RETURNING id",
                   participation.id, reader, clock_.now(), trim(reason));
    events_.append(
        tx, participation_event(participation, "identity.read", actor, clock_.now(), "{\"reading\":" + std::to_string(*reading) + "}"));
    store::Rows rows = tx.query("SELECT name, email, phone, note, updated_at FROM identity WHERE participation_id = $1", participation.id);
    if (rows.next()) {
      out.identity = Identity{rows.string(0), rows.string(1), rows.string(2), rows.string(3)};
      out.updated_at = UtcMillis{rows.integer(4)};
    }
    return out;
  });
}

Result<> Identities::write(const Uuid& uuid, const Identity& identity, AccountId writer, std::string_view actor) {
  CITYAUDIT_CHECK(check(identity));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(participation, known(tx, uuid));
    tx.execute(
        "INSERT INTO identity (participation_id, name, email, phone, note, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON "
        "CONFLICT (participation_id) DO UPDATE SET name = $2, email = $3, phone = $4, note = $5, updated_at = $6, updated_by = $7",
        participation.id, trim(identity.name), trim(identity.email), trim(identity.phone), trim(identity.note), clock_.now(), writer);
    events_.append(tx, participation_event(participation, "identity.changed", actor, clock_.now()));
    return {};
  });
}

Result<> Identities::erase(const Uuid& uuid, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(participation, known(tx, uuid));
    if (tx.execute("DELETE FROM identity WHERE participation_id = $1", participation.id) == 0) return {};
    events_.append(tx, participation_event(participation, "identity.erased", actor, clock_.now()));
    return {};
  });
}

}  // namespace cityaudit::ingest
