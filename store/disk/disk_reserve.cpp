#include "store/disk/disk_reserve.h"

#include <sys/statvfs.h>
#include <chrono>

namespace cityaudit::store {

bool DiskReserve::has_room() {
  using namespace std::chrono;
  const std::int64_t now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  std::int64_t asked = asked_millis_.load();
  if (now - asked >= 100 && asked_millis_.compare_exchange_strong(asked, now)) {
    struct statvfs disk{};
    if (statvfs(folder_.c_str(), &disk) == 0) {
      const auto free_bytes = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
      // File systems without an inode count (btrfs) report zero of zero.
      const bool has_inodes = disk.f_files == 0 || disk.f_favail > 64;
      has_room_ = free_bytes > reserve_bytes_ && has_inodes;
    }
  }
  return has_room_;
}

}  // namespace cityaudit::store
