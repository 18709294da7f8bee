#pragma once
// Tokens that name an activity without an account. Activity links hang on posters and can be printed again: their token
// is made of a key in the data folder. Only hashes of tokens are stored. Pure; thread-safe.

#include "base/digest.h"
#include "base/ids.h"
#include "ingest/keys.h"

#include <filesystem>

#include "base/result.h"

namespace cityaudit::ingest {

class LinkKey {
 public:
  /// Reads the key, or makes a new one that only its owner may read.
  static Result<LinkKey> load_or_make(const std::filesystem::path& file);
  /// For tests.
  static LinkKey of(std::string_view secret) { return LinkKey(std::string(secret)); }

  /// The first 128 bits of HMAC-SHA256(key, activity ":" epoch) as base64url.
  std::string activity_token(const Uuid& activity, std::int64_t epoch) const;
  /// HMAC-SHA256 of (purpose ":" data): of what shall be recognised again by whoever has the key, and told to nobody.
  Sha256 digest(std::string_view purpose, Bytes data) const;

 private:
  explicit LinkKey(std::string secret) : secret_(std::move(secret)) {}
  std::string secret_;
};

/// What is stored of a token.
inline Sha256 token_hash(std::string_view token) { return sha256(bytes_of(token)); }

}  // namespace cityaudit::ingest
