#include "media/detect.h"

#include "media/suggest.h"
#include "tests/support/portrait.h"
#include "tests/support/synthetic_photo.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <fstream>

namespace cityaudit::media {
namespace {

constexpr const char* cascades = "/usr/share/opencv4/haarcascades";

/// Whether the region holds this part of the drawn picture, in its pixels, and is not much larger.
bool is_around(const Region& region, int left, int top, int right, int bottom) {
  const auto x = [](std::uint16_t at) { return at * tests::Portrait::width / point_max; };
  const auto y = [](std::uint16_t at) { return at * tests::Portrait::height / point_max; };
  const auto width = right - left;
  return x(region.from.x) <= left && y(region.from.y) <= top && x(region.to.x) >= right - 1 && y(region.to.y) >= bottom - 1 &&
         x(region.to.x) - x(region.from.x) < 3 * width;
}

TEST(Detect, SeesADrawnFaceAndADrawnPlate) {
  Detectors detectors = Detectors::load({"", "", cascades});
  ASSERT_EQ(detectors.faces(), FaceDetector::cascade) << "the package opencv-data is needed";
  ASSERT_TRUE(detectors.plates());
  const Suggestions both = suggest(bytes_of(tests::portrait_jpeg()), {}, detectors);
  ASSERT_FALSE(both.refusal);
  ASSERT_EQ(both.found.size(), 2u);
  EXPECT_EQ(both.found[0].kind, SuggestionKind::face);
  EXPECT_TRUE(is_around(both.found[0].region, 235, 205, 365, 360)) << "from brow to chin";
  EXPECT_EQ(both.found[0].score, 0u) << "a cascade gives none";
  EXPECT_EQ(both.found[1].kind, SuggestionKind::plate);
  EXPECT_TRUE(is_around(both.found[1].region, 500, 400, 660, 436));
}

TEST(Detect, SeesNothingWhereNothingIs) {
  Detectors detectors = Detectors::load({"", "", cascades});
  for (const std::string& file : {tests::quarters_jpeg(800, 600), tests::quarters_jpeg(16, 16), tests::plain_png(1, 1, 8, "abc")}) {
    const Suggestions none = suggest(bytes_of(file), {}, detectors);
    EXPECT_FALSE(none.refusal);
    EXPECT_TRUE(none.found.empty());
  }
}

TEST(Detect, DoesWithoutWhatIsMissing) {
  Detectors missing = Detectors::load({"/nowhere/model.onnx", "00", "/nowhere"});
  EXPECT_EQ(missing.faces(), FaceDetector::none);
  EXPECT_FALSE(missing.plates());
  const Suggestions none = suggest(bytes_of(tests::portrait_jpeg()), {}, missing);
  EXPECT_FALSE(none.refusal);
  EXPECT_TRUE(none.found.empty());
  EXPECT_TRUE(Detectors().find(Picture(100, 100)).empty());
}

TEST(Detect, LoadsNoModelThatIsNotTheExpectedOne) {
  const tests::TemporaryFolder folder;
  const std::string model = folder.path() / "model.onnx";
  const std::string bytes = "not a model, but the right digest";
  std::ofstream(model) << bytes;
  for (const std::string& digest : {to_hex(sha256(bytes_of("another file"))), std::string("nonsense"), to_hex(sha256(bytes_of(bytes)))}) {
    EXPECT_EQ(Detectors::load({model, digest, cascades}).faces(), FaceDetector::cascade);
  }
}

TEST(Detect, LoadsNoCascadeThatIsNone) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "haarcascade_frontalface_alt2.xml") << "<opencv_storage><cascade>not one</cascade></opencv_storage>";
  std::ofstream(folder.path() / "haarcascade_russian_plate_number.xml") << "<<<<";
  const Detectors detectors = Detectors::load({"", "", folder.path()});
  EXPECT_EQ(detectors.faces(), FaceDetector::none);
  EXPECT_FALSE(detectors.plates());
}

TEST(Suggest, SaysWhyAPhotoCannotBeLookedAt) {
  Detectors detectors;
  EXPECT_EQ(suggest(bytes_of("plain text"), {}, detectors).refusal->reason, RefusalReason::not_an_image);
  EXPECT_EQ(suggest(bytes_of(tests::png_stating(30'000, 30'000)), {}, detectors).refusal->reason, RefusalReason::too_many_pixels);
}

}  // namespace
}  // namespace cityaudit::media
