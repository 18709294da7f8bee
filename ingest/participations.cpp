#include "ingest/participations.h"

#include "ingest/personal_links.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_participations =
    "SELECT p.id, p.uuid, p.wave_id, w.audit_id, p.activity_id, p.code, p.instrument, p.perspective, p.via, p.language, p.account_id, "
    "p.joined_at, p.revoked_at, p.has_personal_link FROM participation p JOIN wave w ON w.id = p.wave_id ";

template <class Key>
std::optional<Participation> find_where(store::Transaction& tx, const std::string& sql, const Key& key) {
  store::Rows rows = tx.query(sql, key);
  if (!rows.next()) return std::nullopt;
  Participation out;
  out.id = {rows.integer(0)};
  out.uuid = rows.uuid(1);
  out.wave = {rows.integer(2)};
  out.audit = {rows.integer(3)};
  out.activity = {rows.integer(4)};
  out.code = rows.string(5);
  out.instrument = rows.string(6);
  out.perspective = rows.string(7);
  out.via = rows.string(8);
  out.language = rows.string(9);
  out.account = {rows.integer(10)};
  out.joined_at = {rows.integer(11)};
  if (!rows.is_null(12)) out.revoked_at = UtcMillis{rows.integer(12)};
  out.has_personal_link = rows.integer(13) != 0;
  return out;
}

std::optional<std::string_view> or_null(std::string_view text) { return text.empty() ? std::nullopt : std::optional(text); }

bool is_via(std::string_view word) {
  constexpr std::string_view words[] = {"info_meeting", "individual", "sig", "other"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// As in "cs", "uk", "sr-Latn".
bool is_language(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  return text.size() >= 2 && text.size() <= 35 && std::all_of(text.begin(), text.end(), allowed);
}

Result<> check_words(std::string_view perspective, std::string_view via, std::string_view language) {
  if (!perspective.empty() && !is_perspective(perspective)) return Error(ErrorKind::invalid, "participant.perspective");
  if (!is_via(via)) return Error(ErrorKind::invalid, "participant.via");
  if (!language.empty() && !is_language(language)) return Error(ErrorKind::invalid, "participant.language");
  return {};
}

/// Whoever works on the audit; no id for no text.
Result<AccountId> find_account(store::Transaction& tx, AuditId audit, std::string_view uuid) {
  if (uuid.empty()) return AccountId();
  const auto parsed = parse_uuid(uuid);
  const auto id = parsed ? tx.integer(
                               "SELECT c.id FROM account c WHERE c.uuid = $1 AND (c.role = 'admin' OR EXISTS (SELECT 1 FROM membership m "
                               "WHERE m.account_id = c.id AND m.audit_id = $2))",
                               *parsed, audit)
                         : std::nullopt;
  if (!id) return Error(ErrorKind::invalid, "participant.account_unknown");
  return AccountId{*id};
}

}  // namespace

bool is_perspective(std::string_view word) {
  constexpr std::string_view words[] = {"migrant_tcn", "migrant_eu", "majority", "ngo", "district", "city", "expert", "undisclosed"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::optional<Participation> find_participation(store::Transaction& tx, ParticipationId id) {
  static const std::string sql = std::string(select_participations) + "WHERE p.id = $1";
  return find_where(tx, sql, id);
}

std::optional<Participation> find_participation(store::Transaction& tx, const Uuid& uuid) {
  static const std::string sql = std::string(select_participations) + "WHERE p.uuid = $1";
  return find_where(tx, sql, uuid);
}

ParticipationId claim_participation(store::Transaction& tx, const Activity& activity, std::string_view code, UtcMillis at) {
  {
    store::Rows rows =
        tx.query("SELECT id, has_personal_link, coalesce(revoked_at, ended_at) FROM participation WHERE wave_id = $1 AND code = $2",
                 activity.wave, code);
    if (rows.next()) return {rows.integer(1) != 0 || !rows.is_null(2) ? 0 : rows.integer(0)};
  }
  return {*tx.integer(
      "INSERT INTO participation (uuid, wave_id, activity_id, code, instrument, via, joined_at, has_personal_link) VALUES ($1, $2, $3, "
      "$4, $5, 'code', $6, 0) RETURNING id",
      random_uuid(), activity.wave, activity.id, code, activity.instrument, at)};
}

AccountId account_behind(store::Transaction& tx, SubmissionId submission) {
  return {
      tx.integer("SELECT q.account_id FROM submission s JOIN participation p ON p.id = s.participation_id JOIN participation q ON q.id = "
                 "p.id OR q.person_key = p.person_key WHERE s.id = $1 AND q.account_id IS NOT NULL ORDER BY q.id = p.id DESC LIMIT 1",
                 submission)
          .value_or(0)};
}

Event participation_event(const Participation& participation, std::string_view type, std::string_view actor, UtcMillis at,
                          std::string payload) {
  Event event;
  event.at = at;
  event.type = type;
  event.actor = actor;
  event.audit = participation.audit;
  event.activity = participation.activity;
  event.subject_id = participation.id.value;
  event.subject = participation.uuid;
  event.payload = std::move(payload);
  return event;
}

Result<std::vector<Participation>> Participations::make(const Activity& activity, const NewParticipants& wanted, std::string_view actor) {
  if (wanted.count < 1 || wanted.count > batch_max_)
    return Error(ErrorKind::invalid, "participant.count", {}, {{"most", std::to_string(batch_max_)}});
  const std::string prefix = wanted.prefix.empty() ? std::string(usual_code_prefix(activity.instrument)) : wanted.prefix;
  if (!is_code_prefix(prefix)) return Error(ErrorKind::invalid, "participant.prefix");
  CITYAUDIT_CHECK(check_words(wanted.perspective, wanted.via, wanted.language));
  return database_.write([&](store::Transaction& tx) -> Result<std::vector<Participation>> {
    CITYAUDIT_TRY(codes, free_codes(tx, activity.wave, prefix, static_cast<std::size_t>(wanted.count)));
    std::vector<Participation> out;
    for (const std::string& code : codes) {
      const ParticipationId id = add(tx, activity, code, wanted, {}, "participation.made", actor);
      out.push_back(*find_participation(tx, id));
    }
    return out;
  });
}

ParticipationId Participations::add(store::Transaction& tx, const Activity& activity, const std::string& code,
                                    const NewParticipants& wanted, const std::optional<Sha256>& join, std::string_view event,
                                    std::string_view actor) const {
  const ParticipationId id{*tx.integer(
      "INSERT INTO participation (uuid, wave_id, activity_id, code, instrument, perspective, via, language, joined_at, join_sha256, "
      "has_personal_link) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id",
      random_uuid(), activity.wave, activity.id, code, activity.instrument, or_null(wanted.perspective), wanted.via,
      or_null(wanted.language), clock_.now(), join)};
  events_.append(tx, participation_event(*find_participation(tx, id), event, actor, clock_.now()));
  return id;
}

Result<> Participations::change(const Uuid& uuid, const ParticipationChange& change, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto now = find_participation(tx, uuid);
    if (!now) return Error(ErrorKind::not_found, "participant.unknown");
    const std::string perspective = change.perspective.value_or(now->perspective);
    const std::string language = change.language.value_or(now->language);
    const std::string via = change.via.value_or(now->via);
    CITYAUDIT_TRY(account, change.account ? find_account(tx, now->audit, *change.account) : Result<AccountId>(now->account));
    // How somebody came who was not invited is known already.
    CITYAUDIT_CHECK(check_words(perspective, change.via ? via : "other", language));
    tx.execute("UPDATE participation SET perspective = $2, via = $3, language = $4, account_id = $5 WHERE id = $1", now->id,
               or_null(perspective), via, or_null(language), account ? std::optional(account.value) : std::nullopt);
    events_.append(tx, participation_event(*now, "participation.changed", actor, clock_.now()));
    return {};
  });
}

Result<> Participations::revoke(const Uuid& uuid, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto now = find_participation(tx, uuid);
    if (!now) return Error(ErrorKind::not_found, "participant.unknown");
    if (now->revoked_at) return {};
    const UtcMillis at = clock_.now();
    tx.execute("UPDATE participation SET revoked_at = $2 WHERE id = $1", now->id, at);
    tx.execute("DELETE FROM return_code WHERE participation_id = $1", now->id);
    end_personal_links(tx, now->id, EndedLinks::all, at);
    events_.append(tx, participation_event(*now, "participation.revoked", actor, at));
    return {};
  });
}

}  // namespace cityaudit::ingest
