#pragma once
// Who takes part in a wave, by code and never by name. Thread-safe; calls of the class block.

#include "base/settings.h"
#include "ingest/activities.h"
#include "ingest/participant_codes.h"

#include <span>

namespace cityaudit::ingest {

struct Participation {
  ParticipationId id;
  Uuid uuid;
  WaveId wave;
  AuditId audit;
  ActivityId activity;
  std::string code;
  std::string instrument;
  std::string perspective;  // or empty
  std::string via;          // info_meeting, individual, sig, other, link (joined by an open link), code (typed, not proved)
  std::string language;     // or empty
  AccountId account;        // of a member of staff who takes part
  UtcMillis joined_at;
  std::optional<UtcMillis> revoked_at;
  bool has_personal_link = false;
};

std::optional<Participation> find_participation(store::Transaction& tx, ParticipationId id);
std::optional<Participation> find_participation(store::Transaction& tx, const Uuid& uuid);

/// The participation of a typed code, made when the wave has none yet; no id when that code has a personal link, because a typed code is a
/// claim and a personal link is proof, or when it was revoked or that person has withdrawn everything.
ParticipationId claim_participation(store::Transaction& tx, const Activity& activity, std::string_view code, UtcMillis at);

/// The member of staff whose own submission it is, by whichever of their codes: they may not review it. No id when it is nobody's of staff.
AccountId account_behind(store::Transaction& tx, SubmissionId submission);

struct NewParticipants {
  std::int64_t count = 1;
  std::string prefix;       // empty: the usual one of the instrument
  std::string perspective;  // or empty
  std::string via = "individual";
  std::string language;  // or empty
};

/// What is given changes; an empty text takes the value away.
struct ParticipationChange {
  std::optional<std::string> perspective, via, language;
  std::optional<std::string> account;  // the id for outsiders of a member of staff who takes part
};

class Participations {
 public:
  Participations(store::Database& database, const Events& events, const Clock& clock, std::int64_t batch_max)
      : database_(database), events_(events), clock_(clock), batch_max_(batch_max) {}

  /// With the next free codes, in order. invalid: participant.{count, prefix, perspective, via, language}; conflict:
  /// participant.codes_exhausted.
  Result<std::vector<Participation>> make(const Activity& activity, const NewParticipants& wanted, std::string_view actor);
  Result<> change(const Uuid& participation, const ParticipationChange& change, std::string_view actor);
  /// Their links and return code end: what is sent by them is stored and flagged. What they sent before stays.
  Result<> revoke(const Uuid& participation, std::string_view actor);

  /// In the caller's transaction, with its event. The code must be free.
  ParticipationId add(store::Transaction& tx, const Activity& activity, const std::string& code, const NewParticipants& wanted,
                      const std::optional<Sha256>& join, std::string_view event, std::string_view actor) const;

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const std::int64_t batch_max_;
};

/// An event about a participation.
Event participation_event(const Participation& participation, std::string_view type, std::string_view actor, UtcMillis at,
                          std::string payload = "{}");

bool is_perspective(std::string_view word);

}  // namespace cityaudit::ingest
