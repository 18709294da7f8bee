#include "ingest/attached_submissions.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

struct Touched {
  SubmissionId id;
  Uuid uuid;
  ActivityId activity;
  AuditId audit;
};

void announce(store::Transaction& tx, const Events& events, const Touched& submission, std::string_view actor, UtcMillis at) {
  Event event;
  event.at = at;
  event.type = "submission.attached";
  event.actor = actor;
  event.audit = submission.audit;
  event.activity = submission.activity;
  event.subject_id = submission.id.value;
  event.subject = submission.uuid;
  events.append(tx, std::move(event));
}

std::vector<Touched> submissions_where(store::Transaction& tx, const std::string& sql, std::int64_t key) {
  std::vector<Touched> out;
  store::Rows rows = tx.query(sql, key);
  while (rows.next()) out.push_back({{rows.integer(0)}, rows.uuid(1), {rows.integer(2)}, {rows.integer(3)}});
  return out;
}

constexpr std::string_view select_touched =
    "SELECT s.id, s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE ";

}  // namespace

std::vector<ParticipationId> participations_of_person(store::Transaction& tx, ParticipationId participation) {
  std::vector<ParticipationId> out;
  store::Rows rows = tx.query(
      "SELECT q.id FROM participation p JOIN participation q ON q.id = p.id OR q.person_key = p.person_key WHERE p.id = $1 ORDER BY q.id",
      participation);
  while (rows.next()) out.push_back({rows.integer(0)});
  return out;
}

void attach_submission(store::Transaction& tx, const Events& events, SubmissionId submission, ParticipationId participation, AttachedBy by,
                       std::string_view actor, UtcMillis at) {
  static const std::string with_replaced =
      "WITH RECURSIVE revision (id) AS (SELECT id FROM submission WHERE id = $1 UNION SELECT s.replaces_id FROM submission s JOIN revision "
      "r ON s.id = r.id WHERE s.replaces_id IS NOT NULL) " +
      std::string(select_touched) + "s.id IN (SELECT id FROM revision)";
  for (const Touched& touched : submissions_where(tx, with_replaced, submission.value)) {
    if (by == AttachedBy::staff)
      correct_participation(tx, touched.id, participation);
    else
      tx.execute("UPDATE submission SET participation_id = $2, attached_by = 'phone' WHERE id = $1", touched.id, participation);
    announce(tx, events, touched, actor, at);
  }
}

ParticipationId proved_participation(store::Transaction& tx, SubmissionId submission) {
  static const std::string sql = "SELECT s.participation_id FROM submission s WHERE s.id = $1 AND " + std::string(proved_submission);
  return {tx.integer(sql, submission).value_or(0)};
}

void correct_participation(store::Transaction& tx, SubmissionId submission, ParticipationId participation) {
  tx.execute(
      "UPDATE submission SET participation_id = $2, attached_before = CASE attached_by WHEN 'staff' THEN attached_before ELSE attached_by "
      "END, attached_by = 'staff' WHERE id = $1",
      submission, participation ? std::optional(participation.value) : std::nullopt);
}

void take_back_participation(store::Transaction& tx, SubmissionId submission, ParticipationId before, bool still_corrected) {
  tx.execute(
      "UPDATE submission SET participation_id = $2, attached_by = CASE $3 WHEN 1 THEN 'staff' ELSE attached_before END WHERE id = $1",
      submission, before ? std::optional(before.value) : std::nullopt, still_corrected);
}

std::int64_t attach_by_instances(store::Transaction& tx, const Events& events, const Participation& participation,
                                 std::span<const std::string> instance_ids, UtcMillis at) {
  std::int64_t attached = 0;
  constexpr std::string_view scheme = "uuid:";
  for (const std::string& instance_id : instance_ids) {
    if (!instance_id.starts_with(scheme)) continue;
    const auto uuid = parse_uuid(std::string_view(instance_id).substr(scheme.size()));
    if (!uuid) continue;
    const auto id = tx.integer(
        "SELECT id FROM submission WHERE uuid = $1 AND instance_id = $2 AND activity_id = $3 AND state <> 'withdrawn' AND state <> "
        "'erased' AND (attached_by IS NULL OR attached_by = 'code')",
        *uuid, instance_id, participation.activity);
    if (!id) continue;
    attach_submission(tx, events, {*id}, participation.id, AttachedBy::phone, "participant", at);
    ++attached;
  }
  return attached;
}

Result<> LinkedParticipations::link(const Uuid& one, const Uuid& other, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto a = find_participation(tx, one), b = find_participation(tx, other);
    if (!a || !b) return Error(ErrorKind::not_found, "participant.unknown");
    if (a->id == b->id || a->audit != b->audit) return Error(ErrorKind::invalid, "participant.same");
    std::vector<ParticipationId> people = participations_of_person(tx, a->id);
    const std::vector<ParticipationId> more = participations_of_person(tx, b->id);
    if (people == more) return {};
    people.insert(people.end(), more.begin(), more.end());
    regroup(tx, people, actor);
    events_.append(tx, participation_event(*a, "participation.linked", actor, clock_.now(), "{\"with\":\"" + to_string(other) + "\"}"));
    return {};
  });
}

Result<> LinkedParticipations::unlink(const Uuid& one, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto alone = find_participation(tx, one);
    if (!alone) return Error(ErrorKind::not_found, "participant.unknown");
    std::vector<ParticipationId> rest = participations_of_person(tx, alone->id);
    if (rest.size() < 2) return {};
    std::erase(rest, alone->id);
    regroup(tx, {alone->id}, actor);
    regroup(tx, rest, actor);
    events_.append(tx, participation_event(*alone, "participation.unlinked", actor, clock_.now()));
    return {};
  });
}

void LinkedParticipations::regroup(store::Transaction& tx, const std::vector<ParticipationId>& people, std::string_view actor) const {
  const std::int64_t lead = std::min_element(people.begin(), people.end())->value;
  const std::optional<std::int64_t> key = people.size() > 1 ? std::optional(lead) : std::nullopt;
  static const std::string of_participation = std::string(select_touched) + "s.participation_id = $1";
  for (const ParticipationId id : people) {
    const std::int64_t before = tx.integer("SELECT coalesce(person_key, id) FROM participation WHERE id = $1", id).value_or(0);
    tx.execute("UPDATE participation SET person_key = $2 WHERE id = $1", id, key);
    if (before == lead) continue;
    for (const Touched& touched : submissions_where(tx, of_participation, id.value)) announce(tx, events_, touched, actor, clock_.now());
  }
}

}  // namespace cityaudit::ingest
