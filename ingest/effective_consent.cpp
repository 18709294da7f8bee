#include "ingest/effective_consent.h"

#include "ingest/attached_submissions.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view row_columns = "SELECT id, purpose, decision, channels, given_at, method, language FROM consent ";

void add_rows(EffectiveConsent& consent, store::Rows rows) {
  while (rows.next()) {
    const auto purpose = purpose_from(rows.text(1));
    const auto decision = consent_decision_from(rows.text(2));
    if (!purpose || !decision) continue;
    consent.add(*purpose, {*decision, Channels::of(rows.text(3)), UtcMillis{rows.integer(4)},
                           consent_method_from(rows.text(5)).value_or(ConsentMethod::digital), rows.string(6), rows.integer(0)});
  }
}

void add_submission(store::Transaction& tx, EffectiveConsent& consent, SubmissionId submission) {
  static const std::string sql = std::string(row_columns) + "WHERE submission_id = $1";
  add_rows(consent, tx.query(sql, submission));
}

/// What was said of the person. Of one submission alone it is that somebody withdrew it, which says nothing of the others.
void add_person(store::Transaction& tx, EffectiveConsent& consent, ParticipationId person) {
  static const std::string own = std::string(row_columns) + "WHERE participation_id = $1";
  for (const ParticipationId each : participations_of_person(tx, person)) add_rows(consent, tx.query(own, each));
}

}  // namespace

void EffectiveConsent::add(Purpose purpose, const PurposeConsent& row) {
  PurposeConsent& known = purposes_[static_cast<std::size_t>(purpose)];
  if (std::pair(row.given_at, row.row) > std::pair(known.given_at, known.row)) known = row;
}

EffectiveConsent effective_consent(store::Transaction& tx, SubmissionId submission) {
  EffectiveConsent consent;
  for (const SubmissionId revision : all_revisions(tx, submission)) add_submission(tx, consent, revision);
  if (const auto person = tx.integer("SELECT participation_id FROM submission WHERE id = $1", submission))
    add_person(tx, consent, ParticipationId{*person});
  return consent;
}

EffectiveConsent effective_consent(store::Transaction& tx, ParticipationId participation) {
  EffectiveConsent consent;
  add_person(tx, consent, participation);
  return consent;
}

std::vector<SubmissionId> submissions_of(store::Transaction& tx, ParticipationId participation, bool proved) {
  static const std::string all = "SELECT s.id FROM submission s WHERE s.participation_id = $1 AND s.state <> 'erased'",
                           proved_ones = all + " AND " + std::string(proved_submission);
  std::vector<SubmissionId> out;
  for (const ParticipationId each : participations_of_person(tx, participation)) {
    store::Rows rows = tx.query(proved ? proved_ones : all, each);
    while (rows.next()) out.push_back({rows.integer(0)});
  }
  std::sort(out.begin(), out.end(), std::greater<>());
  return out;
}

std::vector<SubmissionId> all_revisions(store::Transaction& tx, SubmissionId submission) {
  std::vector<SubmissionId> out{submission};
  while (const auto older = tx.integer("SELECT replaces_id FROM submission WHERE id = $1", out.back())) out.push_back({*older});
  while (const auto newer = tx.integer("SELECT replaced_by_id FROM submission WHERE id = $1", out.front()))
    out.insert(out.begin(), SubmissionId{*newer});
  return out;
}

}  // namespace cityaudit::ingest
