#pragma once
// Sixteen digits, shown once, that bring a person back on another device. Stored as a keyed hash. Thread-safe; calls block.

#include "ingest/personal_links.h"

namespace cityaudit::ingest {

/// The sixteen digits of what somebody typed, whatever they put between them; nothing when there are more or fewer.
std::optional<std::string> return_code_digits(std::string_view typed);

class ReturnCodes {
 public:
  ReturnCodes(store::Database& database, const Events& events, const Clock& clock, const LinkKey& key, const PersonalLinks& links)
      : database_(database), events_(events), clock_(clock), key_(key), links_(links) {}

  /// Sixteen digits; an earlier code of this person ends. conflict ("participant.revoked").
  Result<std::string> make(ParticipationId participation, std::string_view actor);

  /// A link for the phone on which it was typed, to what the person was doing last. not_found ("return.unknown") for whatever is not one.
  Result<MadeLink> redeem(std::string_view typed);

  /// When the person's code was made; nothing without one.
  static std::optional<UtcMillis> made_at(store::Transaction& tx, ParticipationId participation);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const LinkKey& key_;
  const PersonalLinks& links_;
};

}  // namespace cityaudit::ingest
