#pragma once
// Colours as the photo's profile means them, turned into sRGB: the derivatives carry no profile. One thread per call; for
// hostile bytes, in the worker only.

#include "base/digest.h"
#include "media/picture.h"

#include <string>

namespace cityaudit::media {

/// The ICC profile that a PNG or WebP file carries; empty when there is none, or when it is larger than 4 MB.
std::string profile_in_png(Bytes file);
std::string profile_in_webp(Bytes file);

/// Does nothing for an empty, unreadable or non-RGB profile, and for one that is sRGB but for rounding.
void to_srgb(Picture& picture, const std::string& profile);

}  // namespace cityaudit::media
