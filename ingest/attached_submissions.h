#pragma once
// Whose a submission is, once that is known better than when it came; and which participations are one human. Inside transactions that
// write; every submission that counts for somebody else afterwards has an event.

#include "ingest/participations.h"

namespace cityaudit::ingest {

/// What is proof of a person; a typed code is none. For WHERE, of a submission s.
inline constexpr std::string_view proved_submission = "s.attached_by IN ('link', 'phone', 'staff')";

/// Whose submission it is; no id when a typed code is all there is, or nobody is known.
ParticipationId proved_participation(store::Transaction& tx, SubmissionId submission);

enum class AttachedBy { phone, staff };

/// Every participation of the same human, that one included; by id.
std::vector<ParticipationId> participations_of_person(store::Transaction& tx, ParticipationId participation);

/// The submission is that person's from now on. Its earlier revisions, too.
void attach_submission(store::Transaction& tx, const Events& events, SubmissionId submission, ParticipationId participation, AttachedBy by,
                       std::string_view actor, UtcMillis at);

/// That revision alone is somebody else's, or nobody's, as staff say; what it was known by before is kept.
void correct_participation(store::Transaction& tx, SubmissionId submission, ParticipationId participation);
/// The same taken back to who it was before. `still_corrected`: by an earlier correction.
void take_back_participation(store::Transaction& tx, SubmissionId submission, ParticipationId before, bool still_corrected);

/// Those of the instanceIDs, which only the phone that sent them knows, that nobody has proved to be theirs: they become this person's.
/// "uuid:" and a UUID only; of the participation's activity only. How many there were.
std::int64_t attach_by_instances(store::Transaction& tx, const Events& events, const Participation& participation,
                                 std::span<const std::string> instance_ids, UtcMillis at);

class LinkedParticipations {
 public:
  LinkedParticipations(store::Database& database, const Events& events, const Clock& clock)
      : database_(database), events_(events), clock_(clock) {}

  /// The two are the same human, as are all that they were linked with: counted once from now on. invalid ("participant.same") for one and
  /// the same, or of two audits.
  Result<> link(const Uuid& one, const Uuid& other, std::string_view actor);
  /// This one is somebody else again.
  Result<> unlink(const Uuid& one, std::string_view actor);

 private:
  /// The participations of one human, with what follows for their submissions.
  void regroup(store::Transaction& tx, const std::vector<ParticipationId>& people, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
