#include "tests/bench/phone_photo.h"

#include "media/decode_jpeg.h"
#include "tests/support/located_photo.h"
#include "tests/support/synthetic_photo.h"

#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

namespace cityaudit::bench {
namespace {

std::string as_from_a_phone(const std::string& jpeg, int orientation) {
  tests::ExifBlock block;
  block.orientation = static_cast<std::uint16_t>(orientation);
  block.thumbnail = tests::camera_like_jpeg(160, 120);
  return tests::with_exif_block(jpeg, block);
}

PhonePhoto jpeg_photo(const std::string& name, int width, int height, int orientation, tests::JpegKind kind = tests::JpegKind::baseline) {
  return {name, "jpg", as_from_a_phone(tests::camera_like_jpeg(width, height, kind), orientation), false};
}

/// The same pixels in another format, through OpenCV's encoders.
PhonePhoto recoded(const PhonePhoto& photo, const std::string& name, const std::string& extension, const std::vector<int>& options) {
  media::DeriveLimits limits;
  limits.preview_side = limits.photo_side_max;
  const auto decoded = media::decode_jpeg(bytes_of(photo.bytes), limits);
  if (!decoded) throw std::runtime_error("the generated photo cannot be decoded");
  media::Picture picture = decoded->picture;
  cv::Mat pixels(picture.height, picture.width, CV_8UC3, picture.pixels.data());
  cv::cvtColor(pixels, pixels, cv::COLOR_RGB2BGR);
  std::vector<unsigned char> bytes;
  if (!cv::imencode("." + extension, pixels, bytes, options)) throw std::runtime_error("cannot encode " + extension);
  return {name, extension, std::string(bytes.begin(), bytes.end()), false};
}

}  // namespace

std::vector<PhonePhoto> phone_photos() {
  std::vector<PhonePhoto> photos = {
      jpeg_photo("8 MP", 3264, 2448, 1),
      jpeg_photo("12 MP", 4032, 3024, 1),
      jpeg_photo("12 MP on its side", 4032, 3024, 6),
      jpeg_photo("16 MP upside down", 4608, 3456, 3),
      jpeg_photo("22 MP on its side", 5472, 4104, 8),
  };
  for (PhonePhoto& photo : photos) photo.headline = true;
  photos.push_back(jpeg_photo("48 MP", 8064, 6048, 1));
  photos.push_back(jpeg_photo("12 MP progressive", 4032, 3024, 1, tests::JpegKind::progressive));
  photos.push_back(jpeg_photo("12 MP grey", 4032, 3024, 1, tests::JpegKind::grey));
  photos.push_back(recoded(photos[1], "12 MP PNG", "png", {cv::IMWRITE_PNG_COMPRESSION, 3}));
  photos.push_back(recoded(photos[1], "12 MP WebP", "webp", {cv::IMWRITE_WEBP_QUALITY, 85}));
  return photos;
}

std::vector<PhonePhoto> turned_photos() {
  std::vector<PhonePhoto> photos;
  const std::string jpeg = tests::camera_like_jpeg(1200, 900);
  for (int orientation = 1; orientation <= 8; ++orientation)
    photos.push_back({fmt::format("orientation {}", orientation), "jpg", as_from_a_phone(jpeg, orientation), false});
  return photos;
}

}  // namespace cityaudit::bench
