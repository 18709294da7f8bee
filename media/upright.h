#pragma once
// The first half of every photo's way inside the worker: a file to its upright picture. One thread per call; for hostile bytes.

#include "media/photo.h"
#include "media/picture.h"

namespace cityaudit::media {

struct Upright {
  Picture picture;   // sRGB, turned, at most preview_side on its long edge
  PhotoFacts facts;  // those that do not depend on the pixels
  Origin origin;
};

Verdict<Upright> make_upright(Bytes file, const DeriveLimits& limits);

/// To be called while an exception is handled: why a photo that made a decoder throw has no derivatives.
Refusal refusal_of_current_exception();

}  // namespace cityaudit::media
