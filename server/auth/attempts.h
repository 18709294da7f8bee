#pragma once
// How often somebody may try: a bucket per address, or per account or device, that refills evenly. In memory only and of bounded size;
// what is counted is kept as a keyed hash. Thread-safe; never blocks for long.

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace cityaudit::server::auth {

class Attempts {
 public:
  /// Addresses beyond `addresses_max` that are not full again share one bucket.
  Attempts(const Clock& clock, std::int64_t per_minute, std::size_t addresses_max = 10'000);

  /// `most` at once, then `per_minute`; counted by one of `slots`, which some share: nobody can fill the table.
  Attempts(const Clock& clock, double most, double per_minute, std::uint64_t slots);

  /// Takes one attempt; false when none is left. The addresses of one IPv6 network (/64) count as one.
  bool take(std::string_view address);
  /// The attempt was no guess after all.
  void give_back(std::string_view address);

 private:
  struct Bucket {
    double left = 0;
    UtcMillis at;
  };
  std::uint64_t key_of(std::string_view address) const;
  double left_now(const Bucket& bucket, UtcMillis now) const;
  Bucket& bucket_of(std::uint64_t key, UtcMillis now);

  const Clock& clock_;
  const double most_;
  const double per_minute_;
  const std::uint64_t slots_ = 0;  // 0: as many as there are
  const std::size_t addresses_max_;
  std::array<unsigned char, 16> secret_{};
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
};

}  // namespace cityaudit::server::auth
