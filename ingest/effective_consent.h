#pragma once
// What holds at the moment: the one function that everybody asks. The last row of a purpose holds, by when it was given and then by when it
// was written down; rows are those of the submission in all its revisions, and those of the person it is known to come from, under all
// their codes. Read only; inside a transaction.

#include "ingest/consent.h"
#include "store/database.h"

#include <vector>

namespace cityaudit::ingest {

struct PurposeConsent {
  ConsentDecision decision = ConsentDecision::not_asked;
  Channels channels;
  UtcMillis given_at;
  ConsentMethod method = ConsentMethod::digital;
  std::string language;
  std::int64_t row = 0;  // of consent; 0: never asked
};

class EffectiveConsent {
 public:
  const PurposeConsent& of(Purpose purpose) const { return purposes_[static_cast<std::size_t>(purpose)]; }
  bool is_given(Purpose purpose) const { return of(purpose).decision == ConsentDecision::given; }
  bool is_denied(Purpose purpose) const { return of(purpose).row != 0 && !is_given(purpose); }

  /// Unless somebody said no: a form that does not ask is one about which people are asked otherwise.
  bool may_analyse() const { return !is_denied(Purpose::analyse) && !is_denied(Purpose::take_part); }
  /// Only what somebody said yes to.
  bool may_quote() const { return may_analyse() && is_given(Purpose::quote); }
  Channels may_publish() const { return is_denied(Purpose::take_part) ? Channels() : of(Purpose::publish_photo).channels; }

  /// Takes a row into account; in any order.
  void add(Purpose purpose, const PurposeConsent& row);

 private:
  std::array<PurposeConsent, purpose_count> purposes_;
};

EffectiveConsent effective_consent(store::Transaction& tx, SubmissionId submission);
EffectiveConsent effective_consent(store::Transaction& tx, ParticipationId participation);

/// The same person's participations, this one among them.
std::vector<ParticipationId> linked_participations(store::Transaction& tx, ParticipationId participation);
/// Everything that came in under them, all revisions, but for what was erased; the newest first.
std::vector<SubmissionId> submissions_of(store::Transaction& tx, ParticipationId participation);
/// The submission and those that it replaced and that replaced it; the newest first.
std::vector<SubmissionId> all_revisions(store::Transaction& tx, SubmissionId submission);

}  // namespace cityaudit::ingest
