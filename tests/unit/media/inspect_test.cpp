#include "media/inspect.h"

#include "media/derive.h"
#include "media/exif.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>
#include <chrono>

namespace cityaudit::media {
namespace {

using namespace std::literals;

RefusalReason reason_of(std::string_view file, const DeriveLimits& limits = {}) {
  const auto found = inspect(bytes_of(file), limits);
  return found ? RefusalReason{} : found.error().reason;
}

std::string heif(std::string_view brand) { return "\0\0\0\x18"s + "ftyp" + std::string(brand) + "\0\0\0\0mif1"s + std::string(brand); }

TEST(Inspect, ReadsSidesAndOrientationOfAJpeg) {
  const auto found = inspect(bytes_of(tests::with_exif(tests::quarters_jpeg(64, 48), 6)), {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->format, PhotoFormat::jpeg);
  EXPECT_EQ(found->width, 64u);
  EXPECT_EQ(found->height, 48u);
  EXPECT_EQ(found->orientation, 6);
  EXPECT_EQ(found->components, 3);
}

TEST(Inspect, TakesAbsurdOrientationsForUpright) {
  for (const int absurd : {0, 9, 36865}) {
    const auto found = inspect(bytes_of(tests::with_exif(tests::quarters_jpeg(16, 16), static_cast<std::uint16_t>(absurd))), {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->orientation, 1) << absurd;
  }
}

TEST(Inspect, SaysWhyAFileIsNoPhoto) {
  EXPECT_EQ(reason_of(""), RefusalReason::empty);
  EXPECT_EQ(reason_of("<?xml version=\"1.0\"?><svg/>"), RefusalReason::not_an_image);
  EXPECT_EQ(reason_of("MZ\x90\0\x03"sv), RefusalReason::not_an_image);
  EXPECT_EQ(reason_of(heif("heic")), RefusalReason::unreadable);
  EXPECT_EQ(reason_of(heif("avif")), RefusalReason::unreadable);
  EXPECT_EQ(reason_of(heif("isom").substr(0, 16) + "mp42mp41"), RefusalReason::not_an_image);
  EXPECT_EQ(reason_of("GIF89a\x01\0\x01\0"sv), RefusalReason::unreadable);
  EXPECT_EQ(reason_of("II*\0\x08\0\0\0"sv), RefusalReason::format_not_supported);
  EXPECT_EQ(reason_of("\xFF\xD8\xFF\xD9"), RefusalReason::unreadable);
  EXPECT_EQ(reason_of("\xFF\xD8\xFF\xE1\xFF\xFF"), RefusalReason::unreadable);
  EXPECT_EQ(reason_of("\x89PNG\r\n\x1A\n"), RefusalReason::unreadable);
  EXPECT_EQ(reason_of("RIFF\x10\0\0\0WEBPVP8 "sv), RefusalReason::unreadable);
}

TEST(Inspect, RefusesMoreBytesThanAllowed) {
  DeriveLimits limits;
  limits.photo_bytes_max = 100;
  EXPECT_EQ(reason_of(tests::quarters_jpeg(64, 64), limits), RefusalReason::too_large);
}

TEST(Inspect, RefusesBombsByTheirHeaderWithoutDecodingThem) {
  const std::string png = tests::png_stating(30'000, 30'000);
  const std::string jpeg = tests::with_stated_size(tests::quarters_jpeg(64, 64), 65'500, 65'500);
  const std::string thin = tests::with_stated_size(tests::quarters_jpeg(64, 64), 65'500, 8);
  for (const std::string& bomb : {png, jpeg, thin}) {
    const auto start = std::chrono::steady_clock::now();
    const Derived derived = derive(bytes_of(bomb), {});
    EXPECT_LT(std::chrono::steady_clock::now() - start, 50ms);
    ASSERT_TRUE(derived.refusal);
    EXPECT_EQ(derived.refusal->reason, RefusalReason::too_many_pixels);
  }
}

TEST(Inspect, RefusesSidesOfNothing) {
  EXPECT_EQ(reason_of(tests::png_stating(0, 10)), RefusalReason::unreadable);
  EXPECT_EQ(reason_of(tests::with_stated_size(tests::quarters_jpeg(64, 64), 64, 0)), RefusalReason::unreadable);
}

TEST(Exif, StaysWithinItsBytes) {
  const std::string jpeg = tests::with_exif(tests::quarters_jpeg(16, 16), 8);
  const std::string tiff = jpeg.substr(12, 50);
  EXPECT_EQ(exif_orientation(bytes_of(tiff)), 8);
  for (std::size_t length = 0; length < tiff.size(); ++length) {
    const int orientation = exif_orientation(bytes_of(std::string_view(tiff).substr(0, length)));
    EXPECT_TRUE(orientation == 1 || orientation == 8);
  }
  std::string far = tiff;
  far[4] = far[5] = far[6] = far[7] = '\xFF';
  EXPECT_EQ(exif_orientation(bytes_of(far)), 1);
}

TEST(Exif, ReadsBothByteOrders) {
  EXPECT_EQ(exif_orientation(bytes_of("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x05\0\0"sv)), 5);
  EXPECT_EQ(exif_orientation(bytes_of("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0"sv)), 5);
}

}  // namespace
}  // namespace cityaudit::media
