#pragma once
// What a file claims to be, read from its header before anything is decoded. Pure; any thread; for hostile bytes, and
// those of HEIC and AVIF files pass through libheif: in the worker only.

#include "media/photo.h"

namespace cityaudit::media {

struct Inspection {
  PhotoFormat format = PhotoFormat::jpeg;
  std::uint32_t width = 0;  // as stored, before turning
  std::uint32_t height = 0;
  int components = 0;   // JPEG: 1, 3 or 4; otherwise 0
  int orientation = 1;  // EXIF 1..8
  Origin origin;        // of JPEG and HEIC
};

/// Costs a walk over at most a few thousand segment heads, never a decode: a bomb is refused in microseconds.
Verdict<Inspection> inspect(Bytes file, const DeriveLimits& limits);

}  // namespace cityaudit::media
