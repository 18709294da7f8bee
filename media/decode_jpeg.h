#pragma once
// JPEG files to pixels through libjpeg-turbo, at the smallest size its inverse transform can give. One thread per call;
// for hostile bytes, in the worker only.

#include "media/decode.h"

namespace cityaudit::media {

/// The eighths of full size (1, 2, 4 or 8: those with fast transforms) whose long edge is still at least `side`.
int jpeg_eighths(std::uint32_t width, std::uint32_t height, std::uint32_t side);

Verdict<Decoded> decode_jpeg(Bytes file, const DeriveLimits& limits);

/// Decodes at one eighth and throws the pixels away: the floor that benchmarks compare with. False for a broken file.
bool decode_jpeg_floor(Bytes file);

}  // namespace cityaudit::media
