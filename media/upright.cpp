#include "media/upright.h"

#include "media/colour.h"
#include "media/decode.h"
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

}  // namespace

Verdict<Upright> make_upright(Bytes file, const DeriveLimits& limits) {
  auto inspection = inspect(file, limits);
  if (!inspection) return inspection.error();
  auto decoded = decode(file, *inspection, limits);
  if (!decoded) return decoded.error();
  Upright upright;
  upright.facts = facts_of(*inspection, decoded->damaged);
  upright.origin = std::move(inspection->origin);
  const Size size = fit({decoded->picture.width, decoded->picture.height}, static_cast<int>(limits.preview_side));
  upright.picture = orient(scale(std::move(decoded->picture), size), inspection->orientation);
  to_srgb(upright.picture, decoded->profile);
  return upright;
}

Refusal refusal_of_current_exception() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {RefusalReason::too_many_pixels, "decoding needs more memory than a worker has"};
  } catch (const std::exception&) {
    return {RefusalReason::unreadable, "decoding failed"};
  }
}

}  // namespace cityaudit::media
