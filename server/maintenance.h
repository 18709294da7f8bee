#pragma once
// Backup, restore and verify: what an operator does once a day and once in a bad year. Each may run beside a server.

#include "server/app.h"
#include "store/key_ring.h"

namespace cityaudit::server {

struct BackupFacts {
  std::int64_t blobs = 0;
  std::int64_t bytes = 0;
  std::int64_t event_seq = 0;
  std::int64_t damaged_blobs = 0;  // left out: their bytes no longer have the digest that names them
  std::int64_t unread_blobs = 0;   // copied, but nobody could look into them: no key that opens them is at hand
};

/// Makes `target` (it must not exist): the database as of one instant, and every blob that it names, each hashed again on
/// the way and copied as it is stored. Link key and data keys stay out: whoever has a backup should neither make links nor see photos.
Result<BackupFacts> make_backup(Domain& domain, const std::filesystem::path& target);

/// Makes the data folder from a backup; conflict ("restore.not_empty") when there is anything already.
/// `keys` only to look into what is copied; may be null.
Result<BackupFacts> restore_backup(const std::filesystem::path& source, const DataFolder& target, std::shared_ptr<store::KeyFile> keys);

/// A backup from before brings back what was erased or withdrawn. Erases again in `restored` the photos, submissions and people that are
/// gone in the data folder or backup `folder`, and waits until the bytes are gone. How many. not_found ("restore.tombstones_missing").
Result<std::int64_t> erase_again(Domain& restored, const std::filesystem::path& folder);

struct Verdict {
  std::vector<std::string> faults;  // in words
  std::int64_t blobs = 0;
  std::int64_t submissions = 0;
  std::int64_t events = 0;
};

/// Database, event chain, references, stored instances and, unless `quick`, the bytes of every blob.
Result<Verdict> verify_data(Domain& domain, bool quick);

}  // namespace cityaudit::server
