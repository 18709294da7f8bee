#include "store/disk/held_blobs.h"

namespace cityaudit::store {

std::shared_ptr<const void> HeldBlobs::hold(const Sha256& name) {
  {
    const std::lock_guard lock(counts_->mutex);
    ++counts_->of[name];
  }
  const auto let_go = [counts = counts_, name](const void*) {
    const std::lock_guard lock(counts->mutex);
    const auto held = counts->of.find(name);
    if (--held->second == 0) counts->of.erase(held);
  };
  return {counts_.get(), let_go};
}

bool HeldBlobs::has(const Sha256& name) const {
  const std::lock_guard lock(counts_->mutex);
  return counts_->of.contains(name);
}

}  // namespace cityaudit::store
