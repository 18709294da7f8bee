#pragma once
// Numbers that look random and are the same for the same seed and purpose on every machine. One thread per object.

#include <cstdint>
#include <string_view>

namespace cityaudit::server::sample {

class Random {
 public:
  /// `purpose` keeps streams apart: what one answer draws does not move what another draws.
  Random(std::uint64_t seed, std::string_view purpose) : state_(seed ^ 0xcbf29ce484222325U) {
    for (const char c : purpose) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;  // FNV-1a
  }

  /// SplitMix64.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool percent(std::int64_t chance) { return between(0, 99) < chance; }

 private:
  std::uint64_t state_;
};

}  // namespace cityaudit::server::sample
