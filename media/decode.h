#pragma once
// An inspected file to pixels, not yet turned upright. One thread per call; for hostile bytes, in the worker only.

#include "media/inspect.h"
#include "media/picture.h"

namespace cityaudit::media {

struct Decoded {
  Picture picture;       // at least preview_side on its long edge, unless the original is smaller; a JPEG's is just that, a HEIC's mostly
  bool damaged = false;  // the decoder had to guess
  std::string profile;   // ICC, as the file carries it; empty for none
};

/// `file` must have passed inspect() with the same limits.
Verdict<Decoded> decode(Bytes file, const Inspection& inspection, const DeriveLimits& limits);

}  // namespace cityaudit::media
