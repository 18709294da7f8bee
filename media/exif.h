#pragma once
// What is read from EXIF: which way is up, and when and where the photo was taken. Nothing else is. Pure; any thread; for
// hostile bytes.

#include "media/photo.h"

namespace cityaudit::media {

/// The orientation (tag 0x0112) of a TIFF structure as EXIF embeds it: 1..8, and 1 for anything missing, absurd or out of
/// bounds. Reads the first directory only and at most 512 of its entries.
int exif_orientation(Bytes tiff);

/// DateTimeOriginal (0x9003), and of the GPS directory latitude and longitude (1..4) and their error in metres (0x1F). What is missing,
/// absurd or out of bounds stays empty, and so does the place 0, 0, which cameras write that do not know better. Reads at most three
/// directories.
Origin exif_origin(Bytes tiff);

}  // namespace cityaudit::media
