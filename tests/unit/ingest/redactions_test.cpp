#include "ingest/redactions.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

TEST(Redactions, ReadBackAsTheyWereWritten) {
  const std::vector<Redaction> covers = {{Cover::blur, {{1200, 900}, {1800, 1700}}, 0},
                                         {Cover::solid, {{0, 0}, {10'000, 10'000}, {5, 6}}, 250}};
  const std::string json = to_json(covers);
  EXPECT_EQ(
      json,
      R"([{"cover":"blur","points":[[1200,900],[1800,1700]],"radius":0},{"cover":"solid","points":[[0,0],[10000,10000],[5,6]],"radius":250}])");
  EXPECT_EQ(read_redactions(json).value(), covers);
  EXPECT_TRUE(read_redactions("[]")->empty());
}

TEST(Redactions, OfAnyOtherShapeAreRefused) {
  for (const char* text :
       {"", "{}", "[1]", "[{}]", R"([{"cover":"pixelate","points":[[0,0],[1,1]],"radius":0}])",
        R"([{"cover":"blur","points":[[0,0]],"radius":0}])", R"([{"cover":"blur","points":[],"radius":9}])",
        R"([{"cover":"blur","points":[[0,0],[1,10001]],"radius":0}])", R"([{"cover":"blur","points":[[0,-1],[1,1]],"radius":0}])",
        R"([{"cover":"blur","points":[[0,0,0],[1,1]],"radius":0}])", R"([{"cover":"blur","points":[[0.5,0],[1,1]],"radius":0}])",
        R"([{"cover":"blur","points":[[0,0],[1,1]]}])"}) {
    const auto read = read_redactions(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "photo.redactions_invalid");
  }
}

TEST(Redactions, AreNoMoreThanAPhotoNeeds) {
  const Redaction box{Cover::blur, {{0, 0}, {10, 10}}, 0};
  EXPECT_TRUE(read_redactions(to_json(std::vector<Redaction>(redactions_max, box))));
  EXPECT_FALSE(read_redactions(to_json(std::vector<Redaction>(redactions_max + 1, box))));
  const Redaction stroke{Cover::blur, std::vector<PhotoPoint>(redaction_points_max + 1, {1, 1}), 10};
  EXPECT_FALSE(read_redactions(to_json({stroke})));
}

}  // namespace
}  // namespace cityaudit::ingest
