#pragma once
// The data keys that wrap the keys of blobs, and the file they are kept in: a line "id:base64" each, the first one current, "#" begins a
// remark. A KeyRing never changes; a KeyFile is thread-safe.

#include "base/clock.h"
#include "base/result.h"
#include "store/cipher.h"
#include "store/disk/file.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cityaudit::store {

constexpr std::size_t key_id_bytes_max = 16;

struct DataKey {
  std::string id;  // 1 to 16 of a-z, 0-9 and "-"
  SecretKey key;

  /// A random key, called after the day and four random digits: "2026-11-22-3f9a".
  static DataKey make(UtcMillis now);
  /// As it stands in the key file, without the end of line.
  std::string line() const;
};

class KeyRing {
 public:
  /// invalid ("keys.line_unusable" with the number of the line; "keys.none").
  static Result<KeyRing> parse(std::string_view text);
  /// The key that new blobs get.
  const DataKey& current() const { return keys_.front(); }
  const DataKey* find(std::string_view id) const;
  const std::vector<DataKey>& keys() const { return keys_; }

 private:
  std::vector<DataKey> keys_;  // at least one
};

/// A key file that may change while it is used: looked at again at most once a second.
class KeyFile {
 public:
  /// What parse() says, or invalid ("keys.file_unreadable").
  static Result<std::shared_ptr<KeyFile>> open(const std::filesystem::path& path);
  std::shared_ptr<const KeyRing> ring();
  const std::filesystem::path& path() const { return path_; }
  /// How long after a change every process that has the file open works with what it says now.
  static constexpr std::int64_t settle_millis = 3000;

 private:
  explicit KeyFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<std::shared_ptr<const KeyRing>> read() const;

  const std::filesystem::path path_;
  std::mutex mutex_;
  std::shared_ptr<const KeyRing> ring_;
  FileVersion seen_;
  std::int64_t asked_millis_ = 0;
};

/// Makes a key file with one key, readable by its owner only; conflict ("keys.file_exists"). The key's id.
Result<std::string> make_key_file(const std::filesystem::path& path, UtcMillis now);
/// Puts a new key before the others, in one step; the file keeps its owner and rights. The key's id.
Result<std::string> add_key(const std::filesystem::path& path, UtcMillis now);

}  // namespace cityaudit::store
