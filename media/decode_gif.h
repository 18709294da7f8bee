#pragma once
// The first frame of a GIF. One thread per call; for hostile bytes, in the worker only.

#include "media/decode.h"

namespace cityaudit::media {

/// Transparent parts and what the frame does not cover are white.
Verdict<Decoded> decode_gif(Bytes file, const Inspection& inspection);

}  // namespace cityaudit::media
