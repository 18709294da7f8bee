#pragma once
// The whole way of a photo inside the worker: inspect, decode once, scale, turn, measure, cover, scale again, encode.
// One thread per call.

#include "media/photo.h"

namespace cityaudit::media {

/// Never throws for what is in `file`: a photo that cannot be used comes back refused. `redactions` must be sound: they are in
/// the preview before anything else is made of it. The facts are those of the photo as it is without them. Of time and place it tells
/// what is asked for.
Derived derive(Bytes file, const DeriveLimits& limits, std::span<const Redaction> redactions = {}, OriginParts asked = {});

}  // namespace cityaudit::media
