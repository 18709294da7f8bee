#include "ingest/consents.h"

#include "base/text.h"
#include "ingest/attached_submissions.h"
#include "ingest/submissions.h"

#include <fmt/format.h>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::optional<std::string_view> or_null(std::string_view text) { return text.empty() ? std::nullopt : std::optional(text); }
template <class Tag>
std::optional<std::int64_t> or_null(Id<Tag> id) {
  return id ? std::optional(id.value) : std::nullopt;
}

EffectiveConsent effective(store::Transaction& tx, const ConsentSubject& subject) {
  return subject.participation ? effective_consent(tx, subject.participation) : effective_consent(tx, subject.submission);
}

std::vector<SubmissionId> touched(store::Transaction& tx, const ConsentSubject& subject) {
  return subject.participation ? submissions_of(tx, subject.participation) : all_revisions(tx, subject.submission);
}

/// consent.given, consent.narrowed, consent.withdrawn; or consent.refused, of who was asked and had never agreed.
std::string_view event_of(const PurposeConsent& before, const PurposeConsent& after) {
  const bool had = before.decision == ConsentDecision::given, has = after.decision == ConsentDecision::given;
  if (!has) return had ? "consent.withdrawn" : "consent.refused";
  return had && before.channels != after.channels && after.channels.within(before.channels) ? "consent.narrowed" : "consent.given";
}

Result<> check(const ConsentStatement& each) {
  const bool given = each.decision == ConsentDecision::given;
  if (each.purpose == Purpose::take_part && !given) return Error(ErrorKind::invalid, "consent.take_part");
  if (each.purpose == Purpose::publish_photo && given && !each.channels.any()) return Error(ErrorKind::invalid, "consent.channels_missing");
  if (each.method == ConsentMethod::oral_witnessed && trim(each.witness).empty())
    return Error(ErrorKind::invalid, "consent.witness_missing");
  if (each.method == ConsentMethod::paper_scan && !each.scan) return Error(ErrorKind::invalid, "consent.scan_missing");
  return {};
}

}  // namespace

std::int64_t Consents::insert(store::Transaction& tx, ParticipationId participation, SubmissionId submission, const ConsentStatement& each,
                              UtcMillis at) const {
  const std::optional<Bytes> scan = each.scan ? std::optional(Bytes{*each.scan}) : std::nullopt;
  return *tx.integer(
      "INSERT INTO consent (participation_id, submission_id, purpose, decision, channels, text_id, form_version_id, question, language, "
      "given_at, recorded_at, method, witness, recorded_by, scan_sha256, wording_checked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
      "$11, $12, $13, $14, $15, $16) RETURNING id",
      or_null(participation), or_null(submission), to_word(each.purpose), to_word(each.decision), each.channels.text(),
      each.text ? std::optional(each.text) : std::nullopt, or_null(each.form), or_null(each.question), each.language,
      std::min(each.given_at, at), at, to_word(each.method), or_null(trim(each.witness)), or_null(each.recorded_by), scan,
      each.wording_checked);
}

void Consents::receive(store::Transaction& tx, SubmissionId submission, bool revises, const std::vector<ConsentStatement>& statements,
                       UtcMillis at, std::string_view actor) const {
  const ParticipationId proven = proved_participation(tx, submission);
  // Of the first submission of somebody nothing can change: no other rows are looked at. That is the usual case, and the hot path.
  const auto known_before = [&] {
    return tx.integer("SELECT 1 FROM submission WHERE participation_id = $1 AND id <> $2 LIMIT 1", proven, submission) ||
           tx.integer("SELECT 1 FROM consent WHERE participation_id = $1 LIMIT 1", proven) ||
           tx.integer("SELECT 1 FROM participation WHERE id = $1 AND person_key IS NOT NULL", proven);
  };
  const bool others = revises || (proven && known_before());
  const ConsentSubject subject{proven, submission};
  const EffectiveConsent before = others ? effective(tx, subject) : EffectiveConsent();
  std::vector<std::pair<Purpose, std::int64_t>> rows;
  for (ConsentStatement each : statements) {
    if (each.decision == ConsentDecision::not_asked) {
      if (!revises || !before.is_given(each.purpose)) continue;
      each.decision = ConsentDecision::refused;
    }
    rows.emplace_back(each.purpose, insert(tx, proven, submission, each, at));
  }
  if (!others) return;
  const EffectiveConsent after = effective(tx, subject);
  for (const auto& [purpose, row] : rows) {
    const PurposeConsent &was = before.of(purpose), &is = after.of(purpose);
    if (was.row != 0 && (was.decision != is.decision || was.channels != is.channels))
      announce(tx, subject, row, event_of(was, is), purpose, actor);
  }
  for (const SubmissionId each : touched(tx, subject)) follow(tx, each, actor);
}

Result<> Consents::record(const ConsentSubject& subject, std::vector<ConsentStatement> statements, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) { return record_in(tx, subject, statements, actor); });
}

Result<> Consents::record_in(store::Transaction& tx, const ConsentSubject& subject, const std::vector<ConsentStatement>& statements,
                             std::string_view actor) const {
  for (const ConsentStatement& each : statements) CITYAUDIT_CHECK(check(each));
  const EffectiveConsent before = effective(tx, subject);
  for (ConsentStatement each : statements) {
    const PurposeConsent& was = before.of(each.purpose);
    if (each.decision != ConsentDecision::given)
      each.decision = was.decision == ConsentDecision::given ? ConsentDecision::withdrawn : ConsentDecision::refused;
    if (each.decision != ConsentDecision::given) each.channels = {};
    // What is said now is later than what was said before, whatever a phone's clock believed.
    each.given_at = std::max(each.given_at, std::min(was.given_at, clock_.now()));
    const std::int64_t row =
        insert(tx, subject.participation, subject.participation ? SubmissionId() : subject.submission, each, clock_.now());
    announce(tx, subject, row, event_of(was, effective(tx, subject).of(each.purpose)), each.purpose, actor);
  }
  for (const SubmissionId each : touched(tx, subject)) follow(tx, each, actor);
  return {};
}

void Consents::follow_attached(store::Transaction& tx, const Event& event) const {
  if (event.type != "submission.attached") return;
  const SubmissionId submission{event.subject_id};
  const ParticipationId person{tx.integer("SELECT participation_id FROM submission WHERE id = $1", submission).value_or(0)};
  for (const SubmissionId revision : all_revisions(tx, submission))
    tx.execute(
        "UPDATE consent SET participation_id = $2 WHERE submission_id = $1 AND NOT (purpose = 'take_part' AND decision = 'withdrawn')",
        revision, person ? std::optional(person.value) : std::nullopt);
  if (!person) return follow(tx, submission, event.actor);
  for (const SubmissionId each : submissions_of(tx, person)) follow(tx, each, event.actor);
}

void Consents::follow(store::Transaction& tx, SubmissionId submission, std::string_view actor) const {
  const EffectiveConsent consent = effective_consent(tx, submission);
  Event event;
  bool flagged = false;
  {
    store::Rows rows = tx.query(
        "SELECT s.flags, s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1 AND "
        "s.state NOT IN ('withdrawn', 'erased')",
        submission);
    if (!rows.next()) return;
    flagged = (rows.integer(0) & flag_no_analysis_consent) != 0;
    event.subject = rows.uuid(1);
    event.activity = {rows.integer(2)};
    event.audit = {rows.integer(3)};
  }
  event.at = clock_.now();
  event.actor = actor;
  if (flagged == consent.may_analyse()) {
    constexpr std::int64_t bit = flag_no_analysis_consent;
    tx.execute(
        flagged ? "UPDATE submission SET flags = flags & ~$2 WHERE id = $1" : "UPDATE submission SET flags = flags | $2 WHERE id = $1",
        submission, bit);
    event.type = "submission.consent_changed";
    event.subject_id = submission.value;
    events_.append(tx, event);
  }
  // Where they were shown is not kept apart by channel: whatever is narrower than all takes them down, and a person publishes anew.
  if (consent.may_publish() == Channels::all()) return;
  std::vector<std::pair<std::int64_t, Uuid>> shown;
  {
    store::Rows rows =
        tx.query("SELECT id, uuid FROM photo WHERE submission_id = $1 AND publication IN ('selected', 'published')", submission);
    while (rows.next()) shown.emplace_back(rows.integer(0), rows.uuid(1));
  }
  for (const auto& [photo, uuid] : shown) {
    tx.execute("UPDATE photo SET publication = 'unpublished' WHERE id = $1", photo);
    event.type = "photo.unpublished";
    event.subject_id = photo;
    event.subject = uuid;
    events_.append(tx, event);
  }
}

void Consents::announce(store::Transaction& tx, const ConsentSubject& subject, std::int64_t row, std::string_view type, Purpose purpose,
                        std::string_view actor) const {
  Event event;
  event.type = type;
  event.actor = actor;
  event.at = clock_.now();
  event.subject_id = row;
  event.payload = fmt::format("{{\"purpose\":\"{}\"}}", to_word(purpose));
  if (subject.submission) {
    store::Rows rows =
        tx.query("SELECT s.uuid, s.activity_id, a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1",
                 subject.submission);
    if (rows.next()) {
      event.subject = rows.uuid(0);
      event.activity = {rows.integer(1)};
      event.audit = {rows.integer(2)};
    }
  } else {
    event.audit = {
        tx.integer("SELECT w.audit_id FROM participation p JOIN wave w ON w.id = p.wave_id WHERE p.id = $1", subject.participation)
            .value_or(0)};
  }
  events_.append(tx, std::move(event));
}

std::vector<RecordedConsent> Consents::history(store::Transaction& tx, const ConsentSubject& subject) {
  std::vector<ParticipationId> people;
  std::vector<SubmissionId> revisions;
  ParticipationId person = subject.participation;
  if (subject.submission && !person) {
    revisions = all_revisions(tx, subject.submission);
    person = {tx.integer("SELECT participation_id FROM submission WHERE id = $1", subject.submission).value_or(0)};
  }
  if (person) people = participations_of_person(tx, person);
  std::map<std::int64_t, RecordedConsent> found;
  const auto add = [&](store::Rows rows) {
    while (rows.next()) {
      RecordedConsent each;
      each.row = rows.integer(0);
      ConsentStatement& said = each.statement;
      said.purpose = purpose_from(rows.text(1)).value_or(Purpose::take_part);
      said.decision = consent_decision_from(rows.text(2)).value_or(ConsentDecision::not_asked);
      said.channels = Channels::of(rows.text(3));
      said.text = rows.integer(4);
      said.form = {rows.integer(5)};
      said.question = rows.string(6);
      said.language = rows.string(7);
      said.given_at = {rows.integer(8)};
      each.recorded_at = {rows.integer(9)};
      said.method = consent_method_from(rows.text(10)).value_or(ConsentMethod::digital);
      said.witness = rows.string(11);
      said.recorded_by = {rows.integer(12)};
      if (!rows.is_null(13)) said.scan = rows.sha256(13).value;
      each.submission = {rows.integer(14)};
      found.emplace(-rows.integer(0), std::move(each));
    }
  };
  static const std::string columns =
      "SELECT id, purpose, decision, channels, text_id, form_version_id, question, language, given_at, recorded_at, method, witness, "
      "recorded_by, scan_sha256, submission_id FROM consent WHERE ";
  static const std::string
      of_submission = columns + "submission_id = $1",
      of_person = columns + "participation_id = $1 OR submission_id IN (SELECT s.id FROM submission s WHERE s.participation_id = $1 AND " +
                  std::string(proved_submission) + ")";
  for (const SubmissionId each : revisions) add(tx.query(of_submission, each));
  for (const ParticipationId each : people) add(tx.query(of_person, each));
  std::vector<RecordedConsent> out;
  for (auto& [row, each] : found) out.push_back(std::move(each));
  return out;
}

}  // namespace cityaudit::ingest
