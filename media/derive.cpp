#include "media/derive.h"

#include "media/cover.h"
#include "media/encode.h"
#include "media/fingerprint.h"
#include "media/hints.h"
#include "media/scale.h"
#include "media/upright.h"
#include "media/veil.h"

namespace cityaudit::media {
namespace {

void measure(const Picture& picture, PhotoFacts& facts) {
  const Grey grey = grey_of(picture);
  facts.fingerprint = fingerprint(grey);
  facts.sharpness = sharpness(grey);
  facts.exposure = brightness(grey);
}

Origin only(OriginParts asked, Origin found) {
  if (!asked.time) found.taken_at.clear();
  if (asked.place) return found;
  return {std::move(found.taken_at), {}, {}};
}

Derived derive_unguarded(Bytes file, const DeriveLimits& limits, std::span<const Redaction> redactions, OriginParts asked) {
  auto upright = make_upright(file, limits);
  if (!upright) return Derived::refused(upright.error());
  Derived derived;
  derived.facts = upright->facts;
  derived.origin = only(asked, std::move(upright->origin));
  Picture& preview = upright->picture;
  measure(preview, derived.facts);
  cover(preview, redactions);
  const Picture thumbnail = scale(preview, fit({preview.width, preview.height}, static_cast<int>(limits.thumbnail_side)));
  derived.facts.preview_width = static_cast<std::uint32_t>(preview.width);
  derived.facts.preview_height = static_cast<std::uint32_t>(preview.height);
  derived.facts.thumbnail_width = static_cast<std::uint32_t>(thumbnail.width);
  derived.facts.thumbnail_height = static_cast<std::uint32_t>(thumbnail.height);
  const int quality = static_cast<int>(limits.jpeg_quality);
  derived.preview_jpeg = encode_jpeg(preview, quality);
  derived.thumbnail_jpeg = encode_jpeg(thumbnail, quality);
  derived.veil_jpeg = encode_jpeg(veil(thumbnail), quality);
  return derived;
}

}  // namespace

Derived derive(Bytes file, const DeriveLimits& limits, std::span<const Redaction> redactions, OriginParts asked) {
  try {
    return derive_unguarded(file, limits, redactions, asked);
  } catch (const std::exception&) {
    return Derived::refused(refusal_of_current_exception());
  }
}

}  // namespace cityaudit::media
