#pragma once
// Turns a picture upright. Pure; any thread.

#include "media/picture.h"

namespace cityaudit::media {

/// `orientation` as EXIF has it: 1 upright, 2 mirrored, 3 upside down, 4 flipped, 5 transposed, 6 needs a quarter turn
/// clockwise, 7 transverse, 8 needs a quarter turn anticlockwise. Anything else is taken for 1.
Picture orient(Picture picture, int orientation);

/// Whether width and height change places.
constexpr bool is_on_its_side(int orientation) { return orientation >= 5 && orientation <= 8; }

}  // namespace cityaudit::media
