#pragma once
// What a member of an audit may do there, granted one by one. Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cityaudit::ingest {

/// The values are bits of membership.capabilities: never given another meaning.
enum class Capability : std::uint8_t {
  none = 0,
  review = 1,        // decide on submissions, cover and clear photos
  code = 2,          // assign themes and codes
  publish = 4,       // show findings and photos to the public
  see_identity = 8,  // who a participant is, photos of children, what is under a cover
  erase = 16,        // take something away for good
};

inline constexpr std::array known_capabilities{Capability::review, Capability::code, Capability::publish, Capability::see_identity,
                                               Capability::erase};

std::string_view to_word(Capability capability);
std::optional<Capability> capability_from(std::string_view word);

/// Any number of them.
struct Capabilities {
  std::int64_t bits = 0;

  constexpr bool has(Capability one) const { return (bits & static_cast<std::int64_t>(one)) == static_cast<std::int64_t>(one); }
  constexpr Capabilities with(Capability one) const { return {bits | static_cast<std::int64_t>(one)}; }
  bool operator==(const Capabilities&) const = default;
};

inline constexpr Capabilities every_capability{31};

}  // namespace cityaudit::ingest
