#include "server/maintenance.h"

#include "store/disk/file.h"
#include "store/sqlite/database.h"

namespace cityaudit::server {
namespace {

namespace fs = std::filesystem;

/// Of a copy: opening a database writes beside it, and a backup is not written to.
Result<std::vector<std::pair<Uuid, ingest::PhotoTombstone>>> tombstones_in(const fs::path& database_copy) {
  store::sqlite::Options options;
  options.path = database_copy.string();
  CITYAUDIT_TRY(database, store::sqlite::open(options));
  const auto known = database->read([](store::Transaction& tx) -> Result<bool> {
    return tx.integer("SELECT 1 FROM sqlite_schema WHERE name = 'photo_tombstone'").has_value();
  });
  if (!known) return known.error();
  if (!*known) return std::vector<std::pair<Uuid, ingest::PhotoTombstone>>();
  return ingest::PhotoErasure::all(*database);
}

}  // namespace

Result<std::int64_t> erase_again(Domain& restored, const fs::path& folder) {
  const DataFolder source{folder};
  if (!fs::exists(source.database()))
    return Error(ErrorKind::not_found, "restore.tombstones_missing", folder.string(), {{"folder", folder.string()}});
  const fs::path copies = restored.folder.path / ("erasures-" + uuid_v4());
  std::error_code fault;
  fs::create_directory(copies, fault);
  for (const char* suffix : {"", "-wal"}) {
    const fs::path from = source.database().string() + suffix;
    if (!fault && fs::exists(from)) fs::copy_file(from, copies / ("tombstones.db" + std::string(suffix)), fault);
  }
  auto tombstones = fault ? Result<std::vector<std::pair<Uuid, ingest::PhotoTombstone>>>(
                                store::file_error(fault.value(), "the database of erased photos could not be copied"))
                          : tombstones_in(copies / "tombstones.db");
  fs::remove_all(copies, fault);
  if (!tombstones) return tombstones.error();
  CITYAUDIT_TRY(erased, restored.photo_erasure.erase_again(*tombstones));
  for (;;) {
    CITYAUDIT_TRY(removed, restored.doomed_files.remove_due());
    if (removed == 0) return erased;
  }
}

}  // namespace cityaudit::server
