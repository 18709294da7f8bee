#pragma once
// A file descriptor with an owner, and what errno means to the caller. One thread at a time.

#include "base/digest.h"
#include "base/result.h"

#include <filesystem>

namespace cityaudit::store {

Error file_error(int error_number, const char* what);
/// Makes a change of the folder's entries durable.
Result<> sync_folder(const std::filesystem::path& folder);

/// Tells one state of a file from another: whoever writes to it changes this.
struct FileVersion {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t bytes = -1;
  std::int64_t changed_nanos = 0;
  bool operator==(const FileVersion&) const = default;
};
/// Of what stands at the path now; the default value when nothing does.
FileVersion version_of(const std::filesystem::path& path);

class File {
 public:
  /// Made new, readable by the owner only.
  static Result<File> create(const std::filesystem::path& path);
  /// Made when it is not there, to be read and to be added to; conflict ("blob.partial_busy") while somebody else has it so.
  static Result<File> open_alone(const std::filesystem::path& path);
  /// To be read and to be changed in place, made when it is not there.
  static Result<File> open_to_change(const std::filesystem::path& path, bool make);
  /// not_found ("blob.missing") when there is none.
  static Result<File> open(const std::filesystem::path& path);
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;

  Result<> write(Bytes piece);
  /// Of a file opened to be changed.
  Result<> write_at(std::int64_t offset, Bytes piece);
  Result<> sync();
  /// Waits until no other process holds it so; until this object goes.
  Result<> lock();
  /// The file is `bytes` long from here on, and written to at its end.
  Result<> cut(std::int64_t bytes);
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) const;
  Result<std::int64_t> bytes() const;
  Result<FileVersion> version() const;

 private:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace cityaudit::store
