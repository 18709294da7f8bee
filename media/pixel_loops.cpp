#include "media/pixel_loops.h"

#include <algorithm>

namespace cityaudit::media {
namespace {

std::int16_t saturated(int value) { return static_cast<std::int16_t>(std::clamp(value, -32'768, 32'767)); }

std::int16_t sum_of(int a, int b) { return saturated(a + b); }

/// The upper half of a product of two 16-bit numbers.
int high_product(int a, int b) { return (a * b) >> 16; }

std::uint8_t level(std::int16_t sample) {
  constexpr int half = 1 << (fraction_bits - 1);
  return static_cast<std::uint8_t>(std::clamp(sum_of(sample, half) >> fraction_bits, 0, 255));
}

void blend(const std::uint8_t* const* rows, const std::int16_t* weights, int taps, std::int16_t* out, std::size_t count) {
  constexpr std::size_t block = 64;  // sums that stay in the nearest cache
  constexpr int shift = weight_bits - fraction_bits;
  for (std::size_t start = 0; start < count; start += block) {
    int sums[block];
    const std::size_t n = std::min(block, count - start);
    std::fill_n(sums, n, 1 << (shift - 1));
    for (int j = 0; j < taps; ++j) {
      const std::uint8_t* row = rows[j] + start;
      for (std::size_t i = 0; i < n; ++i) sums[i] += row[i] * weights[j];
    }
    for (std::size_t i = 0; i < n; ++i) out[start + i] = static_cast<std::int16_t>(sums[i] >> shift);
  }
}

void squeeze(const std::int16_t* row, const Weights& weights, std::int16_t* out) {
  const std::int16_t* weight = weights.all.data();
  const int taps = weights.taps;
  for (const int first : weights.first) {
    int sum = 1 << (weight_bits - 1);
    for (int j = 0; j < taps; ++j) sum += row[first + j] * weight[j];
    weight += taps;
    *out++ = static_cast<std::int16_t>(sum >> weight_bits);
  }
}

void ycc_to_rgb(const std::int16_t* luma, const std::int16_t* blue, const std::int16_t* red, std::uint8_t* rgb, std::size_t width) {
  constexpr int middle = 128 << fraction_bits;
  // JFIF: R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb; the factors below are their parts after
  // the point times 32768, for products with the doubled chroma.
  for (std::size_t x = 0; x < width; ++x, rgb += 3) {
    const int y = luma[x];
    const int cb = saturated(blue[x] - middle);
    const int cr = saturated(red[x] - middle);
    const int cb2 = sum_of(cb, cb);
    const int cr2 = sum_of(cr, cr);
    rgb[0] = level(sum_of(sum_of(y, cr), high_product(cr2, 13'173)));
    rgb[1] = level(saturated(saturated(y - high_product(cb2, 11'277)) - high_product(cr2, 23'401)));
    rgb[2] = level(sum_of(sum_of(y, cb), high_product(cb2, 25'297)));
  }
}

void join(const std::int16_t* red, const std::int16_t* green, const std::int16_t* blue, std::uint8_t* rgb, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, rgb += 3) {
    rgb[0] = level(red[x]);
    rgb[1] = level(green[x]);
    rgb[2] = level(blue[x]);
  }
}

void split(const std::int16_t* mixed, std::int16_t* first, std::int16_t* second, std::int16_t* third, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, mixed += 3) {
    first[x] = mixed[0];
    second[x] = mixed[1];
    third[x] = mixed[2];
  }
}

}  // namespace

const PixelLoops& plain_loops() {
  static constexpr PixelLoops loops{blend, squeeze, ycc_to_rgb, join, split};
  return loops;
}

const PixelLoops& pixel_loops() {
  static const PixelLoops& chosen = avx2_loops() ? *avx2_loops() : plain_loops();
  return chosen;
}

}  // namespace cityaudit::media
