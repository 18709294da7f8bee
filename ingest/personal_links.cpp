#include "ingest/personal_links.h"

#include "ingest/generation.h"

namespace cityaudit::ingest {

std::int64_t end_personal_links(store::Transaction& tx, ParticipationId participation, EndedLinks which, UtcMillis at) {
  std::int64_t ended = 0;
  switch (which) {
    case EndedLinks::none: return 0;
    case EndedLinks::unused:
      ended = tx.execute(
          "UPDATE link SET revoked_at = $2 WHERE participation_id = $1 AND revoked_at IS NULL AND opened_at IS NULL AND NOT EXISTS "
          "(SELECT 1 FROM submission s WHERE s.participation_id = $1 AND s.attached_by = 'link')",
          participation, at);
      break;
    case EndedLinks::all:
      ended = tx.execute("UPDATE link SET revoked_at = $2 WHERE participation_id = $1 AND revoked_at IS NULL", participation, at);
      break;
  }
  if (ended > 0) new_generation(tx);
  return ended;
}

void PersonalLinks::add(store::Transaction& tx, const Participation& participation, ActivityId activity, const std::string& token,
                        LinkMedium medium, std::string_view actor) const {
  const UtcMillis at = clock_.now();
  // Nobody has asked for this token yet, so no cache has to forget it.
  tx.execute(
      "INSERT INTO link (token_sha256, kind, activity_id, participation_id, epoch, medium, made_at) VALUES ($1, 'personal', $2, $3, 0, "
      "$4, $5)",
      token_hash(token), activity, participation.id, medium == LinkMedium::paper ? "paper" : "phone", at);
  const std::int64_t dropped = tx.execute(
      "UPDATE link SET revoked_at = $2 WHERE participation_id = $1 AND revoked_at IS NULL AND token_sha256 NOT IN (SELECT token_sha256 "
      "FROM link WHERE participation_id = $1 AND revoked_at IS NULL ORDER BY made_at DESC, token_sha256 = $4 DESC LIMIT $3)",
      participation.id, at, open_max_, token_hash(token));
  if (dropped > 0) new_generation(tx);
  tx.execute("UPDATE participation SET has_personal_link = 1 WHERE id = $1", participation.id);
  events_.append(tx, participation_event(participation, "participation.link_made", actor, at));
}

Result<std::vector<MadeLink>> PersonalLinks::make(AuditId audit, std::span<const Uuid> participations, EndedLinks earlier,
                                                  std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<std::vector<MadeLink>> {
    std::vector<MadeLink> out;
    for (const Uuid& uuid : participations) {
      auto participation = find_participation(tx, uuid);
      if (!participation || participation->audit != audit || !participation->activity)
        return Error(ErrorKind::not_found, "participant.unknown");
      if (participation->revoked_at) return Error(ErrorKind::conflict, "participant.revoked", {}, {{"code", participation->code}});
      end_personal_links(tx, participation->id, earlier, clock_.now());
      std::string token = random_token();
      add(tx, *participation, participation->activity, token, LinkMedium::paper, actor);
      out.push_back({std::move(*participation), std::move(token)});
    }
    return out;
  });
}

Result<> PersonalLinks::end_on_phone(std::string_view token) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const Sha256 hash = token_hash(token);
    const auto id =
        tx.integer("SELECT participation_id FROM link WHERE token_sha256 = $1 AND medium = 'phone' AND revoked_at IS NULL", hash);
    if (!id) return {};
    tx.execute("UPDATE link SET revoked_at = $2 WHERE token_sha256 = $1", hash, clock_.now());
    new_generation(tx);
    events_.append(
        tx, participation_event(*find_participation(tx, ParticipationId{*id}), "participation.link_ended", "participant", clock_.now()));
    return {};
  });
}

Result<> PersonalLinks::mark_opened(std::string_view token) {
  const Sha256 hash = token_hash(token);
  const auto is_first = [&](store::Transaction& tx) -> Result<bool> {
    return tx.integer("SELECT 1 FROM link WHERE token_sha256 = $1 AND kind = 'personal' AND opened_at IS NULL", hash).has_value();
  };
  CITYAUDIT_TRY(first, database_.read(is_first));
  if (!first) return {};
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE link SET opened_at = $2 WHERE token_sha256 = $1 AND opened_at IS NULL", hash, clock_.now());
    return {};
  });
}

}  // namespace cityaudit::ingest
