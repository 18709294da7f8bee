#pragma once
// Waves: dated rounds of an audit. A wave can freeze its forms, so that all of its answers were asked in the same words.
// Thread-safe; calls block.

#include "ingest/events.h"

#include <string>
#include <vector>

namespace cityaudit::ingest {

struct Wave {
  WaveId id;
  std::int64_t number = 0;
  std::string starts_on, ends_on;
  bool freeze_forms = false;
};

class Waves {
 public:
  Waves(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  Result<std::vector<Wave>> of_audit(AuditId audit);
  /// not_found ("wave.unknown"). An event when it changes something.
  Result<> set_freeze(AuditId audit, std::int64_t number, bool freeze, std::string_view actor);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

/// conflict ("form.frozen", with the wave's number) while the wave's forms are frozen.
Result<> check_not_frozen(store::Transaction& tx, WaveId wave);

}  // namespace cityaudit::ingest
