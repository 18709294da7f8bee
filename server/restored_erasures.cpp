#include "server/maintenance.h"

#include "analysis/observations.h"
#include "store/disk/file.h"
#include "store/sqlite/database.h"

namespace cityaudit::server {
namespace {

namespace fs = std::filesystem;

/// What a newer state knows to be gone.
struct Gone {
  std::vector<std::pair<Uuid, ingest::PhotoTombstone>> photos;
  ingest::ErasedOnce withdrawn;
};

/// Of a copy: opening a database writes beside it, and a backup is not written to.
Result<Gone> gone_in(const fs::path& database_copy) {
  store::sqlite::Options options;
  options.path = database_copy.string();
  CITYAUDIT_TRY(database, store::sqlite::open(options));
  const auto has_table = [&](std::string_view name) {
    return database->read([&](store::Transaction& tx) -> Result<bool> {
      return tx.integer("SELECT 1 FROM sqlite_schema WHERE name = $1", name).has_value();
    });
  };
  Gone gone;
  CITYAUDIT_TRY(photos_known, has_table("photo_tombstone"));
  if (photos_known) {
    CITYAUDIT_TRY(photos, ingest::PhotoErasure::all(*database));
    gone.photos = std::move(photos);
  }
  CITYAUDIT_TRY(withdrawals_known, has_table("withdrawal"));
  if (withdrawals_known) {
    CITYAUDIT_TRY(withdrawn, ingest::SubmissionErasure::erased_in(*database));
    gone.withdrawn = std::move(withdrawn);
  }
  return gone;
}

/// Hidden, out of every aggregate, and then erased: at once, for its time may be over long since.
Result<std::int64_t> erase_withdrawn_again(Domain& restored, const ingest::ErasedOnce& withdrawn) {
  CITYAUDIT_TRY(again, restored.submission_erasure.withdraw_again(withdrawn));
  analysis::Observations observations(*restored.database, restored.forms, analysis::ObservationLimits::from(restored.settings));
  CITYAUDIT_CHECK(ingest::LogReaderThread(*restored.database, observations).catch_up());
  for (;;) {
    CITYAUDIT_TRY(erased, restored.submission_erasure.erase_due());
    if (erased == 0) return again;
  }
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
  const auto gone = fault ? Result<Gone>(store::file_error(fault.value(), "the database of what was erased could not be copied"))
                          : gone_in(copies / "tombstones.db");
  fs::remove_all(copies, fault);
  if (!gone) return gone.error();
  CITYAUDIT_TRY(erased, restored.photo_erasure.erase_again(gone->photos));
  CITYAUDIT_TRY(withdrawn, erase_withdrawn_again(restored, gone->withdrawn));
  for (;;) {
    CITYAUDIT_TRY(removed, restored.doomed_files.remove_due());
    if (removed == 0) break;
  }
  CITYAUDIT_CHECK(restored.submission_erasure.finish());
  return erased + withdrawn;
}

}  // namespace cityaudit::server
