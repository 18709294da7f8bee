#include "server/auth/password.h"

#include <sodium.h>

#include <chrono>
#include <stdexcept>

namespace cityaudit::server::auth {
namespace {

constexpr int running_max = 2;
constexpr int waiting_max = 16;
constexpr std::chrono::seconds wait_max{10};

}  // namespace

/// One of the `running_max` places to compute in, for the length of the object.
class PasswordHashing::Place {
 public:
  explicit Place(PasswordHashing& hashing) : hashing_(hashing) {
    std::unique_lock lock(hashing_.mutex_);
    if (hashing_.running_ >= running_max) {
      if (hashing_.waiting_ >= waiting_max) return;
      ++hashing_.waiting_;
      const bool in_time = hashing_.place_free_.wait_for(lock, wait_max, [&] { return hashing_.running_ < running_max; });
      --hashing_.waiting_;
      if (!in_time) return;
    }
    ++hashing_.running_;
    taken_ = true;
  }
  ~Place() {
    if (!taken_) return;
    {
      const std::lock_guard lock(hashing_.mutex_);
      --hashing_.running_;
    }
    hashing_.place_free_.notify_one();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool taken() const { return taken_; }

 private:
  PasswordHashing& hashing_;
  bool taken_ = false;
};

PasswordHashing::PasswordHashing(const Settings& settings)
    : memory_bytes_(settings.size("people.password_memory_bytes")), operations_(settings.size("people.password_operations")) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

Result<std::string> PasswordHashing::hash(std::string_view password) {
  const Place place(*this);
  if (!place.taken()) return Error(ErrorKind::unavailable, "sign_in.busy");
  char encoded[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(encoded, password.data(), password.size(), operations_, memory_bytes_, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return Error(ErrorKind::unavailable, "sign_in.busy", "no memory for a password hash");
  return std::string(encoded);
}

Result<bool> PasswordHashing::matches(const std::string& encoded, std::string_view password) {
  if (encoded.empty()) {
    CITYAUDIT_TRY(unused, hash(password));
    static_cast<void>(unused);
    return false;
  }
  const Place place(*this);
  if (!place.taken()) return Error(ErrorKind::unavailable, "sign_in.busy");
  return crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0;
}

}  // namespace cityaudit::server::auth
