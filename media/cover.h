#pragma once
// Covers what people marked, so that it cannot be brought back from the picture. Pure; any thread.

#include "media/photo.h"
#include "media/picture.h"

namespace cityaudit::media {

/// `redactions` must be sound. Solid: one flat dark colour. Blur: what is covered becomes a few averages (five along the long
/// side of what touches, and never finer than a fiftieth of the picture), and colours that run from one to the next:
/// many small dabs hide as much as one large box does. Every pixel that a shape touches is covered.
void cover(Picture& picture, std::span<const Redaction> redactions);

}  // namespace cityaudit::media
