#pragma once
// Which plain blobs were hashed a short while ago and have not been written since. Format 2 needs none of this: there each chunk proves
// itself. Thread-safe.

#include "store/disk/file.h"

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>

namespace cityaudit::store {

class CheckedBlobs {
 public:
  /// Whether this very file was checked within the last ten minutes.
  bool has(const FileVersion& version);
  void add(const FileVersion& version);

 private:
  static constexpr std::size_t entries_max = 4096;
  static constexpr std::chrono::minutes trust{10};
  struct Entry {
    FileVersion version;
    std::chrono::steady_clock::time_point checked_at;
  };
  std::mutex mutex_;
  std::list<Entry> newest_first_;
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> by_inode_;
};

}  // namespace cityaudit::store
