#include "store/disk/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace cityaudit::store {

namespace {

FileVersion version_from(const struct stat& facts) {
  return {facts.st_dev, facts.st_ino, facts.st_size,
          static_cast<std::int64_t>(facts.st_ctim.tv_sec) * 1'000'000'000 + facts.st_ctim.tv_nsec};
}

}  // namespace

FileVersion version_of(const std::filesystem::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? version_from(facts) : FileVersion();
}

Error file_error(int error_number, const char* what) {
  const std::string detail = std::string(what) + ": " + std::strerror(error_number);
  switch (error_number) {
    case ENOSPC:
    case EDQUOT: return Error(ErrorKind::storage_full, "store.full", detail);
    case ENOENT: return Error(ErrorKind::not_found, "blob.missing", detail);
    default: return Error(ErrorKind::unavailable, "store.disk_fault", detail);
  }
}

Result<> sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return file_error(errno, "a folder could not be opened");
  const int code = ::fsync(descriptor);
  const int error_number = errno;
  ::close(descriptor);
  if (code != 0) return file_error(error_number, "a folder could not be synced");
  return {};
}

Result<File> File::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error(errno, "a file could not be made");
  return File(descriptor);
}

Result<File> File::open_alone(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error(errno, "a file could not be opened");
  File file(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return Error(ErrorKind::conflict, "blob.partial_busy", std::strerror(errno));
  // Who had it may have made a blob of it between the two calls above: then this is the blob's file, and not to be touched.
  struct stat held{}, named{};
  if (::fstat(descriptor, &held) != 0 || ::stat(path.c_str(), &named) != 0 || held.st_ino != named.st_ino || held.st_dev != named.st_dev)
    return Error(ErrorKind::conflict, "blob.partial_busy", "the file was just renamed");
  return file;
}

Result<File> File::open_to_change(const std::filesystem::path& path, bool make) {
  const int descriptor = ::open(path.c_str(), O_RDWR | (make ? O_CREAT : 0) | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error(errno, "a file could not be opened");
  return File(descriptor);
}

Result<File> File::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return file_error(errno, "a file could not be opened");
  return File(descriptor);
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<> File::write(Bytes piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error(errno, "a file could not be written");
    piece = piece.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> File::write_at(std::int64_t offset, Bytes piece) {
  while (!piece.empty()) {
    const ssize_t written = ::pwrite(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error(errno, "a file could not be written");
    piece = piece.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return {};
}

Result<> File::sync() {
  if (::fsync(descriptor_) != 0) return file_error(errno, "a file could not be synced");
  return {};
}

Result<> File::lock() {
  while (::flock(descriptor_, LOCK_EX) != 0)
    if (errno != EINTR) return file_error(errno, "a file could not be locked");
  return {};
}

Result<> File::cut(std::int64_t bytes) {
  if (::ftruncate(descriptor_, bytes) != 0) return file_error(errno, "a file could not be cut");
  return {};
}

Result<std::size_t> File::read(std::int64_t offset, std::span<unsigned char> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(descriptor_, out.data() + done, out.size() - done, offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(errno, "a file could not be read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<std::int64_t> File::bytes() const {
  struct stat facts{};
  if (::fstat(descriptor_, &facts) != 0) return file_error(errno, "a file could not be measured");
  return static_cast<std::int64_t>(facts.st_size);
}

Result<FileVersion> File::version() const {
  struct stat facts{};
  if (::fstat(descriptor_, &facts) != 0) return file_error(errno, "a file could not be measured");
  return version_from(facts);
}

}  // namespace cityaudit::store
