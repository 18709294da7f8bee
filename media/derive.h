#pragma once
// The whole way of a photo inside the worker: inspect, decode once, scale, turn, encode twice. One thread per call.

#include "media/photo.h"

namespace cityaudit::media {

/// Never throws for what is in `file`: a photo that cannot be used comes back refused.
Derived derive(Bytes file, const DeriveLimits& limits);

}  // namespace cityaudit::media
