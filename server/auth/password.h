#pragma once
// Argon2id, with a bound on how many are computed at once: each takes people.password_memory_bytes. Thread-safe; blocks.

#include "base/result.h"
#include "base/settings.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

namespace cityaudit::server::auth {

inline constexpr std::size_t password_bytes_max = 1024;

class PasswordHashing {
 public:
  explicit PasswordHashing(const Settings& settings);

  /// The encoded hash with its salt and parameters, as it is stored. unavailable ("sign_in.busy") when too many wait.
  Result<std::string> hash(std::string_view password);
  /// Whether `password` is that of `encoded`. An empty `encoded` costs the same time and is never right.
  Result<bool> matches(const std::string& encoded, std::string_view password);

 private:
  class Place;

  const std::size_t memory_bytes_;
  const std::size_t operations_;

  std::mutex mutex_;
  std::condition_variable place_free_;
  int running_ = 0;
  int waiting_ = 0;
};

}  // namespace cityaudit::server::auth
