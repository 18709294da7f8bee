#include "ingest/trail.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace cityaudit::ingest {
namespace {

using ActorAndType = std::pair<std::string, std::string>;

std::string_view noun_of(std::string_view type) { return type.substr(0, type.find('.')); }

/// Who did what at all: a step of the index for each pair, a few hundred at most.
std::vector<ActorAndType> pairs_of(store::Transaction& tx, AuditId audit) {
  std::vector<ActorAndType> out;
  ActorAndType last;
  for (;;) {
    store::Rows rows =
        tx.query("SELECT actor, type FROM event WHERE audit_id = $1 AND (actor, type) > ($2, $3) ORDER BY actor, type LIMIT 1", audit,
                 last.first, last.second);
    if (!rows.next()) return out;
    last = {rows.string(0), rows.string(1)};
    out.push_back(last);
  }
}

std::vector<std::int64_t> numbers(store::Transaction& tx, const TrailFilter& filter, std::size_t count) {
  const std::int64_t below = filter.older_than.value_or(std::numeric_limits<std::int64_t>::max());
  std::vector<std::int64_t> out;
  for (const auto& [actor, type] : pairs_of(tx, filter.audit)) {
    if (!filter.actor.empty() && filter.actor != actor) continue;
    if (!filter.noun.empty() && filter.noun != noun_of(type)) continue;
    store::Rows rows =
        tx.query("SELECT seq FROM event WHERE audit_id = $1 AND actor = $2 AND type = $3 AND seq < $4 ORDER BY seq DESC LIMIT $5",
                 filter.audit, actor, type, below, count);
    while (rows.next()) out.push_back(rows.integer(0));
  }
  std::sort(out.begin(), out.end(), std::greater<>());
  if (out.size() > count) out.resize(count);
  return out;
}

std::vector<Event> of_submission(store::Transaction& tx, const TrailFilter& filter, std::size_t count) {
  std::vector<Event> out = Events::of_subject(tx, "submission", filter.submission->value);
  std::erase_if(out, [&](const Event& event) {
    return event.audit != filter.audit || (!filter.actor.empty() && event.actor != filter.actor) ||
           (!filter.noun.empty() && noun_of(event.type) != filter.noun) || (filter.older_than && event.seq >= *filter.older_than);
  });
  std::reverse(out.begin(), out.end());
  if (out.size() > count) out.resize(count);
  return out;
}

}  // namespace

std::vector<Event> trail(store::Transaction& tx, const TrailFilter& filter, std::size_t count) {
  if (filter.submission) return of_submission(tx, filter, count);
  std::vector<Event> out;
  for (const std::int64_t seq : numbers(tx, filter, count)) {
    std::vector<Event> one = Events::after(tx, seq - 1, 1);
    if (!one.empty()) out.push_back(std::move(one.front()));
  }
  return out;
}

TrailChoices trail_choices(store::Transaction& tx, AuditId audit) {
  std::set<std::string, std::less<>> nouns, actors;
  for (const auto& [actor, type] : pairs_of(tx, audit)) {
    nouns.emplace(noun_of(type));
    actors.insert(actor);
  }
  return {{nouns.begin(), nouns.end()}, {actors.begin(), actors.end()}};
}

}  // namespace cityaudit::ingest
