#pragma once
// 64 bits that stay nearly the same when a picture is scaled, brightened or compressed again. Pure; any thread.

#include "media/grey.h"

namespace cityaudit::media {

/// A perceptual hash: the signs of the 64 lowest frequencies of the picture at 32 x 32 (type II discrete cosine transform,
/// columns and rows 0..7, with (8, 8) in the place of the mean), each against their median. 0 for a picture that shows nothing.
/// Compare with fingerprint_distance().
std::uint64_t fingerprint(const Grey& grey);

}  // namespace cityaudit::media
