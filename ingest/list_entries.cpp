#include "ingest/list_entries.h"

namespace cityaudit::ingest {
namespace {

constexpr std::string_view lists[] = {"sessions", "indicators", "projects"};

}  // namespace

std::string_view entry_list_of_file(std::string_view file_name) {
  for (const std::string_view list : lists)
    if (file_name.starts_with(list) && file_name.substr(list.size()) == ".csv") return list;
  return {};
}

Result<> ListEntries::put(AuditId audit, std::string_view list, const std::vector<ListEntry>& entries) {
  if (entry_list_of_file(std::string(list) + ".csv").empty())
    return Error(ErrorKind::invalid, "list.unknown", std::string(list), {{"list", std::string(list)}});
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE list_entry SET seq = -1 WHERE audit_id = $1 AND list = $2", audit, list);
    std::int64_t seq = 0;
    for (const ListEntry& entry : entries)
      tx.execute(
          "INSERT INTO list_entry (audit_id, list, code, seq, name) VALUES ($1, $2, $3, $4, $5) "
          "ON CONFLICT (audit_id, list, code) DO UPDATE SET seq = $4, name = $5",
          audit, list, entry.code, ++seq, to_json(entry.name));
    tx.execute("UPDATE generation SET value = value + 1 WHERE name = 'activities'");
    return {};
  });
}

std::vector<ListEntry> ListEntries::of_audit(store::Transaction& tx, AuditId audit, std::string_view list, bool retired) {
  std::vector<ListEntry> out;
  store::Rows rows = tx.query("SELECT code, name FROM list_entry WHERE audit_id = $1 AND list = $2 AND seq > 0 ORDER BY seq", audit, list);
  while (rows.next()) out.push_back({rows.string(0), localized_from_json(rows.text(1))});
  if (!retired) return out;
  store::Rows gone = tx.query("SELECT code, name FROM list_entry WHERE audit_id = $1 AND list = $2 AND seq < 0 ORDER BY code", audit, list);
  while (gone.next()) out.push_back({gone.string(0), localized_from_json(gone.text(1))});
  return out;
}

}  // namespace cityaudit::ingest
