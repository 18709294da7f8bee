#pragma once
// Pixels to a JPEG file. Any thread.

#include "media/picture.h"

#include <string>

namespace cityaudit::media {

/// Baseline JPEG, 4:2:0, with tables, one frame and one scan: no JFIF, EXIF, profile or comment. `quality` is 1..100.
/// Throws std::runtime_error when libjpeg fails, which for a picture of 1..65500 pixels a side means no memory.
std::string encode_jpeg(const Picture& picture, int quality);

}  // namespace cityaudit::media
