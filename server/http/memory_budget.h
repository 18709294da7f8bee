#pragma once
// What all connections together may hold of bodies in memory. Thread-safe.

#include <atomic>
#include <cstddef>

namespace cityaudit::server::http {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : bytes_max_(bytes) {}

  bool take(std::size_t bytes) {
    if (used_.fetch_add(bytes) + bytes <= bytes_max_) return true;
    used_.fetch_sub(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { used_.fetch_sub(bytes); }
  std::size_t used() const { return used_.load(); }

  /// One connection's share; given back when it goes.
  class Share {
   public:
    explicit Share(MemoryBudget& budget) : budget_(budget) {}
    ~Share() { budget_.give_back(bytes_); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    /// False, with the share as it was, when the budget does not allow `bytes` in all.
    bool grow_to(std::size_t bytes) {
      if (bytes <= bytes_) return true;
      if (!budget_.take(bytes - bytes_)) return false;
      bytes_ = bytes;
      return true;
    }

   private:
    MemoryBudget& budget_;
    std::size_t bytes_ = 0;
  };

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> used_{0};
};

}  // namespace cityaudit::server::http
