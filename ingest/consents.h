#pragma once
// Consent as rows, and what follows when it changes: in the transaction of the change the submissions it bears on are hidden from analysis
// or shown to it again, and their photos are unpublished. Thread-safe; calls block.

#include "ingest/effective_consent.h"
#include "ingest/events.h"

namespace cityaudit::ingest {

/// Whose consent: a person's (and so everything that came from them), or that to one submission.
struct ConsentSubject {
  ParticipationId participation;
  SubmissionId submission;  // used when there is no participation
};

/// A row as it is shown.
struct RecordedConsent {
  std::int64_t row = 0;  // of consent
  ConsentStatement statement;
  UtcMillis recorded_at;
  SubmissionId submission;  // it came with; may be none
};

class Consents {
 public:
  Consents(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// What came with a submission, in its transaction, after its row. `revises`: it replaces an older one, so what it left blank is no
  /// longer consented to.
  void receive(store::Transaction& tx, SubmissionId submission, bool revises, const std::vector<ConsentStatement>& statements, UtcMillis at,
               std::string_view actor) const;

  /// Writes statements down and lets everything follow. invalid: "consent.channels_missing" (to publish, but nowhere),
  /// "consent.witness_missing", "consent.scan_missing", "consent.take_part" (to stop taking part is a withdrawal).
  Result<> record(const ConsentSubject& subject, std::vector<ConsentStatement> statements, std::string_view actor);
  Result<> record_in(store::Transaction& tx, const ConsentSubject& subject, const std::vector<ConsentStatement>& statements,
                     std::string_view actor) const;

  /// A reaction to "submission.attached": it is known better now whose a submission is, and what that person said counts for it, too.
  void follow_attached(store::Transaction& tx, const Event& event) const;
  /// Flag and photos of one submission as its consent now asks: after it was found to be somebody else's.
  void follow(store::Transaction& tx, SubmissionId submission, std::string_view actor) const;

  /// Every row that bears on it, the newest first.
  static std::vector<RecordedConsent> history(store::Transaction& tx, const ConsentSubject& subject);

 private:
  std::int64_t insert(store::Transaction& tx, ParticipationId participation, SubmissionId submission, const ConsentStatement& statement,
                      UtcMillis at) const;
  void announce(store::Transaction& tx, const ConsentSubject& subject, std::int64_t row, std::string_view type, Purpose purpose,
                std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
