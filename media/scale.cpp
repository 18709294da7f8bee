#include "media/scale.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <numbers>

// The inner loops are written for the compiler's vectoriser. Where the processor has wider registers than the baseline of
// its architecture, the loader picks that version; sanitizers run before the loader can, so they get one version.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define CITYAUDIT_WIDE __attribute__((target_clones("arch=haswell", "default")))
#else
#define CITYAUDIT_WIDE
#endif

namespace cityaudit::media {
namespace {

constexpr int lobes = 3;

/// Every output pixel's weights over the input; they sum to 1 and stay inside the picture.
struct Kernel {
  std::vector<int> first;      // per output pixel
  int taps = 0;                // the same for every output pixel, so that the loops over them are predictable
  std::vector<float> weights;  // `taps` per output pixel
};

double lanczos(double x) {
  if (x == 0.0) return 1.0;
  if (std::abs(x) >= lobes) return 0.0;
  const double a = std::numbers::pi * x;
  return lobes * std::sin(a) * std::sin(a / lobes) / (a * a);
}

Kernel make_kernel(int from, int to) {
  const double ratio = static_cast<double>(from) / to;
  const double reach = lobes * ratio;
  Kernel kernel;
  kernel.taps = std::min(from, static_cast<int>(2 * reach) + 1);
  kernel.weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(kernel.taps));
  std::vector<double> folded;
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    const int low = static_cast<int>(std::ceil(centre - reach));
    const int high = static_cast<int>(std::floor(centre + reach));
    const int first = std::clamp(low, 0, from - kernel.taps);
    folded.assign(static_cast<std::size_t>(kernel.taps), 0.0);
    double sum = 0.0;
    for (int j = low; j <= high; ++j) {
      const double w = lanczos((j - centre) / ratio);
      folded[static_cast<std::size_t>(std::clamp(j - first, 0, kernel.taps - 1))] += w;
      sum += w;
    }
    kernel.first.push_back(first);
    float* weights = kernel.weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(kernel.taps);
    for (const double w : folded) *weights++ = static_cast<float>(w / sum);
  }
  return kernel;
}

CITYAUDIT_WIDE void to_floats(const std::uint8_t* from, float* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
}

using Four = float __attribute__((vector_size(16)));

Four load(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

/// out[i] = sum over j of rows[j][i] * weights[j]. The sums stay in registers: memory is read once per row and written once.
CITYAUDIT_WIDE void blend_rows(const std::vector<const float*>& rows, const float* weights, float* out, std::size_t count) {
  constexpr std::size_t step = 16;
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    Four a = {};
    Four b = {};
    Four c = {};
    Four d = {};
    for (std::size_t j = 0; j < rows.size(); ++j) {
      const float* row = rows[j] + i;
      a += load(row) * weights[j];
      b += load(row + 4) * weights[j];
      c += load(row + 8) * weights[j];
      d += load(row + 12) * weights[j];
    }
    for (const Four& sum : {a, b, c, d}) {
      std::memcpy(out, &sum, sizeof sum);
      out += 4;
    }
  }
  for (; i < count; ++i, ++out) {
    *out = 0.0F;
    for (std::size_t j = 0; j < rows.size(); ++j) *out += rows[j][i] * weights[j];
  }
}

/// `row` has one float more than its pixels need, so that the last pixel can be read as four.
CITYAUDIT_WIDE void squeeze(const float* row, const Kernel& kernel, std::uint8_t* out) {
  const Four black = {};
  const Four white = {255.0F, 255.0F, 255.0F, 255.0F};
  const float* weight = kernel.weights.data();
  const int taps = kernel.taps;
  for (const int first : kernel.first) {
    const float* from = row + static_cast<std::size_t>(first) * Picture::channels;
    Four sum = {0.5F, 0.5F, 0.5F, 0.5F};
    Four odd = {};  // a second chain of additions, so that one need not wait for the other
    int j = 0;
    for (; j + 4 <= taps; j += 4, from += 4 * Picture::channels, weight += 4) {
      sum += load(from) * weight[0];
      odd += load(from + Picture::channels) * weight[1];
      sum += load(from + 2 * Picture::channels) * weight[2];
      odd += load(from + 3 * Picture::channels) * weight[3];
    }
    for (; j < taps; ++j, from += Picture::channels) sum += load(from) * *weight++;
    sum += odd;
    sum = sum < black ? black : sum;
    sum = sum > white ? white : sum;
    for (int c = 0; c < 3; ++c) *out++ = static_cast<std::uint8_t>(static_cast<int>(sum[c]));
  }
}

/// The input rows that an output row needs, as floats; each is converted once.
class RowWindow {
 public:
  RowWindow(const Picture& picture, int rows)
      : picture_(picture), rows_(rows), stride_(picture.row_bytes()), floats_(stride_ * static_cast<std::size_t>(rows)) {}

  const float* row(int y) {
    while (converted_ <= y) {
      to_floats(picture_.row(converted_), slot(converted_), stride_);
      ++converted_;
    }
    return slot(y);
  }
  void skip_to(int y) { converted_ = std::max(converted_, y); }

 private:
  float* slot(int y) { return floats_.data() + static_cast<std::size_t>(y % rows_) * stride_; }

  const Picture& picture_;
  int rows_;
  std::size_t stride_;
  std::vector<float> floats_;
  int converted_ = 0;
};

}  // namespace

Size fit(Size size, int side) {
  const int edge = std::max(size.width, size.height);
  if (edge <= side) return size;
  const auto shrink = [&](int length) { return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / edge))); };
  return {shrink(size.width), shrink(size.height)};
}

Picture scale(const Picture& picture, Size target) {
  if (target == Size{picture.width, picture.height}) return picture;
  const Kernel across = make_kernel(picture.width, target.width);
  const Kernel down = make_kernel(picture.height, target.height);
  RowWindow window(picture, down.taps);
  const std::size_t count = picture.row_bytes();
  std::vector<float> sum(count + 1);
  std::vector<const float*> inputs;
  Picture out(target.width, target.height);
  for (int y = 0; y < target.height; ++y) {
    const int first = down.first[static_cast<std::size_t>(y)];
    window.skip_to(first);
    inputs.clear();
    for (int j = 0; j < down.taps; ++j) inputs.push_back(window.row(first + j));
    blend_rows(inputs, down.weights.data() + static_cast<std::size_t>(y) * inputs.size(), sum.data(), count);
    squeeze(sum.data(), across, out.row(y));
  }
  return out;
}

}  // namespace cityaudit::media
