#pragma once
// Joining by an activity's open link: whoever comes gets a code and a link of their own, as long as there are places. Thread-safe; calls
// block.

#include "ingest/personal_links.h"

namespace cityaudit::ingest {

struct JoinRequest {
  std::string_view join_id;                // that the phone made up, a UUID: asked again with it, nobody else joins
  std::string_view language;               // or empty
  std::span<const std::string> instances;  // that this phone has sent by the open link
};

struct Joined {
  Participation participation;
  std::string token;  // of the link for that phone; the same when asked again
  std::int64_t attached = 0;
};

struct Places {
  std::optional<std::int64_t> own;  // what the activity says of its own
  std::int64_t most = 0;            // that, else people.join_people_max
  std::int64_t left = 0;
};

class Joining {
 public:
  Joining(store::Database& database, const Events& events, const Clock& clock, const LinkKey& key, const Participations& participations,
          const PersonalLinks& links, std::int64_t people_max)
      : database_(database),
        events_(events),
        clock_(clock),
        key_(key),
        participations_(participations),
        links_(links),
        people_max_(people_max) {}

  /// invalid: join.unusable; conflict: join.full, join.not_open (by the clock), join.not_here (a draft, a personal link), join.ended (that
  /// phone's link has ended since).
  Result<Joined> join(const IntakeActivity& intake, const JoinRequest& request);

  /// What this phone, which holds a personal link, has sent by the open link before; how many were not its own yet.
  Result<std::int64_t> claim(const IntakeActivity& intake, std::span<const std::string> instances);

  /// How many may join by the open link of an activity.
  Places places(store::Transaction& tx, const Activity& activity) const;

  /// The activity's own limit; none: that of the settings.
  Result<> set_people_max(const Activity& activity, std::optional<std::int64_t> people_max, std::string_view actor);

 private:
  Result<Participation> join_anew(store::Transaction& tx, const Activity& activity, const JoinRequest& request, const Sha256& join) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const LinkKey& key_;
  const Participations& participations_;
  const PersonalLinks& links_;
  const std::int64_t people_max_;
};

}  // namespace cityaudit::ingest
