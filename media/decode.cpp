#include "media/decode.h"

#include "media/colour.h"
#include "media/decode_gif.h"
#include "media/decode_heif.h"
#include "media/decode_jpeg.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace cityaudit::media {
namespace {

/// Transparent parts show white, as a page does.
void composite_on_white(const cv::Mat& bgra, Picture& picture) {
  for (int y = 0; y < bgra.rows; ++y) {
    const std::uint8_t* from = bgra.ptr<std::uint8_t>(y);
    std::uint8_t* to = picture.row(y);
    for (int x = 0; x < bgra.cols; ++x, from += 4, to += 3) {
      const unsigned alpha = from[3];
      for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[2 - c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
    }
  }
}

Verdict<Decoded> to_rgb(cv::Mat decoded) {
  if (decoded.depth() == CV_16U) decoded.convertTo(decoded, CV_8U, 1.0 / 257.0);
  if (decoded.depth() != CV_8U) return Refusal{RefusalReason::format_not_supported, "samples that are not 8 or 16 bits"};
  Decoded out{Picture(decoded.cols, decoded.rows), false, {}};
  cv::Mat target(decoded.rows, decoded.cols, CV_8UC3, out.picture.pixels.data());
  switch (decoded.channels()) {
    case 1: cv::cvtColor(decoded, target, cv::COLOR_GRAY2RGB); break;
    case 3: cv::cvtColor(decoded, target, cv::COLOR_BGR2RGB); break;
    case 4: composite_on_white(decoded, out.picture); break;
    default: return Refusal{RefusalReason::format_not_supported, "an unknown number of channels"};
  }
  return out;
}

Verdict<Decoded> decode_with_opencv(Bytes file, const Inspection& inspection) {
  try {
    // OpenCV reads this as a matrix of one row and does not write to it.
    const cv::Mat input(1, static_cast<int>(file.size()), CV_8UC1, const_cast<unsigned char*>(file.data()));
    cv::Mat decoded = cv::imdecode(input, cv::IMREAD_UNCHANGED | cv::IMREAD_IGNORE_ORIENTATION);
    if (decoded.empty()) return Refusal{RefusalReason::unreadable, "the decoder gave nothing"};
    if (decoded.cols != static_cast<int>(inspection.width) || decoded.rows != static_cast<int>(inspection.height)) {
      return Refusal{RefusalReason::unreadable, "the picture is not of the size its header states"};
    }
    return to_rgb(std::move(decoded));
  } catch (const cv::Exception& e) {
    if (e.code == cv::Error::StsNoMem) return Refusal{RefusalReason::too_many_pixels, "decoding needs more memory than a worker has"};
    return Refusal{RefusalReason::unreadable, "OpenCV error " + std::to_string(e.code)};
  }
}

}  // namespace

Verdict<Decoded> decode(Bytes file, const Inspection& inspection, const DeriveLimits& limits) {
  switch (inspection.format) {
    case PhotoFormat::jpeg: return decode_jpeg(file, limits);
    case PhotoFormat::gif: return decode_gif(file, inspection);
    case PhotoFormat::heic:
    case PhotoFormat::avif: return decode_heif(file, limits);
    case PhotoFormat::png:
    case PhotoFormat::webp: break;
  }
  auto decoded = decode_with_opencv(file, inspection);
  if (decoded) decoded->profile = inspection.format == PhotoFormat::png ? profile_in_png(file) : profile_in_webp(file);
  return decoded;
}

}  // namespace cityaudit::media
