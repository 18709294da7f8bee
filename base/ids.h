#pragma once
// Ids: UUID text towards outsiders, bigint keys inside, and the randomness both rest on. Thread-safe.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cityaudit {

/// A key of one table; ids of different tables do not mix. 0 is no row.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  explicit operator bool() const { return value != 0; }
  auto operator<=>(const Id&) const = default;
};

/// Fills from the operating system's generator; ends the process when it cannot.
void random_bytes(std::span<unsigned char> out);

/// The id that outsiders see, as it is stored.
struct Uuid {
  std::array<unsigned char, 16> value{};
  auto operator<=>(const Uuid&) const = default;
};

/// Lower case with hyphens.
std::string to_string(const Uuid& uuid);
/// Nothing unless the text is exactly one UUID in the usual form; upper case is accepted.
std::optional<Uuid> parse_uuid(std::string_view text);
Uuid random_uuid();

/// A random UUID (version 4) as text.
std::string uuid_v4();
/// A UUID made of a namespace and a name (version 5, RFC 4122), always the same for the same two.
std::string uuid_v5(std::string_view name_space, std::string_view name);
/// 128 random bits as 22 characters of base64url: a link token, a session.
std::string random_token();

}  // namespace cityaudit
