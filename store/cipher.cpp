#include "store/cipher.h"

#include "base/ids.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <cstdlib>
#include <utility>

namespace cityaudit::store {
namespace {

/// Fetched once: looking an algorithm up costs more than a small record.
const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  if (fetched == nullptr) std::abort();
  return fetched;
}

void require(int outcome) {
  if (outcome != 1) std::abort();
}

}  // namespace

SecretKey::~SecretKey() { OPENSSL_cleanse(value.data(), value.size()); }

SecretKey SecretKey::random() {
  SecretKey key;
  random_bytes(key.value);
  return key;
}

Cipher::~Cipher() {
  EVP_CIPHER_CTX_free(sealing_);
  EVP_CIPHER_CTX_free(opening_);
}

Cipher::Cipher(Cipher&& other) noexcept
    : key_(other.key_), sealing_(std::exchange(other.sealing_, nullptr)), opening_(std::exchange(other.opening_, nullptr)) {}

EVP_CIPHER_CTX* Cipher::ready(EVP_CIPHER_CTX*& context, int encrypting, const unsigned char* nonce) {
  if (context == nullptr) {
    context = EVP_CIPHER_CTX_new();
    if (context == nullptr) std::abort();
    require(EVP_CipherInit_ex(context, algorithm(), nullptr, key_.value.data(), nullptr, encrypting));
  }
  require(EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce, encrypting));
  return context;
}

void Cipher::seal(std::span<unsigned char> record, Bytes about) {
  random_bytes(record.first(nonce_bytes));
  EVP_CIPHER_CTX* const context = ready(sealing_, 1, record.data());
  unsigned char* const text = record.data() + nonce_bytes;
  const auto text_bytes = static_cast<int>(record.size() - record_overhead_bytes);
  int written = 0;
  require(EVP_EncryptUpdate(context, nullptr, &written, about.data(), static_cast<int>(about.size())));
  if (text_bytes > 0) require(EVP_EncryptUpdate(context, text, &written, text, text_bytes));
  require(EVP_EncryptFinal_ex(context, text + text_bytes, &written));
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes), text + text_bytes));
}

bool Cipher::open(std::span<unsigned char> record, Bytes about) {
  if (record.size() < record_overhead_bytes) return false;
  EVP_CIPHER_CTX* const context = ready(opening_, 0, record.data());
  unsigned char* const text = record.data() + nonce_bytes;
  const auto text_bytes = static_cast<int>(record.size() - record_overhead_bytes);
  int written = 0;
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes), text + text_bytes));
  require(EVP_DecryptUpdate(context, nullptr, &written, about.data(), static_cast<int>(about.size())));
  if (text_bytes > 0) require(EVP_DecryptUpdate(context, text, &written, text, text_bytes));
  return EVP_DecryptFinal_ex(context, text + text_bytes, &written) == 1;
}

}  // namespace cityaudit::store
