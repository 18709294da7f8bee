#pragma once
// Digests and their text forms. Objects are for one thread; free functions are thread-safe.

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cityaudit {

using Bytes = std::span<const unsigned char>;

inline Bytes bytes_of(std::string_view text) { return {reinterpret_cast<const unsigned char*>(text.data()), text.size()}; }

/// A SHA-256: the name of a blob, the proof of a stored instance.
struct Sha256 {
  std::array<unsigned char, 32> value{};
  auto operator<=>(const Sha256&) const = default;
};

Sha256 sha256(Bytes data);
std::array<unsigned char, 16> md5(Bytes data);
std::array<unsigned char, 20> sha1(Bytes data);
Sha256 hmac_sha256(Bytes key, Bytes data);
std::array<unsigned char, 20> hmac_sha1(Bytes key, Bytes data);  // for one-time codes, where it is still sound

/// SHA-256 of bytes that arrive in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void update(Bytes piece);
  /// The digest of all pieces; call once.
  Sha256 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string to_hex(Bytes data);
inline std::string to_hex(const Sha256& digest) { return to_hex(Bytes{digest.value}); }
std::optional<Sha256> sha256_from_hex(std::string_view hex);
/// Without padding, with - and _.
std::string to_base64url(Bytes data);
/// With padding.
std::string to_base64(Bytes data);
std::optional<std::string> from_base64(std::string_view text);
/// Whether two secrets are equal, in time that depends on the length only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace cityaudit
