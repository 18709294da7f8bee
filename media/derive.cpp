#include "media/derive.h"

#include "media/colour.h"
#include "media/decode.h"
#include "media/encode.h"
#include "media/orient.h"
#include "media/scale.h"

#include <new>

namespace cityaudit::media {
namespace {

PhotoFacts facts_of(const Inspection& inspection, bool damaged) {
  PhotoFacts facts;
  const bool turned = is_on_its_side(inspection.orientation);
  facts.format = inspection.format;
  facts.width = turned ? inspection.height : inspection.width;
  facts.height = turned ? inspection.width : inspection.height;
  facts.orientation = static_cast<std::uint8_t>(inspection.orientation);
  facts.damaged = damaged;
  return facts;
}

Picture shrink(const Picture& picture, std::uint32_t side) {
  return scale(picture, fit({picture.width, picture.height}, static_cast<int>(side)));
}

Derived derive_unguarded(Bytes file, const DeriveLimits& limits) {
  auto inspection = inspect(file, limits);
  if (!inspection) return Derived::refused(inspection.error());
  auto decoded = decode(file, *inspection, limits);
  if (!decoded) return Derived::refused(decoded.error());
  Derived derived;
  derived.facts = facts_of(*inspection, decoded->damaged);
  Picture preview = orient(shrink(decoded->picture, limits.preview_side), inspection->orientation);
  decoded->picture = Picture();
  to_srgb(preview, decoded->profile);
  const Picture thumbnail = shrink(preview, limits.thumbnail_side);
  derived.facts.preview_width = static_cast<std::uint32_t>(preview.width);
  derived.facts.preview_height = static_cast<std::uint32_t>(preview.height);
  derived.facts.thumbnail_width = static_cast<std::uint32_t>(thumbnail.width);
  derived.facts.thumbnail_height = static_cast<std::uint32_t>(thumbnail.height);
  derived.preview_jpeg = encode_jpeg(preview, static_cast<int>(limits.jpeg_quality));
  derived.thumbnail_jpeg = encode_jpeg(thumbnail, static_cast<int>(limits.jpeg_quality));
  return derived;
}

}  // namespace

Derived derive(Bytes file, const DeriveLimits& limits) {
  try {
    return derive_unguarded(file, limits);
  } catch (const std::bad_alloc&) {
    return Derived::refused({RefusalReason::too_many_pixels, "decoding needs more memory than a worker has"});
  } catch (const std::exception&) {
    return Derived::refused({RefusalReason::unreadable, "decoding failed"});
  }
}

}  // namespace cityaudit::media
