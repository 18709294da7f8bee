#include "store/disk/checked_blobs.h"

namespace cityaudit::store {

bool CheckedBlobs::has(const FileVersion& version) {
  const std::lock_guard lock(mutex_);
  const auto found = by_inode_.find(version.inode);
  if (found == by_inode_.end() || found->second->version != version) return false;
  return std::chrono::steady_clock::now() - found->second->checked_at < trust;
}

void CheckedBlobs::add(const FileVersion& version) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_inode_.find(version.inode); found != by_inode_.end()) newest_first_.erase(found->second);
  newest_first_.push_front({version, std::chrono::steady_clock::now()});
  by_inode_[version.inode] = newest_first_.begin();
  if (newest_first_.size() <= entries_max) return;
  by_inode_.erase(newest_first_.back().version.inode);
  newest_first_.pop_back();
}

}  // namespace cityaudit::store
