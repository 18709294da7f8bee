#include "ingest/forms/expressions/signatures.h"

#include "base/digest.h"
#include "base/text.h"

#include <openssl/evp.h>

#include <memory>
#include <vector>

namespace cityaudit::ingest {
namespace {

const EVP_MD* digest_called(std::string_view algorithm) {
  if (algorithm == "MD5") return EVP_md5();
  if (algorithm == "SHA-1") return EVP_sha1();
  if (algorithm == "SHA-256") return EVP_sha256();
  if (algorithm == "SHA-384") return EVP_sha384();
  if (algorithm == "SHA-512") return EVP_sha512();
  return nullptr;
}

/// With or without padding.
std::optional<std::string> bytes_of_base64(std::string_view text) {
  std::string padded(trim(text));
  while (padded.size() % 4 != 0) padded += '=';
  return from_base64(padded);
}

bool is_signed(std::string_view signature, std::string_view message, std::string_view public_key) {
  const Bytes key_bytes = bytes_of(public_key);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_bytes.data(), key_bytes.size()), &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!key || !context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature).data(), signature.size(), bytes_of(message).data(), message.size()) == 1;
}

}  // namespace

std::string digest_text(std::string_view text, std::string_view algorithm, std::string_view encoding) {
  const EVP_MD* digest = digest_called(algorithm);
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (!digest || EVP_Digest(text.data(), text.size(), out, &length, digest, nullptr) != 1) return {};
  if (encoding == "hex") return to_hex(Bytes{out, length});
  return encoding == "base64" ? to_base64(Bytes{out, length}) : std::string();
}

std::string decoded_base64(std::string_view base64) {
  const auto bytes = bytes_of_base64(base64);
  return bytes ? to_clean_utf8(*bytes) : std::string();
}

std::string signed_text(std::string_view base64, std::string_view public_key) {
  constexpr std::size_t signature_bytes = 64;
  const auto bytes = bytes_of_base64(base64);
  const auto key = bytes_of_base64(public_key);
  if (!bytes || !key || bytes->size() < signature_bytes) return {};
  const std::string_view message = std::string_view(*bytes).substr(signature_bytes);
  return is_signed(std::string_view(*bytes).substr(0, signature_bytes), message, *key) ? to_clean_utf8(message) : std::string();
}

}  // namespace cityaudit::ingest
