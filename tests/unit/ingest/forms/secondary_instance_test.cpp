#include "ingest/forms/secondary_instance.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

/// "name=value" of every cell, a line per item.
std::vector<std::string> rows_of(const InstanceTree& tree) {
  std::vector<std::string> out;
  const std::uint32_t root = tree.first_child(0);
  if (root == no_node || tree[root].name != "root") return {"no root"};
  for (std::uint32_t item = tree.first_child(root); item != no_node; item = tree.next_sibling(item)) {
    out.emplace_back();
    for (std::uint32_t cell = tree.first_child(item); cell != no_node; cell = tree.next_sibling(cell))
      out.back().append(out.back().empty() ? "" : "|").append(tree[cell].name).append("=").append(tree[cell].value);
  }
  return out;
}

using Rows = std::vector<std::string>;

TEST(SecondaryInstance, ReadsCsvAsSpreadsheetsWriteIt) {
  EXPECT_EQ(rows_of(**read_csv_instance("name,label\nS1,\"One, \"\"two\"\"\"\nS2,\n")),
            (Rows{"name=S1|label=One, \"two\"", "name=S2|label="}));
  EXPECT_EQ(rows_of(**read_csv_instance("\xEF\xBB\xBFname;label\r\nS1;Náměstí\r\n\r\nS2;a,b")),
            (Rows{"name=S1|label=Náměstí", "name=S2|label=a,b"}));
  EXPECT_EQ(rows_of(**read_csv_instance("a,b\n1\n1,2,3\n")), (Rows{"a=1|b=", "a=1|b=2"}));
  EXPECT_EQ(rows_of(**read_csv_instance("a,b\n\"line\nbreak\",2\n")), (Rows{"a=line\nbreak|b=2"}));
  EXPECT_EQ(rows_of(**read_csv_instance("")), Rows{});
  EXPECT_EQ(rows_of(**read_csv_instance("a\n\"open")), Rows{"a=open"});
}

TEST(SecondaryInstance, ReadsGeoJson) {
  const auto read = read_geojson_instance(
      R"({"type":"FeatureCollection","features":[{"id":"p","properties":{"title":"Z","size":3,"none":null},"geometry":{"type":"Point","coordinates":[14.42,50.08]}},
          {"properties":{},"geometry":{"type":"LineString","coordinates":[[14,50],[15,50.5,200]]}}]})");
  ASSERT_TRUE(read);
  EXPECT_EQ(rows_of(**read), (Rows{"geometry=50.08 14.42 0 0|id=p|title=Z|size=3|none=", "geometry=50 14 0 0; 50.5 15 200 0"}));
}

TEST(SecondaryInstance, RefusesWhatIsNoListAndWhatIsTooLarge) {
  EXPECT_EQ(read_csv_instance("a\n\xFF\n").error().code, "form.file_unreadable");
  EXPECT_EQ(read_geojson_instance("{\"features\": 3}").error().code, "form.file_unreadable");
  EXPECT_EQ(read_geojson_instance("not json").error().code, "form.file_unreadable");
  EXPECT_EQ(read_csv_instance("a,b\n1,2\n", {.bytes_max = 4, .cells_max = 10}).error().code, "form.file_too_large");
  EXPECT_EQ(read_csv_instance("a\n1\n2\n3\n4\n5\n6\n", {.bytes_max = 400, .cells_max = 6}).error().code, "form.file_too_large");
  EXPECT_EQ(read_file_instance("picture.png", "a,b"), nullptr);
  EXPECT_NE(read_file_instance("LIST.CSV", "a,b"), nullptr);
}

}  // namespace
}  // namespace cityaudit::ingest
