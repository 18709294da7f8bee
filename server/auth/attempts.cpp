#include "server/auth/attempts.h"

#include "base/ids.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace cityaudit::server::auth {
namespace {

constexpr std::uint64_t shared_key = 0;
constexpr std::size_t network_bytes = 8;  // of an IPv6 address

/// The bytes by which an address counts: whole for IPv4, the network for IPv6, the text for what is neither.
std::string counted_bytes(std::string_view address) {
  unsigned char bytes[16];
  const std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) {
    constexpr unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::memcmp(bytes, mapped, sizeof mapped) == 0) return std::string(reinterpret_cast<const char*>(bytes) + sizeof mapped, 4);
    return std::string(reinterpret_cast<const char*>(bytes), network_bytes);
  }
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) return std::string(reinterpret_cast<const char*>(bytes), 4);
  return text;
}

}  // namespace

Attempts::Attempts(const Clock& clock, std::int64_t per_minute, std::size_t addresses_max)
    : clock_(clock), most_(static_cast<double>(std::max<std::int64_t>(per_minute, 1))), per_minute_(most_), addresses_max_(addresses_max) {
  static_assert(crypto_shorthash_KEYBYTES == 16);
  random_bytes(secret_);
}

Attempts::Attempts(const Clock& clock, double most, double per_minute, std::uint64_t slots)
    : clock_(clock), most_(most), per_minute_(per_minute), slots_(slots), addresses_max_(slots + 1) {
  random_bytes(secret_);
}

void Attempts::give_back(std::string_view address) {
  const UtcMillis now = clock_.now();
  const std::uint64_t key = key_of(address);
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key, now);
  bucket.left = std::min(most_, left_now(bucket, now) + 1);
  bucket.at = now;
}

bool Attempts::take(std::string_view address) {
  const UtcMillis now = clock_.now();
  const std::uint64_t key = key_of(address);
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key, now);
  bucket.left = left_now(bucket, now);
  bucket.at = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

std::uint64_t Attempts::key_of(std::string_view address) const {
  const std::string counted = counted_bytes(address);
  std::uint64_t key = 0;
  static_assert(sizeof key == crypto_shorthash_BYTES);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&key), reinterpret_cast<const unsigned char*>(counted.data()), counted.size(),
                   secret_.data());
  if (slots_ > 0) return key % slots_ + 1;
  return key == shared_key ? 1 : key;
}

double Attempts::left_now(const Bucket& bucket, UtcMillis now) const {
  const double minutes = static_cast<double>(std::max<std::int64_t>(now - bucket.at, 0)) / 60'000;
  return std::min(most_, bucket.left + minutes * per_minute_);
}

Attempts::Bucket& Attempts::bucket_of(std::uint64_t key, UtcMillis now) {
  if (const auto known = buckets_.find(key); known != buckets_.end()) return known->second;
  if (buckets_.size() >= addresses_max_) {
    std::erase_if(buckets_, [&](const auto& entry) { return left_now(entry.second, now) >= most_; });
    if (buckets_.size() >= addresses_max_) key = shared_key;
  }
  return buckets_.try_emplace(key, Bucket{most_, now}).first->second;
}

}  // namespace cityaudit::server::auth
