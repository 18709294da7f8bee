#pragma once
// Whether the disk has room beyond the reserve that keeps the database and the operator able to act. Thread-safe.

#include <atomic>
#include <cstdint>
#include <string>

namespace cityaudit::store {

class DiskReserve {
 public:
  DiskReserve(std::string folder, std::int64_t reserve_bytes) : folder_(std::move(folder)), reserve_bytes_(reserve_bytes) {}

  /// Asks the file system at most every 100 ms.
  bool has_room();

 private:
  const std::string folder_;
  const std::int64_t reserve_bytes_;
  std::atomic<std::int64_t> asked_millis_{0};
  std::atomic<bool> has_room_{true};
};

}  // namespace cityaudit::store
