#pragma once
// What a form asks to keep of what a camera wrote into a photo: the words of ca:keep. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct OriginParts {
  bool time = false;
  bool place = false;

  bool any() const { return time || place; }
  bool operator==(const OriginParts&) const = default;
};

inline constexpr std::string_view origin_part_words = "time, place";

/// "time", "place", "time place"; empty when nothing is kept.
std::string to_words(OriginParts parts);
/// The word adds its part; false for a word that is none.
bool add_origin_part(OriginParts& parts, std::string_view word);
/// What to_words() made; words that are none count for nothing.
OriginParts origin_parts_of(std::string_view words);

}  // namespace cityaudit::ingest
