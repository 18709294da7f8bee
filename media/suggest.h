#pragma once
// What a person may want to cover in a photo, inside the worker. One thread per call.

#include "media/detect.h"

namespace cityaudit::media {

/// Never throws for what is in `file`: a photo that cannot be used comes back refused.
Suggestions suggest(Bytes file, const DeriveLimits& limits, Detectors& detectors);

}  // namespace cityaudit::media
