#pragma once
// Which input samples an output sample is made of, and how much of each: along one direction of a picture. Pure; any thread.

#include <cstdint>
#include <vector>

namespace cityaudit::media {

/// One direction of a plane of samples, in pixels of the picture that it belongs to.
struct Side {
  int pixels = 0;     // of the picture; where it ends is known more exactly than that:
  double extent = 0;  // a picture decoded at half of 4031 pixels has 2016, the last of which is half outside
  int samples = 0;    // of the plane; a plane of colour may have one sample for several pixels
  int spacing = 1;    // pixels per sample
  bool operator==(const Side&) const = default;
};

/// Every output sample's weights over the input: fixed point, summing to 1 << weight_bits exactly.
struct Weights {
  int taps = 0;                   // per output sample; a multiple of 4, so some of them at the end are zero
  int reach = 0;                  // those of them that may not be zero: first + reach is at most the side's samples
  std::vector<int> first;         // per output sample
  std::vector<std::int16_t> all;  // `taps` per output sample

  const std::int16_t* of(int i) const { return all.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(taps); }
  /// The reach, for loops over two at a time.
  int even_reach() const { return (reach + 1) / 2 * 2; }
};
constexpr int weight_bits = 14;

/// Antialiased Lanczos (3 lobes, widened by the ratio); edges repeat the border pixel. Planes with one sample for several pixels
/// are taken as if a triangle had first spread the samples over the pixels (as libjpeg's fancy upsampling does), in one step.
/// `to` is at least 1.
Weights lanczos_weights(const Side& from, int to);

}  // namespace cityaudit::media
