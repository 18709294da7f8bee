#pragma once
// Chance that repeats: the same seed throws the same dice on every machine. One thread.

#include <array>
#include <cstddef>
#include <cstdint>

namespace cityaudit::media::scene {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// 0 up to but not 1.
  float fraction() { return static_cast<float>(next() >> 40U) / 16'777'216.0F; }
  float between(float low, float high) { return low + (high - low) * fraction(); }
  /// Both ends included.
  int whole(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
  bool chance(float probability) { return fraction() < probability; }
  template <class T, std::size_t n>
  const T& pick(const std::array<T, n>& from) {
    return from[next() % n];
  }

 private:
  std::uint64_t state_;
};

}  // namespace cityaudit::media::scene
