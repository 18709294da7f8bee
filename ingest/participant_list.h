#pragma once
// The participants of an audit as staff see them: by code, never by name. Read only; inside Database::read.

#include "ingest/participations.h"

namespace cityaudit::ingest {

struct ParticipantLine {
  Participation participation;
  std::string activity_code;
  Localized activity_title;
  std::string account_name;         // of a member of staff who takes part
  std::vector<std::string> linked;  // codes of the same human
  std::int64_t submissions = 0;     // that count or may still count
  std::int64_t claimed = 0;         // of those: only the code was typed
  // none: never had one; unused: nobody has come by it yet; used; ended: all of them were replaced or revoked
  std::string_view link;
  bool has_return_code = false;
  bool has_identity = false;
};

/// By id, after that one; at most `most`. `activity` 0: of all.
std::vector<ParticipantLine> participants_of_audit(store::Transaction& tx, AuditId audit, ActivityId activity, ParticipationId after,
                                                   std::int64_t most);
std::optional<ParticipantLine> participant_line(store::Transaction& tx, const Uuid& uuid);

}  // namespace cityaudit::ingest
