#include "ingest/events.h"

#include <fmt/format.h>

namespace cityaudit::ingest {
namespace {

constexpr const char* event_columns = "seq, at, type, actor, audit_id, activity_id, subject_id, subject_uuid, payload";

Sha256 chain(const Sha256& previous, const Event& event) {
  std::string text(previous.value.begin(), previous.value.end());
  const auto add = [&](std::string_view field) {
    text += field;
    text += '\0';
  };
  const auto add_id = [&](std::int64_t id) { add(id ? std::to_string(id) : std::string()); };
  add_id(event.seq);
  add(std::to_string(event.at.value));
  add(event.type);
  add(event.actor);
  add_id(event.audit.value);
  add_id(event.activity.value);
  add_id(event.subject_id);
  add(event.subject ? to_string(*event.subject) : std::string());
  add(event.payload);
  return sha256(bytes_of(text));
}

std::optional<std::int64_t> or_null(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

Event read_event(const store::Rows& rows) {
  Event event;
  event.seq = rows.integer(0);
  event.at = {rows.integer(1)};
  event.type = rows.string(2);
  event.actor = rows.string(3);
  event.audit = {rows.integer(4)};
  event.activity = {rows.integer(5)};
  event.subject_id = rows.integer(6);
  if (!rows.is_null(7)) event.subject = rows.uuid(7);
  event.payload = rows.string(8);
  return event;
}

}  // namespace

std::int64_t Events::append(store::Transaction& tx, Event event) const {
  Sha256 previous;
  event.seq = 1;
  {
    store::Rows last = tx.query("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1");
    if (last.next()) {
      event.seq = last.integer(0) + 1;
      previous = last.sha256(1);
    }
  }
  tx.execute(
      "INSERT INTO event (seq, at, type, actor, audit_id, activity_id, subject_id, subject_uuid, payload, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      event.seq, event.at, event.type, event.actor, or_null(event.audit.value), or_null(event.activity.value), or_null(event.subject_id),
      event.subject, event.payload, chain(previous, event));
  for (const Reaction& reaction : reactions_) reaction(tx, event);
  return event.seq;
}

std::vector<Event> Events::after(store::Transaction& tx, std::int64_t seq, std::size_t events_max) {
  static const std::string sql = fmt::format("SELECT {} FROM event WHERE seq > $1 ORDER BY seq LIMIT $2", event_columns);
  std::vector<Event> out;
  store::Rows rows = tx.query(sql, seq, events_max);
  while (rows.next()) out.push_back(read_event(rows));
  return out;
}

std::int64_t Events::newest(store::Transaction& tx) { return tx.integer("SELECT max(seq) FROM event").value_or(0); }

std::vector<Event> Events::of_subject(store::Transaction& tx, std::string_view noun, std::int64_t subject_id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM event WHERE subject_id = $1 AND type LIKE $2 ORDER BY seq LIMIT 1000", event_columns);
  std::vector<Event> out;
  store::Rows rows = tx.query(sql, subject_id, std::string(noun) + ".%");
  while (rows.next()) out.push_back(read_event(rows));
  return out;
}

Result<std::vector<std::string>> Events::verify(store::Database& database) {
  std::vector<std::string> faults;
  Sha256 previous;
  std::int64_t expected = 1;
  constexpr std::size_t faults_max = 100;
  for (bool more = true; more && faults.size() < faults_max;) {
    const auto walk = [&](store::Transaction& tx) -> Result<bool> {
      static const std::string sql = fmt::format("SELECT {}, hash FROM event WHERE seq >= $1 ORDER BY seq LIMIT 10000", event_columns);
      store::Rows rows = tx.query(sql, expected);
      bool any = false;
      while (rows.next() && faults.size() < faults_max) {
        any = true;
        const Event event = read_event(rows);
        if (event.seq != expected) faults.push_back(fmt::format("the event log has no events {} to {}", expected, event.seq - 1));
        const Sha256 stored = rows.sha256(9);
        if (event.seq == expected && chain(previous, event) != stored)
          faults.push_back(fmt::format("event {} ({}) was changed after it was written, or the one before it was", event.seq, event.type));
        previous = stored;
        expected = event.seq + 1;
      }
      return any;
    };
    CITYAUDIT_TRY(any, database.read(walk));
    more = any;
  }
  return faults;
}

}  // namespace cityaudit::ingest
