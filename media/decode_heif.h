#pragma once
// HEIC and AVIF through libheif. One thread per call; for hostile bytes, in the worker only. libheif turns and mirrors as
// the file's own boxes say, so EXIF orientation must be ignored.

#include "media/decode.h"

namespace cityaudit::media {

/// Whether the file calls itself HEIC or AVIF.
bool is_heif(Bytes file);

/// Reads the boxes, not the picture. Width and height are those of the upright picture.
Verdict<Inspection> inspect_heif(Bytes file, const DeriveLimits& limits);

/// There is no scaled decode: the whole picture, in memory, about 12 bytes a pixel at its height.
Verdict<Decoded> decode_heif(Bytes file, const DeriveLimits& limits);

/// What libheif and its decoders load and look up on first use, before system calls are filtered.
void warm_up_heif();

}  // namespace cityaudit::media
