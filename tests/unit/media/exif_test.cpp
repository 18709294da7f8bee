// Time and place: read from the file, and in no byte that leaves the worker as a picture.
#include "media/exif.h"

#include "media/derive.h"
#include "media/plain_jpeg.h"
#include "tests/support/foreign_photo.h"
#include "tests/support/located_photo.h"
#include "tests/support/synthetic_photo.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

using namespace std::literals;

Origin origin_of(const tests::ExifBlock& block) { return exif_origin(bytes_of(tests::tiff_of(block))); }

TEST(ExifOrigin, IsReadInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    tests::ExifBlock block;
    block.big_endian = big_endian;
    block.orientation = 6;
    const Origin origin = origin_of(block);
    EXPECT_EQ(origin.taken_at, "2008-10-22T16:28:39");
    EXPECT_EQ(origin.latitude_e7, 434'674'483);
    EXPECT_EQ(origin.longitude_e7, 118'851'267);
    EXPECT_EQ(exif_orientation(bytes_of(tests::tiff_of(block))), 6);
  }
}

TEST(ExifOrigin, SouthAndWestAreNegative) {
  tests::ExifBlock block;
  block.latitude_side = "S";
  block.longitude_side = "W";
  block.longitude = {{180, 1}, {0, 1}, {0, 1}};
  const Origin origin = origin_of(block);
  EXPECT_EQ(origin.latitude_e7, -434'674'483);
  EXPECT_EQ(origin.longitude_e7, -1'800'000'000);
}

TEST(ExifOrigin, DropsAPlaceThatCannotBe) {
  const auto has_place = [](auto change) {
    tests::ExifBlock block;
    change(block);
    const Origin origin = origin_of(block);
    EXPECT_EQ(origin.latitude_e7.has_value(), origin.longitude_e7.has_value());
    EXPECT_EQ(origin.taken_at, "2008-10-22T16:28:39");
    return origin.latitude_e7.has_value();
  };
  EXPECT_TRUE(has_place([](tests::ExifBlock&) {}));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude_side = "Q"; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude_side = ""; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.longitude_side = "EAST"; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = {{91, 1}, {0, 1}, {0, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.longitude = {{180, 1}, {0, 1}, {1, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.longitude = {{0xFFFFFFFF, 1}, {0, 1}, {0, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = {{43, 1}, {61, 1}, {0, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = {{43, 0}, {28, 1}, {0, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = {{0, 0}, {0, 0}, {0, 0}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = {{43, 1}, {28, 1}}; }));
  EXPECT_FALSE(has_place([](tests::ExifBlock& b) { b.latitude = b.longitude = {{0, 1}, {0, 1}, {0, 1}}; })) << "no fix";
}

TEST(ExifOrigin, TellsHowFarThePlaceMayBeOff) {
  const auto metres = [](tests::ExifBlock::Fraction error) {
    tests::ExifBlock block;
    block.position_error = error;
    const Origin origin = origin_of(block);
    EXPECT_TRUE(origin.latitude_e7);
    return origin.accuracy_metres.value_or(0);
  };
  EXPECT_EQ(metres({47'123, 10'000}), 5);
  EXPECT_EQ(metres({65'535, 1}), 65'535);
  EXPECT_EQ(metres({65'536, 1}), 0) << "no place at all";
  EXPECT_EQ(metres({0, 1}), 0);
  EXPECT_EQ(metres({5, 0}), 0);
}

TEST(ExifOrigin, DropsATimeThatCannotBe) {
  for (const char* time :
       {"0000:00:00 00:00:00", "    :  :     :  :  ", "2008:13:22 16:28:39", "2008:10:22 25:28:39", "2009:02:29 16:28:39",
        "2008-10-22 16:28:39", "2008:10:22T16:28:39", "2008:10:22 16:28", "", "2008:10:22 16:28:39 and more"}) {
    tests::ExifBlock block;
    block.taken_at = time;
    const Origin origin = origin_of(block);
    EXPECT_EQ(origin.taken_at, "") << time;
    EXPECT_TRUE(origin.latitude_e7);
  }
}

TEST(ExifOrigin, StaysWithinItsBytes) {
  for (const bool big_endian : {false, true}) {
    tests::ExifBlock block;
    block.big_endian = big_endian;
    const std::string tiff = tests::tiff_of(block);
    for (std::size_t length = 0; length < tiff.size(); ++length) exif_origin(bytes_of(std::string(tiff, 0, length)));
    // Every byte on its own may be anything: offsets far outside, counts of billions, directories inside one another.
    for (std::size_t at = 0; at < tiff.size(); ++at) {
      for (const char value : {'\x00', '\x01', '\x7F', '\xFF'}) {
        std::string changed = tiff;
        changed[at] = value;
        const Origin origin = exif_origin(bytes_of(changed));
        EXPECT_TRUE(origin.taken_at.empty() || is_camera_time(origin.taken_at));
        EXPECT_EQ(origin.latitude_e7.has_value(), origin.longitude_e7.has_value());
      }
    }
  }
}

constexpr OriginParts asked_all{true, true};

TEST(Derive, ReadsTimeAndPlaceAndPutsThemInNoPicture) {
  const std::string file = tests::telling_jpeg(6);
  const Derived derived = derive(bytes_of(file), {}, {}, asked_all);
  ASSERT_FALSE(derived.refusal);
  EXPECT_EQ(derived.origin.taken_at, "2008-10-22T16:28:39");
  EXPECT_EQ(derived.origin.latitude_e7, 434'674'483);
  EXPECT_EQ(derived.facts.orientation, 6);
  const std::string thumbnail = tests::quarters_jpeg(160, 120);
  const auto holds = [](const std::string& bytes, const std::string& what) { return bytes.find(what) != std::string::npos; };
  for (const std::string& what : {"Exif"s, "II*"s, "MM\0*"s, "maker"s, "2008:10:22"s, "xmpmeta"s, "GPS"s, "adobe"s, "8BIM"s, "Photoshop"s,
                                  "MPF"s, "comment"s, "ftyp"s, "JFIF"s, "\xFF\xD9...."s, thumbnail.substr(thumbnail.size() / 2, 24)}) {
    EXPECT_TRUE(holds(file, what) || what == "MM\0*"s || what == "JFIF"s) << "the test looks for what is there";
    for (const std::string& out : {derived.preview_jpeg, derived.thumbnail_jpeg, derived.veil_jpeg}) EXPECT_FALSE(holds(out, what)) << what;
  }
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.preview_jpeg), derived.facts.preview_width, derived.facts.preview_height));
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.thumbnail_jpeg), derived.facts.thumbnail_width, derived.facts.thumbnail_height));
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived.veil_jpeg), derived.facts.thumbnail_width, derived.facts.thumbnail_height));
}

TEST(Derive, TellsOfTimeAndPlaceWhatIsAskedFor) {
  const std::string file = tests::telling_jpeg();
  const Origin all = derive(bytes_of(file), {}, {}, asked_all).origin;
  EXPECT_TRUE(derive(bytes_of(file), {}).origin.empty());
  EXPECT_EQ(derive(bytes_of(file), {}, {}, {true, false}).origin, (Origin{all.taken_at, {}, {}}));
  EXPECT_EQ(derive(bytes_of(file), {}, {}, {false, true}).origin, (Origin{"", all.latitude_e7, all.longitude_e7}));
}

TEST(Derive, GivesTheSamePicturesWithAndWithoutTheThingsAround) {
  const Derived bare = derive(bytes_of(tests::camera_like_jpeg(800, 600)), {}, {}, asked_all);
  const Derived telling = derive(bytes_of(tests::telling_jpeg()), {}, {}, asked_all);
  EXPECT_TRUE(bare.preview_jpeg == telling.preview_jpeg);
  EXPECT_TRUE(bare.thumbnail_jpeg == telling.thumbnail_jpeg);
  EXPECT_TRUE(bare.veil_jpeg == telling.veil_jpeg);
  EXPECT_TRUE(bare.origin.taken_at.empty());
  EXPECT_FALSE(bare.origin.latitude_e7);
}

TEST(Derive, ReadsTimeAndPlaceOfAHeic) {
  tests::ExifBlock block;
  block.orientation = 6;  // libheif has turned the picture already
  const std::string file = tests::quarters_heif(tests::HeifKind::heic, 640, 320, 0, tests::tiff_of(block));
  const Derived derived = derive(bytes_of(file), {}, {}, asked_all);
  ASSERT_FALSE(derived.refusal) << derived.refusal->detail;
  EXPECT_EQ(derived.origin.taken_at, "2008-10-22T16:28:39");
  EXPECT_EQ(derived.origin.latitude_e7, 434'674'483);
  EXPECT_EQ(derived.facts.width, 640u);
  EXPECT_EQ(derived.facts.orientation, 1);
}

}  // namespace
}  // namespace cityaudit::media
