#include "ingest/withdrawals.h"

#include "base/text.h"
#include "ingest/effective_consent.h"

#include <algorithm>
#include <array>

namespace cityaudit::ingest {
namespace {

constexpr std::array<std::string_view, 4> method_words = {"own_link", "phone", "told_facilitator", "restored"};

template <class Tag>
std::optional<std::int64_t> or_null(Id<Tag> id) {
  return id ? std::optional(id.value) : std::nullopt;
}

std::optional<SubmissionId> find(store::Transaction& tx, const Uuid& uuid) {
  const auto id = tx.integer("SELECT id FROM submission WHERE uuid = $1", uuid);
  return id ? std::optional(SubmissionId{*id}) : std::nullopt;
}

/// Evidence, like a consent: that, when and how somebody said so.
void write_down(store::Transaction& tx, ParticipationId person, SubmissionId submission, const WithdrawalRequest& request, UtcMillis at) {
  tx.execute(
      "INSERT INTO consent (participation_id, submission_id, purpose, decision, channels, language, given_at, recorded_at, method, "
      "recorded_by) VALUES ($1, $2, 'take_part', 'withdrawn', '', '', $3, $3, $4, $5)",
      or_null(person), or_null(submission), at, request.method == WithdrawalMethod::told_facilitator ? "told_facilitator" : "digital",
      or_null(request.recorded_by));
}

void unpublish(store::Transaction& tx, const Events& events, SubmissionId submission, const Event& of_submission) {
  std::vector<std::pair<std::int64_t, Uuid>> shown;
  {
    store::Rows rows =
        tx.query("SELECT id, uuid FROM photo WHERE submission_id = $1 AND publication NOT IN ('private', 'unpublished')", submission);
    while (rows.next()) shown.emplace_back(rows.integer(0), rows.uuid(1));
  }
  for (const auto& [photo, uuid] : shown) {
    tx.execute("UPDATE photo SET publication = 'unpublished' WHERE id = $1", photo);
    Event event = of_submission;
    event.type = "photo.unpublished";
    event.subject_id = photo;
    event.subject = uuid;
    events.append(tx, std::move(event));
  }
}

/// The row of one revision; whether it was there until now.
bool hide(store::Transaction& tx, SubmissionId revision, const WithdrawalRequest& request, UtcMillis at, UtcMillis due) {
  if (tx.execute("UPDATE submission SET state = 'withdrawn' WHERE id = $1 AND state NOT IN ('withdrawn', 'erased')", revision) == 0)
    return false;
  const std::string_view reason = trim(request.reason);
  tx.execute(
      "INSERT INTO withdrawal (submission_id, at, method, recorded_by, reason, due_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO "
      "NOTHING",
      revision, at, to_word(request.method), or_null(request.recorded_by), reason.empty() ? std::nullopt : std::optional(reason), due);
  tx.execute("UPDATE upload SET expires_at = $2 WHERE instance_uuid = (SELECT uuid FROM submission WHERE id = $1)", revision, at);
  return true;
}

}  // namespace

std::string_view to_word(WithdrawalMethod method) { return method_words[static_cast<std::size_t>(method)]; }

std::int64_t erase_after_millis(const Settings& settings) {
  return std::clamp<std::int64_t>(settings.integer("people.erasure_after_hours"), 0, 720) * millis_per_hour;
}

bool has_ended(store::Transaction& tx, ParticipationId person) {
  return tx.integer("SELECT ended_at FROM participation WHERE id = $1", person).has_value();
}

std::int64_t Withdrawals::withdraw_in(store::Transaction& tx, const Events& events, SubmissionId submission,
                                      const WithdrawalRequest& request, UtcMillis at, UtcMillis due) {
  const std::vector<SubmissionId> revisions = all_revisions(tx, submission);
  bool any = false;
  for (const SubmissionId revision : revisions) any = hide(tx, revision, request, at, due) || any;
  if (!any) return 0;
  Event event;
  const SubmissionId newest = revisions.front();
  {
    store::Rows rows = tx.query(
        "SELECT s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1", newest);
    rows.next();
    event.subject = rows.uuid(0);
    event.activity = {rows.integer(1)};
    event.audit = {rows.integer(2)};
  }
  event.type = "submission.withdrawn";
  event.actor = request.actor;
  event.at = at;
  event.subject_id = newest.value;
  event.payload = "{\"method\":\"" + std::string(to_word(request.method)) + "\"}";
  write_down(tx, {}, newest, request, at);
  events.append(tx, event);
  for (const SubmissionId revision : revisions) unpublish(tx, events, revision, event);
  return 1;
}

std::int64_t Withdrawals::withdraw_everything_in(store::Transaction& tx, const Events& events, ParticipationId person,
                                                 const WithdrawalRequest& request, UtcMillis at, UtcMillis due) {
  std::int64_t count = 0;
  for (const SubmissionId each : submissions_of(tx, person)) count += withdraw_in(tx, events, each, request, at, due);
  for (const ParticipationId each : linked_participations(tx, person)) {
    if (tx.execute("UPDATE participation SET ended_at = $2, erase_at = $3 WHERE id = $1 AND ended_at IS NULL", each, at, due) == 0)
      continue;
    write_down(tx, each, {}, request, at);
    Event event;
    event.type = "participation.ended";
    event.actor = request.actor;
    event.at = at;
    event.audit = {tx.integer("SELECT w.audit_id FROM participation p JOIN wave w ON w.id = p.wave_id WHERE p.id = $1", each).value_or(0)};
    event.subject_id = each.value;
    event.payload = "{\"method\":\"" + std::string(to_word(request.method)) + "\"}";
    events.append(tx, std::move(event));
  }
  return count;
}

Result<Withdrawn> Withdrawals::withdraw(const Uuid& submission, const WithdrawalRequest& request) {
  const UtcMillis now = clock_.now(), due = now + erase_after_millis_;
  return database_.write([&](store::Transaction& tx) -> Result<Withdrawn> {
    const auto id = find(tx, submission);
    if (!id) return Error(ErrorKind::not_found, "submission.unknown");
    return Withdrawn{withdraw_in(tx, events_, *id, request, now, due), due};
  });
}

Result<Withdrawn> Withdrawals::withdraw_of_phone(ActivityId activity, const std::vector<std::string>& instance_ids,
                                                 const WithdrawalRequest& request) {
  const UtcMillis now = clock_.now(), due = now + erase_after_millis_;
  constexpr std::string_view scheme = "uuid:";
  return database_.write([&](store::Transaction& tx) -> Result<Withdrawn> {
    Withdrawn out{0, due};
    for (const std::string& instance : instance_ids) {
      if (!instance.starts_with(scheme)) continue;  // what can be guessed is no secret
      const auto uuid = parse_uuid(std::string_view(instance).substr(scheme.size()));
      if (!uuid) continue;
      const auto id = tx.integer("SELECT id FROM submission WHERE uuid = $1 AND activity_id = $2", *uuid, activity);
      if (id) out.submissions += withdraw_in(tx, events_, SubmissionId{*id}, request, now, due);
    }
    return out;
  });
}

Result<Withdrawn> Withdrawals::withdraw_of_person(ParticipationId person, const std::vector<Uuid>& submissions,
                                                  const WithdrawalRequest& request) {
  const UtcMillis now = clock_.now(), due = now + erase_after_millis_;
  return database_.write([&](store::Transaction& tx) -> Result<Withdrawn> {
    Withdrawn out{0, due};
    const std::vector<SubmissionId> own = submissions_of(tx, person);
    for (const Uuid& uuid : submissions)
      if (const auto id = find(tx, uuid); id && std::find(own.begin(), own.end(), *id) != own.end())
        out.submissions += withdraw_in(tx, events_, *id, request, now, due);
    return out;
  });
}

Result<Withdrawn> Withdrawals::withdraw_everything(ParticipationId person, const WithdrawalRequest& request) {
  const UtcMillis now = clock_.now(), due = now + erase_after_millis_;
  return database_.write([&](store::Transaction& tx) -> Result<Withdrawn> {
    return Withdrawn{withdraw_everything_in(tx, events_, person, request, now, due), due};
  });
}

}  // namespace cityaudit::ingest
