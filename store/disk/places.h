#pragma once
// Where the files of one blob folder lie, and how a file gets a blob's name. Thread-safe.

#include "store/blob_store.h"
#include "store/disk/checked_blobs.h"
#include "store/disk/held_blobs.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <string>

namespace cityaudit::store {

class Places {
 public:
  explicit Places(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& incoming() const { return incoming_; }
  const std::filesystem::path& partials() const { return partials_; }
  /// A lower-case hex digest's file and its folder.
  std::filesystem::path shard(const std::string& hex) const { return folder_ / hex.substr(0, 2); }
  std::filesystem::path file(const std::string& hex) const { return shard(hex) / hex; }
  std::filesystem::path partial(const Uuid& id) const { return partials_ / to_string(id); }
  /// What a partial of format 2 keeps of its unfinished chunk.
  static std::filesystem::path tail_of(const std::filesystem::path& partial) { return partial.string() + ".tail"; }

  /// Gives the synced file its name. Over a blob of the same name too: the bytes are the same, and its new date keeps the sweep away.
  /// `checked`: the bytes were hashed as they were written.
  Result<> keep(const std::filesystem::path& file_path, const Sha256& name, bool checked = true);
  /// Puts the synced file in a blob's place if the blob is still there; false when it is not. Also against other processes.
  Result<bool> replace(const std::filesystem::path& file_path, const Sha256& name);
  CheckedBlobs& checked() { return checked_; }
  HeldBlobs& held() { return held_; }
  /// Held while a blob of this name appears or goes, so that a sweep cannot take what a put has just found to be there.
  std::mutex& lock_of(const Sha256& name) { return locks_[name.value[0]]; }

  /// The ids of the data keys that blobs of this folder may be encrypted with.
  Result<std::set<std::string>> key_ids();
  /// Durable when it returns; called before the first file with that key is made.
  Result<> remember_key(const std::string& id);
  /// Only for who knows that no file needs the others any more.
  Result<> forget_keys_but(const std::set<std::string>& ids);

 private:
  Result<std::set<std::string>> read_key_ids() const;
  Result<> write_key_ids(const std::set<std::string>& ids);

  const std::filesystem::path folder_;
  const std::filesystem::path incoming_;
  const std::filesystem::path partials_;
  CheckedBlobs checked_;
  HeldBlobs held_;
  std::array<std::mutex, 256> locks_;
  std::mutex keys_mutex_;
  std::string remembered_;  // the last one: whoever else writes the list may take away what is no longer current
};

/// Calls `fn` for every blob's name.
Result<> for_each_blob(const Places& places, const std::function<void(const Sha256&)>& fn);

}  // namespace cityaudit::store
