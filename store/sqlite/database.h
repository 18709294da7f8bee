#pragma once
// The embedded engine: one writer thread that commits many writes with one fsync, and a pool of reading connections.
// Other processes may write too: every transaction takes SQLite's own lock.

#include "base/settings.h"
#include "store/database.h"

namespace cityaudit::store::sqlite {

struct Options {
  std::string path;
  int busy_millis = 10'000;
  std::size_t batch_writes_max = 256;
  std::size_t readers_max = 12;
  std::int64_t disk_reserve_bytes = 0;

  static Options from(const Settings& settings, std::string path);
};

/// Opens or makes the file. Fails when it cannot be opened or is no database.
Result<std::unique_ptr<Database>> open(const Options& options);

}  // namespace cityaudit::store::sqlite
