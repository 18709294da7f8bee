#pragma once
// Links that lead one person to what they do: random, told once, stored as a hash. Thread-safe; calls of the class block.
//
// A link that ended still takes what was filled in with it: such a submission is flagged revoked_link.

#include "ingest/participations.h"

namespace cityaudit::ingest {

enum class EndedLinks {
  none,
  unused,  // those that nobody has opened, unless the person has sent something by one
  all,
};
enum class LinkMedium { paper, phone };

struct MadeLink {
  Participation participation;
  std::string token;
};

/// How many ended. Inside a transaction that writes.
std::int64_t end_personal_links(store::Transaction& tx, ParticipationId participation, EndedLinks which, UtcMillis at);

class PersonalLinks {
 public:
  PersonalLinks(store::Database& database, const Events& events, const Clock& clock, std::int64_t open_max)
      : database_(database), events_(events), clock_(clock), open_max_(open_max) {}

  /// A new link for each, on paper; earlier ones end as said. not_found ("participant.unknown") also for one of another audit; conflict
  /// ("participant.revoked").
  Result<std::vector<MadeLink>> make(AuditId audit, std::span<const Uuid> participations, EndedLinks earlier, std::string_view actor);
  /// The link of that token, by the person who holds it and only when it was made for a phone: what hangs on paper goes on.
  Result<> end_on_phone(std::string_view token);
  /// Somebody has come by this link.
  Result<> mark_opened(std::string_view token);

  /// In the caller's transaction. Of more than people.personal_links_max that are open the oldest end.
  void add(store::Transaction& tx, const Participation& participation, ActivityId activity, const std::string& token, LinkMedium medium,
           std::string_view actor) const;

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const std::int64_t open_max_;
};

}  // namespace cityaudit::ingest
