#pragma once
// The one thing read from EXIF: which way is up. Pure; any thread; for hostile bytes.

#include "base/digest.h"

namespace cityaudit::media {

/// The orientation (tag 0x0112) of a TIFF structure as EXIF embeds it: 1..8, and 1 for anything missing, absurd or out of
/// bounds. Reads the first directory only and at most 512 of its entries.
int exif_orientation(Bytes tiff);

}  // namespace cityaudit::media
