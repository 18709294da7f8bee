#include "tests/bench/photo_quality.h"

#include "media/decode_jpeg.h"
#include "media/inspect.h"
#include "media/orient.h"
#include "media/scale.h"
#include "tests/support/exact_scaler.h"

#include <opencv2/imgproc.hpp>
#include <stdexcept>

namespace cityaudit::bench {
namespace {

media::Picture full_decode(Bytes file) {
  media::DeriveLimits limits;
  limits.preview_side = limits.photo_side_max;
  auto decoded = media::decode_jpeg(file, limits);
  if (!decoded) throw std::runtime_error("cannot be decoded: " + decoded.error().detail);
  return std::move(decoded->picture);
}

media::Picture rounded(const std::vector<double>& levels, media::Size size) {
  media::Picture picture(size.width, size.height);
  for (std::size_t i = 0; i < levels.size(); ++i)
    picture.pixels[i] = static_cast<std::uint8_t>(std::lround(std::clamp(levels[i], 0.0, 255.0)));
  return picture;
}

}  // namespace

References references_of(Bytes file, int side) {
  const auto inspection = media::inspect(file, {});
  if (!inspection) throw std::runtime_error("no photo");
  media::Picture full = full_decode(file);
  const media::Size size = media::fit({full.width, full.height}, side);
  media::Picture area(size.width, size.height);
  const cv::Mat from(full.height, full.width, CV_8UC3, full.pixels.data());
  cv::Mat to(size.height, size.width, CV_8UC3, area.pixels.data());
  cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
  const tests::Extent extent{static_cast<double>(full.width), static_cast<double>(full.height)};
  media::Picture lanczos = rounded(tests::exactly_scaled(full, extent, size.width, size.height), size);
  return {media::orient(std::move(area), inspection->orientation), media::orient(std::move(lanczos), inspection->orientation)};
}

double psnr(const media::Picture& one, const media::Picture& other) {
  if (one.width != other.width || one.height != other.height) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0;
  for (std::size_t i = 0; i < one.pixels.size(); ++i) {
    const double d = static_cast<double>(one.pixels[i]) - other.pixels[i];
    sum += d * d;
  }
  if (sum == 0.0) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(one.pixels.size()) / sum);
}

media::Picture pixels_of(const std::string& jpeg) { return full_decode(bytes_of(jpeg)); }

}  // namespace cityaudit::bench
