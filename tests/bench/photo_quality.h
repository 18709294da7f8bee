#pragma once
// How near a small picture comes to what a full decode and a careful scaler give. One thread.

#include "base/digest.h"
#include "media/picture.h"

#include <cmath>
#include <limits>
#include <string>

namespace cityaudit::bench {

/// Two references, neither neutral: averages over areas favour box filters, Lanczos favours Lanczos.
struct References {
  media::Picture area;
  media::Picture lanczos;
};

/// From a full decode, upright, `side` pixels long.
References references_of(Bytes file, int side);

/// Over all channels; infinite for equal pictures. NaN when the sizes differ.
double psnr(const media::Picture& one, const media::Picture& other);

/// A JPEG file's pixels at full size.
media::Picture pixels_of(const std::string& jpeg);

}  // namespace cityaudit::bench
