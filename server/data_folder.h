#pragma once
// The one folder that holds everything: cityaudit.db, blobs/, backups/, link.key, lock, serve.json.

#include "base/result.h"

#include <filesystem>

namespace cityaudit::server {

struct DataFolder {
  std::filesystem::path path;

  std::filesystem::path database() const { return path / "cityaudit.db"; }
  std::filesystem::path blobs() const { return path / "blobs"; }
  std::filesystem::path backups() const { return path / "backups"; }
  std::filesystem::path link_key() const { return path / "link.key"; }
  std::filesystem::path lock() const { return path / "lock"; }
  /// What a running server says of itself to the other commands: {"pid","port","url"}.
  std::filesystem::path serve_facts() const { return path / "serve.json"; }
};

/// Held by the process that serves or repairs a folder, until it is destroyed or the process ends.
class FolderLock {
 public:
  /// conflict ("data.in_use") when another process holds it. Makes the folder when it is missing.
  static Result<FolderLock> take(const DataFolder& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace cityaudit::server
