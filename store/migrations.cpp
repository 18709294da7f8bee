#include "store/migrations.h"

#include "base/embedded.h"
#include "base/text.h"

#include <map>
#include <set>

namespace cityaudit::store {
namespace {

constexpr std::string_view folder = "migrations/";

/// {blob}, {real}, {id} and the like stand for what the engines call differently.
std::string for_sqlite(std::string sql) {
  static const std::map<std::string_view, std::string_view> words{
      {"{blob}", "BLOB"},
      {"{real}", "REAL"},
      {"{id}", "INTEGER PRIMARY KEY AUTOINCREMENT"},
      {"{clustered}", "WITHOUT ROWID"},
      // version 4, as ingest makes them
      {"{random_uuid}", "CAST(randomblob(6) || x'40' || randomblob(1) || x'80' || randomblob(7) AS BLOB)"}};
  for (const auto& [word, replacement] : words)
    for (std::size_t at = 0; (at = sql.find(word, at)) != std::string::npos; at += replacement.size())
      sql.replace(at, word.size(), replacement);
  return sql;
}

/// Statements end with a semicolon at the end of a line.
std::vector<std::string> statements_of(const std::string& sql) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start < sql.size();) {
    std::size_t end = sql.find(";\n", start);
    if (end == std::string::npos) end = sql.size();
    const std::string statement(trim(std::string_view(sql).substr(start, end - start)));
    if (!statement.empty()) out.push_back(statement);
    start = end + 2;
  }
  return out;
}

std::int64_t number_of(std::string_view name) { return parse_integer(name.substr(folder.size(), 4)).value_or(0); }

std::int64_t newest_known() {
  std::int64_t newest = 0;
  for (const auto& file : embedded::list(folder)) newest = std::max(newest, number_of(file.name));
  return newest;
}

Result<std::set<std::int64_t>> applied_numbers(Database& database) {
  return database.read([](Transaction& tx) -> Result<std::set<std::int64_t>> {
    std::set<std::int64_t> out;
    if (!tx.integer("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'")) return out;
    Rows rows = tx.query("SELECT number FROM schema_migration");
    while (rows.next()) out.insert(rows.integer(0));
    return out;
  });
}

bool is_newer(const std::set<std::int64_t>& applied) { return !applied.empty() && *applied.rbegin() > newest_known(); }

}  // namespace

Result<> migrate(Database& database) {
  CITYAUDIT_TRY(applied, applied_numbers(database));
  if (is_newer(applied)) return Error(ErrorKind::invalid, "store.schema_newer", "the data folder was written by a newer program");
  for (const auto& file : embedded::list(folder)) {
    const std::int64_t number = number_of(file.name);
    if (applied.contains(number)) continue;  // not by the newest: two may have been written side by side
    const auto apply = [&](Transaction& tx) -> Result<> {
      tx.execute("CREATE TABLE IF NOT EXISTS schema_migration (number bigint PRIMARY KEY, name text NOT NULL)");
      for (const std::string& statement : statements_of(for_sqlite(std::string(file.bytes)))) tx.execute(statement);
      tx.execute("INSERT INTO schema_migration (number, name) VALUES ($1, $2)", number, file.name);
      return {};
    };
    CITYAUDIT_CHECK(database.write(apply));
  }
  return {};
}

Result<> require_current_schema(Database& database) {
  CITYAUDIT_TRY(applied, applied_numbers(database));
  if (is_newer(applied)) return Error(ErrorKind::invalid, "store.schema_newer", "the data folder was written by a newer program");
  for (const auto& file : embedded::list(folder))
    if (!applied.contains(number_of(file.name)))
      return Error(ErrorKind::invalid, "store.schema_older", "start the server once with this program");
  return {};
}

}  // namespace cityaudit::store
