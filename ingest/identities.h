#pragma once
// Who a participant is, where that is known at all: the only place with names. Reading it takes a reason and leaves a row and an event;
// that the reader may read at all is for the caller to check. Thread-safe; calls block.

#include "ingest/participations.h"

namespace cityaudit::ingest {

struct Identity {
  std::string name, email, phone, note;  // each may be empty
};

struct IdentityReading {
  UtcMillis at;
  std::string reader;  // the account's name
  std::string reason;
};

struct ReadIdentity {
  std::optional<Identity> identity;
  std::optional<UtcMillis> updated_at;
  std::vector<IdentityReading> earlier;  // the newest first, this one not included; at most twenty
};

class Identities {
 public:
  Identities(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// invalid: identity.reason_missing.
  Result<ReadIdentity> read(const Uuid& participation, AccountId reader, std::string_view actor, std::string_view reason);
  /// All four at once. invalid ("identity.too_long", "identity.email").
  Result<> write(const Uuid& participation, const Identity& identity, AccountId writer, std::string_view actor);
  /// What is known of them, not what they did; the reasons of who looked stay.
  Result<> erase(const Uuid& participation, std::string_view actor);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
