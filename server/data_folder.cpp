#include "server/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cityaudit::server {

Result<FolderLock> FolderLock::take(const DataFolder& folder) {
  std::error_code fault;
  const bool made = std::filesystem::create_directories(folder.path, fault);
  if (fault) return Error(ErrorKind::unavailable, "data.folder_unusable", fault.message(), {{"folder", folder.path.string()}});
  if (made) ::chmod(folder.path.c_str(), 0700);
  const int descriptor = ::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return Error(ErrorKind::unavailable, "data.folder_unusable", "the lock file cannot be opened", {{"folder", folder.path.string()}});
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error(ErrorKind::conflict, "data.in_use", "another process serves this folder", {{"folder", folder.path.string()}});
  }
  return FolderLock(descriptor);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace cityaudit::server
