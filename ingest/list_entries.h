#pragma once
// Live lists of an audit that have no noun of their own: sessions, indicators, projects. Forms choose from them by
// select_one_from_file; phones get them through the manifest (ingest/live_lists.h). Thread-safe; calls block.

#include "ingest/audits.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct ListEntry {
  std::string code;  // what the form stores
  Localized name;
};

class ListEntries {
 public:
  explicit ListEntries(store::Database& database) : database_(database) {}

  /// What the list offers from now on, in this order; earlier entries keep their names for the answers that chose them.
  /// invalid ("list.unknown") when `list` is not sessions, indicators or projects.
  Result<> put(AuditId audit, std::string_view list, const std::vector<ListEntry>& entries);
  /// In order; with `retired` those too that are no longer offered, at the end.
  static std::vector<ListEntry> of_audit(store::Transaction& tx, AuditId audit, std::string_view list, bool retired = false);

 private:
  store::Database& database_;
};

/// "sessions" of "sessions.csv"; empty when no such list has entries.
std::string_view entry_list_of_file(std::string_view file_name);

}  // namespace cityaudit::ingest
