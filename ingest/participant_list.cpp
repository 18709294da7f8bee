#include "ingest/participant_list.h"

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_lines =
    "SELECT p.id, p.uuid, p.wave_id, w.audit_id, p.activity_id, p.code, p.instrument, p.perspective, p.via, p.language, p.account_id, "
    "p.joined_at, p.revoked_at, p.has_personal_link, a.code, a.title, "
    "(SELECT c.name FROM account c WHERE c.id = p.account_id), "
    "(SELECT group_concat(q.code, ' ') FROM participation q WHERE q.person_key = p.person_key AND q.id <> p.id), "
    "(SELECT count(*) FROM submission s WHERE s.participation_id = p.id AND s.replaced_by_id IS NULL AND s.state NOT IN ('withdrawn', "
    "'erased')), "
    "(SELECT count(*) FROM submission s WHERE s.participation_id = p.id AND s.replaced_by_id IS NULL AND s.state NOT IN ('withdrawn', "
    "'erased') AND s.attached_by = 'code'), "
    "(SELECT count(*) FROM link l WHERE l.participation_id = p.id AND l.revoked_at IS NULL), "
    "(SELECT count(*) FROM link l WHERE l.participation_id = p.id AND l.opened_at IS NOT NULL), "
    "EXISTS (SELECT 1 FROM return_code r WHERE r.participation_id = p.id), "
    "EXISTS (SELECT 1 FROM identity i WHERE i.participation_id = p.id), "
    "EXISTS (SELECT 1 FROM submission s WHERE s.participation_id = p.id AND s.attached_by = 'link') "
    "FROM participation p JOIN wave w ON w.id = p.wave_id LEFT JOIN activity a ON a.id = p.activity_id ";

std::string_view link_state(bool ever, std::int64_t open, bool used) {
  if (!ever) return "none";
  if (open == 0) return "ended";
  return used ? "used" : "unused";
}

ParticipantLine read_line(const store::Rows& rows) {
  ParticipantLine line;
  Participation& one = line.participation;
  one.id = {rows.integer(0)};
  one.uuid = rows.uuid(1);
  one.wave = {rows.integer(2)};
  one.audit = {rows.integer(3)};
  one.activity = {rows.integer(4)};
  one.code = rows.string(5);
  one.instrument = rows.string(6);
  one.perspective = rows.string(7);
  one.via = rows.string(8);
  one.language = rows.string(9);
  one.account = {rows.integer(10)};
  one.joined_at = {rows.integer(11)};
  if (!rows.is_null(12)) one.revoked_at = UtcMillis{rows.integer(12)};
  one.has_personal_link = rows.integer(13) != 0;
  line.activity_code = rows.string(14);
  line.activity_title = localized_from_json(rows.text(15));
  line.account_name = rows.string(16);
  for (std::string_view codes = rows.text(17); !codes.empty();) {
    const auto end = codes.find(' ');
    line.linked.emplace_back(codes.substr(0, end));
    codes = end == std::string_view::npos ? std::string_view() : codes.substr(end + 1);
  }
  line.submissions = rows.integer(18);
  line.claimed = rows.integer(19);
  line.link = link_state(one.has_personal_link, rows.integer(20), rows.integer(21) > 0 || rows.integer(24) != 0);
  line.has_return_code = rows.integer(22) != 0;
  line.has_identity = rows.integer(23) != 0;
  return line;
}

}  // namespace

std::vector<ParticipantLine> participants_of_audit(store::Transaction& tx, AuditId audit, ActivityId activity, ParticipationId after,
                                                   std::int64_t most) {
  static const std::string sql =
      std::string(select_lines) + "WHERE w.audit_id = $1 AND p.id > $2 AND ($3 = 0 OR p.activity_id = $3) ORDER BY p.id LIMIT $4";
  std::vector<ParticipantLine> out;
  store::Rows rows = tx.query(sql, audit, after, activity, most);
  while (rows.next()) out.push_back(read_line(rows));
  return out;
}

std::optional<ParticipantLine> participant_line(store::Transaction& tx, const Uuid& uuid) {
  static const std::string sql = std::string(select_lines) + "WHERE p.uuid = $1";
  store::Rows rows = tx.query(sql, uuid);
  if (!rows.next()) return std::nullopt;
  return read_line(rows);
}

}  // namespace cityaudit::ingest
