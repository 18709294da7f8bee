#include "tests/support/filled_form.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include <set>

namespace cityaudit::tests {
namespace {

constexpr std::string_view form =
    R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>t</h:title><model><instance><data id="f" version="3"><walk/><stop/><seats/><round jr:template=""><note/></round>
<round><note/></round><photo/><meta><instanceID/></meta></data></instance>
<instance id="stops" src="jr://file-csv/stops.csv"/>
<bind nodeset="/data/seats" type="int"/><bind nodeset="/data/photo" type="binary"/></model></h:head>
<h:body><input ref="/data/walk"/><select1 ref="/data/stop"><itemset nodeset="instance('stops')/root/item[walk = /data/walk]">
<value ref="name"/></itemset></select1><input ref="/data/seats"/><repeat nodeset="/data/round"><input ref="/data/round/note"/></repeat>
<upload ref="/data/photo"/></h:body></h:html>)";

FillOptions options() {
  FillOptions fill;
  fill.answers["walk"] = "w2";
  fill.photos = {"jpeg"};
  fill.attachments["stops.csv"] = "name,label,walk\ns1,\"Náměstí, dole\",w1\ns2,Most,w2\n";
  return fill;
}

TEST(FilledForm, AnswersWithChoicesOfTheFilteredList) {
  const auto filled = fill_form(form, options());
  ASSERT_TRUE(filled);
  pugi::xml_document instance;
  ASSERT_TRUE(instance.load_string(filled->xml.c_str()));
  const auto data = instance.child("data");
  EXPECT_STREQ(data.attribute("id").value(), "f");
  EXPECT_STREQ(data.attribute("version").value(), "3");
  EXPECT_STREQ(data.child_value("stop"), "s2");
  EXPECT_EQ(data.child("meta").child_value("instanceID"), filled->instance_id);
  ASSERT_EQ(filled->files.size(), 1u);
  EXPECT_EQ(data.child_value("photo"), filled->files[0].name);
  EXPECT_GE(data.child("seats").text().as_int(), 1);
}

TEST(FilledForm, KeepsOneRoundOfARepeatAndNoTemplate) {
  const auto filled = fill_form(form, options());
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->xml.find("template"), std::string::npos);
  EXPECT_EQ(filled->xml.find("<round>"), filled->xml.rfind("<round>"));
}

TEST(FilledForm, GivesOneInstanceIdPerSeedAndIndex) {
  std::set<std::string> ids;
  for (std::uint64_t index = 0; index < 3; ++index) {
    auto fill = options();
    fill.index = index;
    const auto once = fill_form(form, fill);
    const auto again = fill_form(form, fill);
    ASSERT_TRUE(once && again);
    EXPECT_EQ(once->instance_id, again->instance_id);
    ids.insert(once->instance_id);
  }
  EXPECT_EQ(ids.size(), 3u);
}

TEST(FilledForm, MakesAPhotoOfTheWantedSizeAndUniqueByItsComment) {
  const auto photo = padded_jpeg(200'000);
  EXPECT_NEAR(static_cast<double>(photo.size()), 200'000, 2'000);
  EXPECT_NE(unique_jpeg(photo, "a"), unique_jpeg(photo, "b"));
  EXPECT_EQ(unique_jpeg(photo, "a").substr(0, 2), "\xff\xd8");
}

}  // namespace
}  // namespace cityaudit::tests
