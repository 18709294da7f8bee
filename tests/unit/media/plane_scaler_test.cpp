#include "media/plane_scaler.h"

#include "media/decode_jpeg.h"
#include "tests/support/exact_scaler.h"

#include <gtest/gtest.h>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <jpeglib.h>

namespace cityaudit::media {
namespace {

struct Sampling {
  int across;
  int down;
};

/// Waves and an edge in each channel, away from black and white, so that nothing is cut off on the way.
Picture scene(int width, int height) {
  Picture picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* p = picture.row(y) + x * 3;
      const double wave = 25 * std::sin(x * 0.21 + y * 0.08) + 20 * std::cos(y * 0.33 - x * 0.05);
      const double edge = x > width / 3 && y > height / 4 ? 18 : 0;
      p[0] = static_cast<std::uint8_t>(std::lround(120 + wave + edge));
      p[1] = static_cast<std::uint8_t>(std::lround(125 + 0.6 * wave - edge));
      p[2] = static_cast<std::uint8_t>(std::lround(130 - 0.5 * wave + 0.5 * edge));
    }
  }
  return picture;
}

std::string jpeg_of(const Picture& picture, std::optional<Sampling> luma_sampling, bool progressive = false) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &bytes, &size);
  encoder.image_width = static_cast<JDIMENSION>(picture.width);
  encoder.image_height = static_cast<JDIMENSION>(picture.height);
  encoder.input_components = 3;
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  if (!luma_sampling) jpeg_set_colorspace(&encoder, JCS_GRAYSCALE);
  jpeg_set_quality(&encoder, 97, TRUE);
  if (progressive) jpeg_simple_progression(&encoder);
  encoder.comp_info[0].h_samp_factor = luma_sampling ? luma_sampling->across : 1;
  encoder.comp_info[0].v_samp_factor = luma_sampling ? luma_sampling->down : 1;
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < encoder.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.row(static_cast<int>(encoder.next_scanline)));
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&encoder);
  std::free(bytes);
  return out;
}

/// As libjpeg gives it: colours spread by its own upsampling, in RGB.
Picture decoded_at(const std::string& file, int eighths) {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  decoder.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&decoder);
  jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_read_header(&decoder, TRUE);
  decoder.scale_num = static_cast<unsigned>(eighths);
  decoder.scale_denom = 8;
  decoder.out_color_space = JCS_RGB;
  jpeg_start_decompress(&decoder);
  Picture picture(static_cast<int>(decoder.output_width), static_cast<int>(decoder.output_height));
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW row = picture.row(static_cast<int>(decoder.output_scanline));
    jpeg_read_scanlines(&decoder, &row, 1);
  }
  jpeg_finish_decompress(&decoder);
  jpeg_destroy_decompress(&decoder);
  return picture;
}

struct Difference {
  double largest = 0;
  double mean_square = 0;
};

Difference difference(const Picture& picture, const std::vector<double>& exact) {
  Difference found;
  if (picture.pixels.size() != exact.size()) throw std::runtime_error("pictures of two sizes");
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double d = std::abs(picture.pixels[i] - std::clamp(exact[i], 0.0, 255.0));
    found.largest = std::max(found.largest, d);
    found.mean_square += d * d / static_cast<double>(exact.size());
  }
  return found;
}

/// The file's preview beside libjpeg's own decode at the same eighths, scaled exactly.
Difference beside_libjpeg(const std::string& file, Size size, std::uint32_t side, Quality quality = Quality::fast) {
  DeriveLimits limits;
  limits.preview_side = side;
  limits.quality = quality;
  const auto decoded = decode_jpeg(bytes_of(file), limits);
  if (!decoded) throw std::runtime_error("refused: " + decoded.error().detail);
  const Size target = fit(size, static_cast<int>(side));
  EXPECT_EQ((Size{decoded->picture.width, decoded->picture.height}), target);
  const std::uint32_t decoded_side = quality == Quality::strict ? 2 * side : side + side / 4;
  const int eighths = jpeg_eighths(static_cast<std::uint32_t>(size.width), static_cast<std::uint32_t>(size.height), decoded_side);
  const tests::Extent extent{size.width * eighths / 8.0, size.height * eighths / 8.0};
  return difference(decoded->picture, tests::exactly_scaled(decoded_at(file, eighths), extent, target.width, target.height));
}

TEST(PlaneScaler, GivesWhatScalingTheDecodedPictureWouldGiveForEverySampling) {
  const std::pair<const char*, std::optional<Sampling>> samplings[] = {
      {"4:4:4", Sampling{1, 1}}, {"4:2:2", Sampling{2, 1}}, {"4:2:0", Sampling{2, 2}}, {"4:4:0", Sampling{1, 2}}, {"grey", std::nullopt}};
  const Size sizes[] = {{320, 240}, {321, 239}, {167, 259}, {257, 18}};
  for (const auto& [name, sampling] : samplings) {
    for (const Size size : sizes) {
      const std::string file = jpeg_of(scene(size.width, size.height), sampling);
      for (const std::uint32_t side : {30u, 50u, 100u, 200u}) {
        if (side == 30 && sampling && sampling->across != sampling->down) continue;  // at one eighth libjpeg repeats colours there
        const Difference found = beside_libjpeg(file, size, side);
        EXPECT_LE(found.largest, 2.5) << name << ' ' << size.width << 'x' << size.height << " to " << side;
        EXPECT_LE(found.mean_square, 0.35) << name << ' ' << size.width << 'x' << size.height << " to " << side;
      }
    }
  }
}

TEST(PlaneScaler, TakesUnusualSamplings) {
  // libjpeg repeats colours here rather than spreading them, so edges of colour differ.
  for (const Sampling sampling : {Sampling{4, 1}, Sampling{4, 2}, Sampling{1, 4}, Sampling{3, 1}}) {
    const std::string file = jpeg_of(scene(400, 300), sampling);
    EXPECT_LE(beside_libjpeg(file, {400, 300}, 320).mean_square, 16.0) << sampling.across << sampling.down;
    EXPECT_LE(beside_libjpeg(file, {400, 300}, 90).mean_square, 16.0) << sampling.across << sampling.down;
  }
}

TEST(PlaneScaler, TakesProgressiveFiles) {
  const std::string file = jpeg_of(scene(641, 479), Sampling{2, 2}, true);
  EXPECT_LE(beside_libjpeg(file, {641, 479}, 200).largest, 2.0);
}

TEST(PlaneScaler, TakesTheThinnestPictures) {
  for (const Size size : {Size{1, 700}, Size{700, 1}, Size{2, 900}, Size{900, 3}, Size{17, 2000}}) {
    for (const auto& sampling :
         {std::optional<Sampling>{Sampling{2, 2}}, std::optional<Sampling>{Sampling{1, 2}}, std::optional<Sampling>{}}) {
      for (const std::uint32_t side : {16u, 150u, 320u}) {
        const Difference found = beside_libjpeg(jpeg_of(scene(size.width, size.height), sampling), size, side);
        EXPECT_LE(found.largest, 2.5) << size.width << 'x' << size.height << " to " << side;
      }
    }
  }
}

TEST(PlaneScaler, DecodesAtTwiceTheSizeWhereQualityIsStrict) {
  const Picture original = scene(1000, 800);
  const std::string file = jpeg_of(original, Sampling{1, 1});
  const auto exact = tests::exactly_scaled(original, {1000, 800}, 160, 128);
  DeriveLimits limits;
  limits.preview_side = 160;
  const Difference fast = difference(decode_jpeg(bytes_of(file), limits)->picture, exact);
  limits.quality = Quality::strict;
  const Difference strict = difference(decode_jpeg(bytes_of(file), limits)->picture, exact);
  EXPECT_LT(strict.mean_square, 0.5 * fast.mean_square);
}

TEST(PlaneScaler, ScalesLibjpegsOwnPixelsWhereQualityIsStrict) {
  for (const Sampling sampling : {Sampling{1, 1}, Sampling{2, 2}, Sampling{4, 1}}) {
    for (const Size size : {Size{320, 240}, Size{167, 259}, Size{3, 700}}) {
      const std::string file = jpeg_of(scene(size.width, size.height), sampling);
      for (const std::uint32_t side : {16u, 70u, 159u, 300u}) {
        const Difference found = beside_libjpeg(file, size, side, Quality::strict);
        EXPECT_LE(found.largest, 0.8) << size.width << 'x' << size.height << " to " << side;
      }
    }
  }
}

TEST(PlaneScaler, RefusesAnImpossibleNumberOfPlanes) {
  EXPECT_THROW(PlaneScaler({}, {1, 1}), std::logic_error);
  EXPECT_THROW(PlaneScaler({Plane{}, Plane{}}, {1, 1}), std::logic_error);
}

}  // namespace
}  // namespace cityaudit::media
