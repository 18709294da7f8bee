// A photo's whole way through the worker: header, decoder, scaling, covers, encoding. What people cover is read from the end of
// the input, so that photos of every format stay what they are at its beginning.
#include "media/derive.h"
#include "media/plain_jpeg.h"

#include <cstdlib>

namespace {

using namespace cityaudit::media;

constexpr std::size_t redaction_bytes = 7;

/// From the last byte backwards: how many, then per redaction a kind and two points.
std::vector<Redaction> redactions_at_end(cityaudit::Bytes input) {
  std::vector<Redaction> redactions;
  const std::size_t count = input.empty() ? 0 : input.back() % 4U;
  for (std::size_t i = 0; i < count && input.size() > 1 + (i + 1) * redaction_bytes; ++i) {
    const unsigned char* at = input.data() + input.size() - 1 - (i + 1) * redaction_bytes;
    const auto share = [](unsigned char byte) { return static_cast<std::uint16_t>(byte * point_max / 255); };
    Redaction redaction{(at[0] & 1U) != 0 ? Cover::blur : Cover::solid, {{share(at[1]), share(at[2])}, {share(at[3]), share(at[4])}}, 0};
    if ((at[0] & 2U) != 0) {
      redaction.radius = static_cast<std::uint16_t>(1 + at[5] * 20);
      redaction.points.push_back({share(at[6]), share(at[1])});
    }
    redactions.push_back(std::move(redaction));
  }
  return redactions;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const cityaudit::Bytes input(data, size);
  DeriveLimits limits;
  limits.photo_bytes_max = 1'000'000;
  limits.photo_pixels_max = 200'000;
  limits.photo_side_max = 2'000;
  limits.jpeg_scans_max = 20;
  limits.preview_side = 96;
  limits.thumbnail_side = 24;
  const std::vector<Redaction> redactions = redactions_at_end(input);
  if (!are_sound(redactions)) std::abort();
  const Derived derived = derive(input, limits, redactions);
  if (derived.refusal) return 0;
  const PhotoFacts& facts = derived.facts;
  const bool sound = is_plain_jpeg(cityaudit::bytes_of(derived.preview_jpeg), facts.preview_width, facts.preview_height) &&
                     is_plain_jpeg(cityaudit::bytes_of(derived.thumbnail_jpeg), facts.thumbnail_width, facts.thumbnail_height) &&
                     is_plain_jpeg(cityaudit::bytes_of(derived.veil_jpeg), facts.thumbnail_width, facts.thumbnail_height) &&
                     (derived.origin.taken_at.empty() || is_camera_time(derived.origin.taken_at));
  if (!sound) std::abort();
  return 0;
}
