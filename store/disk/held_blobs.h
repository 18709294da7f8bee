#pragma once
// Blobs that were just put and whose rows are being written: to whoever removes what no row names they count as named. Thread-safe.

#include "base/digest.h"

#include <map>
#include <memory>
#include <mutex>

namespace cityaudit::store {

class HeldBlobs {
 public:
  /// The blob is held until what this returns, and every copy of it, is gone. May outlive this.
  std::shared_ptr<const void> hold(const Sha256& name);
  bool has(const Sha256& name) const;

 private:
  struct Counts {
    std::mutex mutex;
    std::map<Sha256, std::size_t> of;
  };
  std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
};

}  // namespace cityaudit::store
