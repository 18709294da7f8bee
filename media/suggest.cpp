#include "media/suggest.h"

#include "media/upright.h"

namespace cityaudit::media {

Suggestions suggest(Bytes file, const DeriveLimits& limits, Detectors& detectors) {
  try {
    const auto upright = make_upright(file, limits);
    if (!upright) return {upright.error(), {}};
    return {std::nullopt, detectors.find(upright->picture)};
  } catch (const std::exception&) {
    return {refusal_of_current_exception(), {}};
  }
}

}  // namespace cityaudit::media
