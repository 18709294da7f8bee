#pragma once
// Whether a JPEG file is a picture and nothing else. Pure; any thread.

#include "base/digest.h"

#include <cstdint>

namespace cityaudit::media {

/// True for a baseline JPEG of exactly this size made only of tables, one frame and its scan: no APPn (EXIF, XMP, ICC,
/// thumbnails, JFIF), no comment, nothing before, between or after. Does not decode: the picture itself may be noise.
bool is_plain_jpeg(Bytes file, std::uint32_t width, std::uint32_t height);

}  // namespace cityaudit::media
