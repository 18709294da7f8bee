#pragma once
// The inner loops over pixels: written once in plain C++ for every processor, and once more for processors with AVX2. Both give
// the same bits. Pure; any thread.

#include "media/weights.h"

#include <cstddef>
#include <cstdint>

namespace cityaudit::media {

/// Between the loops samples are levels (0..255) times 1 << fraction_bits. They may overshoot: Lanczos weights of both directions
/// together by no more than to 24,300, which 16 bits hold.
constexpr int fraction_bits = 6;

/// Rows that squeeze() reads have this many samples behind their last one, of any value.
constexpr std::size_t slack = 4;

struct PixelLoops {
  /// out[i] = sum over j < taps of rows[j][i] * weights[j], for `count` samples; `taps` is even.
  void (*blend)(const std::uint8_t* const* rows, const std::int16_t* weights, int taps, std::int16_t* out, std::size_t count);
  /// One output sample for each of the weights' lists.
  void (*squeeze)(const std::int16_t* row, const Weights& weights, std::int16_t* out);
  /// Full-range YCbCr as JFIF defines it, to pixels.
  void (*ycc_to_rgb)(const std::int16_t* luma, const std::int16_t* blue, const std::int16_t* red, std::uint8_t* rgb, std::size_t width);
  /// Three rows to one of pixels; the three may be one.
  void (*join)(const std::int16_t* red, const std::int16_t* green, const std::int16_t* blue, std::uint8_t* rgb, std::size_t width);
  /// Samples of three channels in turn to a row for each of them.
  void (*split)(const std::int16_t* mixed, std::int16_t* first, std::int16_t* second, std::int16_t* third, std::size_t width);
};

const PixelLoops& plain_loops();

/// The fastest that this processor runs.
const PixelLoops& pixel_loops();

/// nullptr where the processor, or this build, has none.
const PixelLoops* avx2_loops();

}  // namespace cityaudit::media
