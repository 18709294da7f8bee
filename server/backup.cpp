#include "server/maintenance.h"

#include "ingest/blob_names.h"
#include "store/disk/disk_blob_store.h"
#include "store/disk/file.h"
#include "store/sqlite/database.h"

#include <boost/json.hpp>
#include <fstream>
#include <vector>

namespace cityaudit::server {
namespace {

namespace fs = std::filesystem;

/// Copies one blob as it is stored, encrypted where it is, after reading all of it: false when its bytes are no longer what their name
/// says, or it is gone. What no key at hand opens is copied unread.
Result<bool> copy_blob(store::BlobStore& from, store::BlobStore& to, const Sha256& name, BackupFacts& facts) {
  const auto intact = from.is_intact(name);
  const bool locked = !intact && intact.error().code == "blob.key_missing";
  if (!intact && !locked) return intact.error().kind == ErrorKind::not_found ? Result<bool>(false) : Result<bool>(intact.error());
  if (intact && !*intact) return false;
  const auto stored = from.open_stored(name);
  if (!stored) return stored.error().kind == ErrorKind::not_found ? Result<bool>(false) : Result<bool>(stored.error());
  CITYAUDIT_CHECK(to.put_stored(name, **stored));
  ++facts.blobs;
  facts.unread_blobs += locked;
  facts.bytes += (*stored)->bytes();
  return true;
}

Result<std::vector<Sha256>> named_blobs(store::Database& database) {
  return database.read([](store::Transaction& tx) -> Result<std::vector<Sha256>> {
    std::vector<Sha256> names;
    ingest::for_each_named_blob(tx, [&](const Sha256& name, std::string_view) { names.push_back(name); });
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  });
}

Result<> write_facts(const fs::path& path, const BackupFacts& facts, UtcMillis at) {
  std::ofstream file(path, std::ios::binary);
  file << boost::json::serialize(boost::json::object{
              {"format", 1}, {"made_at", to_iso8601(at)}, {"event_seq", facts.event_seq}, {"blobs", facts.blobs}, {"bytes", facts.bytes}})
       << '\n';
  file.close();
  if (!file) return Error(ErrorKind::storage_full, "store.full", "backup.json could not be written");
  return {};
}

/// The database file at `from_path` and the blobs it names, into `to`.
Result<BackupFacts> copy_blobs_of(const fs::path& database_path, store::BlobStore& from, store::BlobStore& to) {
  store::sqlite::Options options;
  options.path = database_path.string();
  CITYAUDIT_TRY(copy, store::sqlite::open(options));
  CITYAUDIT_TRY(names, named_blobs(*copy));
  BackupFacts facts;
  for (const Sha256& name : names) {
    CITYAUDIT_TRY(good, copy_blob(from, to, name, facts));
    if (!good) ++facts.damaged_blobs;
  }
  CITYAUDIT_TRY(seq, copy->read([](store::Transaction& tx) -> Result<std::int64_t> { return ingest::Events::newest(tx); }));
  facts.event_seq = seq;
  return facts;
}

/// Opening a database leaves its log beside it; after the last connection is closed none should remain.
void remove_log_files(const fs::path& database_path) {
  std::error_code ignored;
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(database_path.string() + suffix, ignored);
}

}  // namespace

Result<BackupFacts> make_backup(Domain& domain, const fs::path& target) {
  if (fs::exists(target)) return Error(ErrorKind::conflict, "backup.target_exists", target.string(), {{"folder", target.string()}});
  // Under a name that says it is not whole yet; a backup that is cut off is never mistaken for one.
  const fs::path partial = target.string() + ".partial";
  std::error_code fault;
  fs::remove_all(partial, fault);
  fs::create_directories(partial, fault);
  if (fault) return store::file_error(fault.value(), "the backup folder could not be made");
  fs::permissions(partial, fs::perms::owner_all, fault);
  CITYAUDIT_CHECK(domain.database->copy_to((partial / "cityaudit.db").string()));
  CITYAUDIT_TRY(blobs, store::open_disk_blob_store(partial / "blobs", 0));
  CITYAUDIT_TRY(facts, copy_blobs_of(partial / "cityaudit.db", *domain.blobs, *blobs));
  remove_log_files(partial / "cityaudit.db");
  CITYAUDIT_CHECK(write_facts(partial / "backup.json", facts, domain.clock.now()));
  CITYAUDIT_CHECK(store::sync_folder(partial));
  fs::rename(partial, target, fault);
  if (fault) return store::file_error(fault.value(), "the backup could not be given its name");
  CITYAUDIT_CHECK(store::sync_folder(target.parent_path()));
  return facts;
}

Result<BackupFacts> restore_backup(const fs::path& source, const DataFolder& target, std::shared_ptr<store::KeyFile> keys) {
  if (!fs::exists(source / "backup.json") || !fs::exists(source / "cityaudit.db"))
    return Error(ErrorKind::invalid, "restore.no_backup", source.string(), {{"folder", source.string()}});
  if (fs::exists(target.path) && !fs::is_empty(target.path))
    return Error(ErrorKind::conflict, "restore.not_empty", target.path.string(), {{"folder", target.path.string()}});
  const auto lock = FolderLock::take(target);
  if (!lock) return lock.error();
  std::error_code fault;
  // The database comes last and under another name first: a folder without it is no data folder yet.
  const fs::path partial = target.path / "cityaudit.db.partial";
  fs::copy_file(source / "cityaudit.db", partial, fault);
  if (fault) return store::file_error(fault.value(), "the database could not be copied");
  CITYAUDIT_TRY(from, store::open_disk_blob_store(source / "blobs", 0, std::move(keys)));
  CITYAUDIT_TRY(to, store::open_disk_blob_store(target.blobs(), 0));
  CITYAUDIT_TRY(facts, copy_blobs_of(partial, *from, *to));
  remove_log_files(partial);
  fs::rename(partial, target.database(), fault);
  if (fault) return store::file_error(fault.value(), "the database could not be given its name");
  CITYAUDIT_CHECK(store::sync_folder(target.path));
  return facts;
}

}  // namespace cityaudit::server
