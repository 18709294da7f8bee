#include "media/photo.h"

#include <algorithm>
#include <array>

namespace cityaudit::media {
namespace {

constexpr std::array<std::string_view, refusal_reason_last> refusal_codes = {
    "photo.empty",      "photo.not_an_image",         "photo.too_many_pixels", "photo.too_many_scans",
    "photo.unreadable", "photo.format_not_supported", "photo.took_too_long",   "photo.too_large"};
constexpr std::array<std::string_view, photo_format_last> format_names = {"jpeg", "png", "webp", "gif", "heic", "avif"};
constexpr std::array<std::string_view, motif_last> motif_names = {"office",       "signpost",        "street_lamp", "pavement",
                                                                  "tram_stop",    "market",          "playground",  "housing",
                                                                  "hate_sticker", "community_event", "school",      "health"};

constexpr std::uint16_t blurred_below = 60;
constexpr std::uint8_t dark_below = 50;
constexpr std::uint8_t bright_above = 205;

Quality quality_named(const std::string& name) {
  if (name == "fast") return Quality::fast;
  if (name == "strict") return Quality::strict;
  throw std::runtime_error("media.quality is \"fast\" or \"strict\"");
}

}  // namespace

bool looks_blurred(const PhotoFacts& facts) { return facts.sharpness < blurred_below; }

Exposure exposure_of(const PhotoFacts& facts) {
  if (facts.exposure < dark_below) return Exposure::dark;
  return facts.exposure > bright_above ? Exposure::bright : Exposure::good;
}

std::string_view code_of(RefusalReason reason) { return refusal_codes.at(static_cast<std::size_t>(reason) - 1); }

std::string_view name_of(PhotoFormat format) { return format_names.at(static_cast<std::size_t>(format) - 1); }

std::optional<Motif> motif_from(std::string_view name) {
  for (std::size_t i = 0; i < motif_names.size(); ++i) {
    if (motif_names[i] == name) return static_cast<Motif>(i + 1);
  }
  return std::nullopt;
}

DeriveLimits DeriveLimits::from(const Settings& settings) {
  DeriveLimits limits;
  const auto side = [&](std::string_view key) { return static_cast<std::uint32_t>(settings.integer(key)); };
  limits.photo_bytes_max = static_cast<std::uint64_t>(settings.integer("media.photo_bytes_max"));
  limits.photo_pixels_max = static_cast<std::uint64_t>(settings.integer("media.photo_pixels_max"));
  limits.photo_side_max = side("media.photo_side_max");
  limits.jpeg_scans_max = side("media.jpeg_scans_max");
  limits.preview_side = side("media.preview_side");
  limits.thumbnail_side = side("media.thumbnail_side");
  limits.jpeg_quality = side("media.jpeg_quality");
  limits.quality = quality_named(settings.text("media.quality"));
  limits.heif = settings.boolean("media.heif");
  return limits;
}

}  // namespace cityaudit::media
