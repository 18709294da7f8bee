#pragma once
// What a person may want to know of a photo before looking: sharp or not, too dark or too bright. Pure; any thread.
// PhotoFacts holds the figures; looks_blurred() and exposure_of() say what they mean.

#include "media/grey.h"

namespace cityaudit::media {

/// The variance of the Laplacian (4 neighbours; grey levels squared), in the tenth sharpest of 100 fields of the picture: a sharp
/// subject before a soft background is sharp. Depends on the picture's scale: meant for the preview. At most 65535.
std::uint16_t sharpness(const Grey& grey);

/// The mean grey level, 0..255.
std::uint8_t brightness(const Grey& grey);

}  // namespace cityaudit::media
