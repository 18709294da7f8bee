#include "analysis/places.h"

#include <gtest/gtest.h>

namespace cityaudit::analysis {
namespace {

constexpr std::string_view square_with_hole =
    R"({"type":"Polygon","coordinates":[[[14,50],[15,50],[15,51],[14,51],[14,50]],[[14.4,50.4],[14.6,50.4],[14.6,50.6],[14.4,50.6],[14.4,50.4]]]})";

TEST(Outline, HoldsWhatLiesWithinButNotInItsHoles) {
  const Outline outline(square_with_hole);
  EXPECT_TRUE(outline.holds({50.2, 14.2}));
  EXPECT_FALSE(outline.holds({50.5, 14.5})) << "in the hole";
  EXPECT_FALSE(outline.holds({50.2, 15.2}));
  EXPECT_FALSE(outline.holds({14.2, 50.2})) << "GeoJSON writes the longitude first";
}

TEST(Outline, ManyPolygonsAreOneOutline) {
  const Outline outline(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[10,10],[11,10],[11,11],[10,10]]]]})");
  EXPECT_TRUE(outline.holds({0.3, 0.8}));
  EXPECT_TRUE(outline.holds({10.3, 10.8}));
  EXPECT_FALSE(outline.holds({5, 5}));
}

TEST(Outline, ABrokenOneHoldsNothing) {
  for (const char* text : {"", "{", "[]", R"({"type":"Polygon"})", R"({"type":"Polygon","coordinates":[1,[2],[[3]],[["a","b"]],[]]})",
                           R"({"type":"Point","coordinates":[14,50]})"})
    EXPECT_FALSE(Outline(text).holds({50, 14})) << text;
}

TEST(Points, AreReadAsOdkWritesThem) {
  EXPECT_EQ(read_point("50.1 14.43 0 5")->longitude, 14.43);
  EXPECT_EQ(read_point("50.1 14.43")->latitude, 50.1);
  for (const char* text : {"", "50.1", "95 14", "50 x", "1 2 3 4 5", "Praha 7"}) EXPECT_FALSE(read_point(text)) << text;
}

}  // namespace
}  // namespace cityaudit::analysis
