#include "ingest/participations.h"

#include <algorithm>

namespace cityaudit::ingest {

bool is_participant_code(std::string_view text) {
  if (text.size() < 4 || text.size() > 6) return false;
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return letter(text[0]) && letter(text[1]) && std::all_of(text.begin() + 2, text.end(), digit);
}

ParticipationId claim_participation(store::Transaction& tx, const Activity& activity, std::string_view code, UtcMillis at) {
  {
    store::Rows rows = tx.query("SELECT id, has_personal_link, ended_at FROM participation WHERE wave_id = $1 AND code = $2", activity.wave, code);
    if (rows.next()) return {rows.integer(1) != 0 || !rows.is_null(2) ? 0 : rows.integer(0)};
  }
  return {*tx.integer(
      "INSERT INTO participation (wave_id, code, instrument, joined_at, has_personal_link) VALUES ($1, $2, $3, $4, 0) RETURNING id",
      activity.wave, code, activity.instrument, at)};
}

}  // namespace cityaudit::ingest
