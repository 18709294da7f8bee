#include "media/pixel_loops.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Functions marked so may use the instructions; whether they are called is decided when the program runs.
#define CITYAUDIT_AVX2 __attribute__((target("avx2")))

namespace cityaudit::media {
namespace {

constexpr int blend_shift = weight_bits - fraction_bits;
constexpr std::size_t wide = 16;

CITYAUDIT_AVX2 inline __m256i load(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }
CITYAUDIT_AVX2 inline __m128i load_half(const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
CITYAUDIT_AVX2 inline __m128i load_quarter(const void* from) { return _mm_loadl_epi64(static_cast<const __m128i*>(from)); }
CITYAUDIT_AVX2 inline void store(void* to, __m256i value) { _mm256_storeu_si256(static_cast<__m256i*>(to), value); }
CITYAUDIT_AVX2 inline void store_half(void* to, __m128i value) { _mm_storeu_si128(static_cast<__m128i*>(to), value); }

/// The sums of thirty-two neighbouring samples: those of even and of odd place, of both halves of each register.
struct Sums {
  __m256i even_low, odd_low, even_high, odd_high;
};

/// Adds two rows. Two samples of one row beside two of the other, as words: the lower bytes are the pair for the even place, the
/// upper ones for the odd place; so widening costs no shuffles, of which processors can do fewest.
CITYAUDIT_AVX2 inline void add_pair(Sums& sums, __m256i a, __m256i b, __m256i weights) {
  const __m256i lower_bytes = _mm256_set1_epi16(0xFF);
  const __m256i low = _mm256_unpacklo_epi16(a, b);
  const __m256i high = _mm256_unpackhi_epi16(a, b);
  sums.even_low = _mm256_add_epi32(sums.even_low, _mm256_madd_epi16(_mm256_and_si256(low, lower_bytes), weights));
  sums.odd_low = _mm256_add_epi32(sums.odd_low, _mm256_madd_epi16(_mm256_srli_epi16(low, 8), weights));
  sums.even_high = _mm256_add_epi32(sums.even_high, _mm256_madd_epi16(_mm256_and_si256(high, lower_bytes), weights));
  sums.odd_high = _mm256_add_epi32(sums.odd_high, _mm256_madd_epi16(_mm256_srli_epi16(high, 8), weights));
}

CITYAUDIT_AVX2 inline __m256i rounded_words(__m256i even, __m256i odd) {
  static_assert(blend_shift == 8, "the odd sums are moved up by 16 - blend_shift");
  return _mm256_blend_epi16(_mm256_srli_epi32(even, blend_shift), _mm256_slli_epi32(odd, 16 - blend_shift), 0xAA);
}

/// `at` is the samples' place in the rows.
CITYAUDIT_AVX2 inline void blend_block(const std::uint8_t* const* rows, const std::int16_t* weights, int taps, std::int16_t* out,
                                       std::size_t at) {
  const __m256i half = _mm256_set1_epi32(1 << (blend_shift - 1));
  Sums sums{half, half, half, half};
  for (int j = 0; j < taps; j += 2) {
    int pair = 0;
    __builtin_memcpy(&pair, weights + j, sizeof pair);
    add_pair(sums, load(rows[j] + at), load(rows[j + 1] + at), _mm256_set1_epi32(pair));
  }
  const __m256i low = rounded_words(sums.even_low, sums.odd_low);
  const __m256i high = rounded_words(sums.even_high, sums.odd_high);
  store(out + at, _mm256_permute2x128_si256(low, high, 0x20));
  store(out + at + 16, _mm256_permute2x128_si256(low, high, 0x31));
}

CITYAUDIT_AVX2 void blend(const std::uint8_t* const* rows, const std::int16_t* weights, int taps, std::int16_t* out, std::size_t count) {
  constexpr std::size_t block = 32;
  if (count < block) return plain_loops().blend(rows, weights, taps, out, count);
  for (std::size_t i = 0; i + block <= count; i += block) blend_block(rows, weights, taps, out, i);
  // The rest once more together with some that are done.
  if (count % block != 0) blend_block(rows, weights, taps, out, count - block);
}

CITYAUDIT_AVX2 inline __m128i products(const std::int16_t* row, const std::int16_t* weights, int taps) {
  __m128i sum = _mm_setzero_si128();
  int j = 0;
  for (; j + 8 <= taps; j += 8) sum = _mm_add_epi32(sum, _mm_madd_epi16(load_half(row + j), load_half(weights + j)));
  if (j < taps) sum = _mm_add_epi32(sum, _mm_madd_epi16(load_quarter(row + j), load_quarter(weights + j)));
  return sum;
}

/// The sums over each of four, in order.
CITYAUDIT_AVX2 inline __m128i sums_of(__m128i a, __m128i b, __m128i c, __m128i d) {
  return _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, d));
}

/// `taps` is a number known to the compiler for the usual lengths, so that the loops in it vanish.
template <int known_taps>
CITYAUDIT_AVX2 void squeeze_by(const std::int16_t* row, const Weights& weights, std::int16_t* out) {
  const int taps = known_taps > 0 ? known_taps : weights.taps;
  const __m128i half = _mm_set1_epi32(1 << (weight_bits - 1));
  const int* first = weights.first.data();
  const std::int16_t* weight = weights.all.data();
  const std::size_t count = weights.first.size();
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4, weight += 4 * taps) {
    const __m128i sums =
        sums_of(products(row + first[i], weight, taps), products(row + first[i + 1], weight + taps, taps),
                products(row + first[i + 2], weight + 2 * taps, taps), products(row + first[i + 3], weight + 3 * taps, taps));
    const __m128i rounded = _mm_srai_epi32(_mm_add_epi32(sums, half), weight_bits);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + i), _mm_packs_epi32(rounded, rounded));
  }
  for (; i < count; ++i, weight += taps) {
    const __m128i zero = _mm_setzero_si128();
    const __m128i sum = sums_of(products(row + first[i], weight, taps), zero, zero, zero);
    const __m128i rounded = _mm_srai_epi32(_mm_add_epi32(sum, half), weight_bits);
    out[i] = static_cast<std::int16_t>(_mm_extract_epi16(_mm_packs_epi32(rounded, rounded), 0));
  }
}

/// Eight samples each of two places.
CITYAUDIT_AVX2 inline __m256i two_places(const std::int16_t* first, const std::int16_t* second) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(load_half(first)), load_half(second), 1);
}

/// The usual length: the weights of two output samples fill one register.
CITYAUDIT_AVX2 void squeeze_by_eight(const std::int16_t* row, const Weights& weights, std::int16_t* out) {
  constexpr int taps = 8;
  const __m256i half = _mm256_set1_epi32(1 << (weight_bits - 1));
  const int* first = weights.first.data();
  const std::int16_t* weight = weights.all.data();
  const std::size_t count = weights.first.size();
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8, first += 8, weight += 8 * taps) {
    const __m256i a = _mm256_madd_epi16(two_places(row + first[0], row + first[1]), load(weight));
    const __m256i b = _mm256_madd_epi16(two_places(row + first[2], row + first[3]), load(weight + 2 * taps));
    const __m256i c = _mm256_madd_epi16(two_places(row + first[4], row + first[5]), load(weight + 4 * taps));
    const __m256i d = _mm256_madd_epi16(two_places(row + first[6], row + first[7]), load(weight + 6 * taps));
    const __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));  // 0 2 4 6 and 1 3 5 7
    const __m256i rounded = _mm256_srai_epi32(_mm256_add_epi32(sums, half), weight_bits);
    const __m128i odd = _mm_slli_epi32(_mm256_extracti128_si256(rounded, 1), 16);
    store_half(out + i, _mm_blend_epi16(_mm256_castsi256_si128(rounded), odd, 0xAA));
  }
  for (; i < count; ++i, ++first, weight += taps) {
    const __m128i zero = _mm_setzero_si128();
    const __m128i sum = sums_of(products(row + *first, weight, taps), zero, zero, zero);
    out[i] = static_cast<std::int16_t>((_mm_cvtsi128_si32(sum) + (1 << (weight_bits - 1))) >> weight_bits);
  }
}

void squeeze(const std::int16_t* row, const Weights& weights, std::int16_t* out) {
  switch (weights.taps) {
    case 8: return squeeze_by_eight(row, weights, out);
    case 12: return squeeze_by<12>(row, weights, out);
    case 16: return squeeze_by<16>(row, weights, out);
    default: return squeeze_by<0>(row, weights, out);
  }
}

/// Samples to levels; bits beyond a level's are cut off at both ends.
CITYAUDIT_AVX2 inline __m128i levels(__m256i samples) {
  const __m256i whole = _mm256_srai_epi16(_mm256_adds_epi16(samples, _mm256_set1_epi16(1 << (fraction_bits - 1))), fraction_bits);
  return _mm_packus_epi16(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1));
}

/// For shuffling bytes: which byte of each of three registers goes to which place of a fourth; others become zero.
struct Shuffles {
  alignas(16) std::uint8_t from[3][16];
};
constexpr std::uint8_t none = 0x80;

/// Red, green and blue levels, sixteen each, to the sixteen bytes at `part` of the pixels.
constexpr Shuffles pixels_part(int part) {
  Shuffles shuffles{};
  for (int at = 0; at < 16; ++at) {
    const int byte = 16 * part + at;
    for (int channel = 0; channel < 3; ++channel)
      shuffles.from[channel][at] = byte % 3 == channel ? static_cast<std::uint8_t>(byte / 3) : none;
  }
  return shuffles;
}

/// Twenty-four words, eight in each register, to the eight of one channel.
constexpr Shuffles channel_of_words(int channel) {
  Shuffles shuffles{};
  for (int at = 0; at < 16; ++at) {
    const int byte = 2 * (3 * (at / 2) + channel) + at % 2;
    for (int part = 0; part < 3; ++part) shuffles.from[part][at] = byte / 16 == part ? static_cast<std::uint8_t>(byte % 16) : none;
  }
  return shuffles;
}

constexpr Shuffles to_pixels[3] = {pixels_part(0), pixels_part(1), pixels_part(2)};
constexpr Shuffles to_channels[3] = {channel_of_words(0), channel_of_words(1), channel_of_words(2)};

CITYAUDIT_AVX2 inline __m128i shuffled(__m128i a, __m128i b, __m128i c, const Shuffles& shuffles) {
  return _mm_or_si128(_mm_or_si128(_mm_shuffle_epi8(a, load_half(shuffles.from[0])), _mm_shuffle_epi8(b, load_half(shuffles.from[1]))),
                      _mm_shuffle_epi8(c, load_half(shuffles.from[2])));
}

CITYAUDIT_AVX2 inline void store_pixels(std::uint8_t* to, __m128i red, __m128i green, __m128i blue) {
  for (int part = 0; part < 3; ++part) store_half(to + 16 * part, shuffled(red, green, blue, to_pixels[part]));
}

CITYAUDIT_AVX2 void ycc_to_rgb(const std::int16_t* luma, const std::int16_t* blue, const std::int16_t* red, std::uint8_t* rgb,
                               std::size_t width) {
  const __m256i middle = _mm256_set1_epi16(128 << fraction_bits);
  std::size_t x = 0;
  for (; x + wide <= width; x += wide) {
    const __m256i y = load(luma + x);
    const __m256i cb = _mm256_subs_epi16(load(blue + x), middle);
    const __m256i cr = _mm256_subs_epi16(load(red + x), middle);
    const __m256i cb2 = _mm256_adds_epi16(cb, cb);
    const __m256i cr2 = _mm256_adds_epi16(cr, cr);
    const __m256i r = _mm256_adds_epi16(_mm256_adds_epi16(y, cr), _mm256_mulhi_epi16(cr2, _mm256_set1_epi16(13'173)));
    const __m256i without_blue = _mm256_subs_epi16(y, _mm256_mulhi_epi16(cb2, _mm256_set1_epi16(11'277)));
    const __m256i g = _mm256_subs_epi16(without_blue, _mm256_mulhi_epi16(cr2, _mm256_set1_epi16(23'401)));
    const __m256i b = _mm256_adds_epi16(_mm256_adds_epi16(y, cb), _mm256_mulhi_epi16(cb2, _mm256_set1_epi16(25'297)));
    store_pixels(rgb + 3 * x, levels(r), levels(g), levels(b));
  }
  plain_loops().ycc_to_rgb(luma + x, blue + x, red + x, rgb + 3 * x, width - x);
}

CITYAUDIT_AVX2 void join(const std::int16_t* red, const std::int16_t* green, const std::int16_t* blue, std::uint8_t* rgb,
                         std::size_t width) {
  std::size_t x = 0;
  for (; x + wide <= width; x += wide) store_pixels(rgb + 3 * x, levels(load(red + x)), levels(load(green + x)), levels(load(blue + x)));
  plain_loops().join(red + x, green + x, blue + x, rgb + 3 * x, width - x);
}

CITYAUDIT_AVX2 void split(const std::int16_t* mixed, std::int16_t* first, std::int16_t* second, std::int16_t* third, std::size_t width) {
  std::size_t x = 0;
  for (; x + 8 <= width; x += 8) {
    const __m128i a = load_half(mixed + 3 * x);
    const __m128i b = load_half(mixed + 3 * x + 8);
    const __m128i c = load_half(mixed + 3 * x + 16);
    store_half(first + x, shuffled(a, b, c, to_channels[0]));
    store_half(second + x, shuffled(a, b, c, to_channels[1]));
    store_half(third + x, shuffled(a, b, c, to_channels[2]));
  }
  plain_loops().split(mixed + 3 * x, first + x, second + x, third + x, width - x);
}

}  // namespace

const PixelLoops* avx2_loops() {
  static constexpr PixelLoops loops{blend, squeeze, ycc_to_rgb, join, split};
  return __builtin_cpu_supports("avx2") ? &loops : nullptr;
}

}  // namespace cityaudit::media

#else

namespace cityaudit::media {

const PixelLoops* avx2_loops() { return nullptr; }

}  // namespace cityaudit::media

#endif
