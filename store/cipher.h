#pragma once
// AES-256-GCM over records that carry their own random nonce: nonce (12 bytes), text, tag (16 bytes). One thread per object.

#include "base/digest.h"

#include <array>
#include <cstddef>

struct evp_cipher_ctx_st;

namespace cityaudit::store {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t record_overhead_bytes = nonce_bytes + tag_bytes;

/// 256 secret bits, wiped when they go.
struct SecretKey {
  std::array<unsigned char, 32> value{};
  SecretKey() = default;
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
  static SecretKey random();
};

class Cipher {
 public:
  explicit Cipher(const SecretKey& key) : key_(key) {}
  ~Cipher();
  Cipher(Cipher&& other) noexcept;
  Cipher& operator=(Cipher&&) = delete;

  /// The text stands at record[12 .. size-16) and is encrypted in place; nonce and tag are filled in. `context` is authenticated with it:
  /// what the record is and where it belongs. At most 2^32 records under one key.
  void seal(std::span<unsigned char> record, Bytes context);
  /// Decrypts in place. False when record or context are not what was sealed: the text must not be used then.
  bool open(std::span<unsigned char> record, Bytes context);

 private:
  evp_cipher_ctx_st* ready(evp_cipher_ctx_st*& context, int encrypting, const unsigned char* nonce);

  SecretKey key_;
  evp_cipher_ctx_st* sealing_ = nullptr;
  evp_cipher_ctx_st* opening_ = nullptr;
};

}  // namespace cityaudit::store
