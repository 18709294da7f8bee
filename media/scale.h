#pragma once
// Makes pictures smaller. Pure; any thread.

#include "media/picture.h"

namespace cityaudit::media {

struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

/// The size whose long edge is `side`, with the same proportions, at least 1 pixel wide and high, and never larger than `size`.
Size fit(Size size, int side);

/// Antialiased Lanczos (3 lobes, widened by the ratio), separable, in 16-bit fixed point: within one level of the exact sum. Edges
/// repeat the border pixel. `target` is at most the picture's size in each direction.
Picture scale(const Picture& picture, Size target);

/// The same, without a copy where the size is right already; otherwise `picture` is gone when this returns.
Picture scale(Picture&& picture, Size target);

}  // namespace cityaudit::media
