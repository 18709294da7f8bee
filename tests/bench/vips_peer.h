#pragma once
// libvips in this process, through its C interface, with one thread and without a cache. One thread only.

#include "base/digest.h"
#include "media/picture.h"

#include <optional>
#include <string>

namespace cityaudit::bench {

/// Its version; nothing when this build has none.
std::optional<std::string> start_vips();

struct VipsResult {
  std::string preview_jpeg;
  std::string thumbnail_jpeg;
};

/// As vipsthumbnail does it: each size from the file, turned upright, quality 80, no metadata.
VipsResult derive_with_vips(Bytes file, int preview_side, int thumbnail_side);

/// What is encoded then.
media::Picture scale_with_vips(Bytes file, int side);

}  // namespace cityaudit::bench
