#include "ingest/forms/origin_parts.h"

#include "base/text.h"

namespace cityaudit::ingest {

std::string to_words(OriginParts parts) {
  if (!parts.any()) return {};
  if (!parts.place) return "time";
  return parts.time ? "time place" : "place";
}

bool add_origin_part(OriginParts& parts, std::string_view word) {
  if (word == "time") return parts.time = true;
  if (word == "place") return parts.place = true;
  return false;
}

OriginParts origin_parts_of(std::string_view text) {
  OriginParts parts;
  for (const std::string_view word : words(text)) add_origin_part(parts, word);
  return parts;
}

}  // namespace cityaudit::ingest
