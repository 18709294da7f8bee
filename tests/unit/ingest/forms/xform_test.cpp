#include "ingest/forms/xform.h"

#include "ingest/taxonomy.h"
#include "tests/unit/ingest/forms/example_form.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace cityaudit::ingest {
namespace {

/// The code of the one fault that `xml` has; every fault's code when there are several.
std::string fault_of(std::string_view xml, const FormLimits& limits = {}) {
  const auto form = read_xform(xml, limits);
  return form ? "" : form.error().code;
}

TEST(XForm, ReadsIdentityUnderAnyPrefix) {
  const auto form = read_xform(example_form);
  ASSERT_TRUE(form) << form.error().code;
  EXPECT_EQ(form->form_id, "benches");
  EXPECT_EQ(form->version, "3");
  EXPECT_EQ(form->title, "Benches");
  EXPECT_EQ(form->root_name, "data");
  EXPECT_TRUE(form->find_node("/data/meta/instanceID"));
  EXPECT_EQ(form->media_files, (std::vector<std::string>{"bench.png", "stops.csv"}));
}

TEST(XForm, PutsTheDefaultLanguageFirst) {
  const auto form = read_xform(example_form);
  ASSERT_TRUE(form);
  ASSERT_EQ(form->languages.size(), 2u);
  EXPECT_EQ(form->default_language(), "cs");
  EXPECT_EQ(form->languages[1].name, "English (en)");
  const Control* state = form->find_control("/data/state");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->label.in("en"), "How is the bench?");
  EXPECT_EQ(state->label.in("vi"), "Jaká je [kind] lavička?");
  EXPECT_EQ(form->find_control("/data/stop")->label.in("en"), "Stop");
}

TEST(XForm, ReadsBindsWithTheirExpressions) {
  const auto form = read_xform(example_form);
  ASSERT_TRUE(form);
  const Bind* state = form->find_bind("/data/state");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->required_always());
  EXPECT_EQ(state->constraint, ". != ''");
  EXPECT_EQ(state->constraint_message.in("en"), "Think again");
  EXPECT_EQ(state->mapping.role, Role::score);
  EXPECT_EQ(state->mapping.theme, "T3.3");
  EXPECT_EQ(state->mapping.scale, (std::vector<std::string>{"bad", "good"}));
  EXPECT_EQ(form->find_bind("/data/inside/far")->type, AnswerType::decimal);
  EXPECT_EQ(form->find_bind("/data/photos/topic")->mapping.of, "/data/photos/photo");
  EXPECT_EQ(form->find_bind("/data/agree")->mapping.purpose, "analyse");
}

TEST(XForm, ReadsChoicesFromListsItemsAndFiles) {
  const auto form = read_xform(example_form);
  ASSERT_TRUE(form);
  const ChoiceList* states = form->choices_of(*form->find_control("/data/state"));
  ASSERT_TRUE(states);
  ASSERT_EQ(states->choices.size(), 3u);
  EXPECT_EQ(states->find("good")->label.in("cs"), "Dobrá");
  EXPECT_FALSE(states->find("x"));
  EXPECT_EQ(form->find_control("/data/stop")->choice_file, "stops.csv");
  EXPECT_FALSE(form->choices_of(*form->find_control("/data/stop")));
  EXPECT_EQ(form->choices_of(*form->find_control("/data/topics"))->choices[1].value, "iron");
}

TEST(XForm, KnowsRepeatsOnceThoughTheyStandTwice) {
  const auto form = read_xform(example_form);
  ASSERT_TRUE(form);
  const Node* photos = form->find_node("/data/photos");
  ASSERT_TRUE(photos);
  EXPECT_TRUE(photos->is_repeat);
  EXPECT_EQ(form->nodes[form->find_node("/data/photos/caption")->repeat].path, "/data/photos");
  EXPECT_EQ(form->find_node("/data/state")->repeat, no_index);
  EXPECT_EQ(form->find_node("/data/kind")->default_value, "plain");
  EXPECT_EQ(form->find_control("/data/inside/count")->label.in(""), "How many?");
}

TEST(XForm, RefusesDocumentTypes) {
  EXPECT_EQ(fault_of("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "form.dtd_refused");
  EXPECT_EQ(fault_of(replaced(example_form, "<x:head>", "<!entity a 'b'><x:head>")), "form.dtd_refused");
  EXPECT_EQ(fault_of(replaced(example_form, "Benches", "<![CDATA[<!DOCTYPE]]>")), "");
}

TEST(XForm, RefusesWhatIsNoForm) {
  EXPECT_EQ(fault_of(""), "form.unreadable");
  EXPECT_EQ(fault_of("<data/>"), "form.not_an_xform");
  EXPECT_EQ(fault_of(replaced(example_form, "</x:html>", "")), "form.unreadable");
  EXPECT_EQ(fault_of(replaced(example_form, "Benches", "\xff")), "form.not_utf8");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as", "unknown:as")), "form.prefix_undeclared");
  EXPECT_EQ(fault_of("<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title/></h:head></h:html>"), "form.no_model");
  EXPECT_EQ(fault_of(replaced(example_form, "id=\"benches\"", "")), "form.no_id");
}

TEST(XForm, RefusesWhatIsOverALimit) {
  EXPECT_EQ(fault_of(example_form, {.bytes_max = 100}), "form.too_large");
  EXPECT_EQ(fault_of(example_form, {.depth_max = 5}), "form.too_deep");
  EXPECT_EQ(fault_of(example_form, {.nodes_max = 50}), "form.too_many_nodes");
}

TEST(XForm, NamesOnlyTheThemesOfItsAuditWhereTheAuditIsKnown) {
  const std::string own = replaced(example_form, "T3.3", "T3.9");
  EXPECT_EQ(fault_of(own), "") << "one that was published goes on loading whatever its audit";
  const auto refused = read_xform(own, {}, &Taxonomy::built_in());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "form.unknown_theme");
  EXPECT_EQ(refused.error().fields.at(0).field, "/data/state");
  const ThemeDifference added{"T3.9", true, {{"cs", "Lavičky"}}, {}, false};
  const Taxonomy themes = Taxonomy::built_in().with({&added, 1});
  EXPECT_TRUE(read_xform(own, {}, &themes));
}

TEST(XForm, TeachesWhatIsWrongWithTheMapping) {
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"score\"", "audit:as=\"scoer\"")), "form.unknown_role");
  EXPECT_EQ(fault_of(replaced(example_form, "T3.3", "safety")), "form.theme_not_a_code");
  EXPECT_EQ(fault_of(replaced(example_form, "bad good\"", "good\"")), "form.scale_too_short");
  EXPECT_EQ(fault_of(replaced(example_form, "bad good\"", "bad good bad\"")), "form.scale_value_twice");
  EXPECT_EQ(fault_of(replaced(example_form, "bad good\"", "bad great\"")), "form.scale_value_unknown");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:scale=\"bad good\"", "")), "form.score_without_scale");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:theme=\"T3.3\"", "")), "form.score_without_theme");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:of=\"photo\"", "audit:of=\"phto\"")), "form.of_unknown");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"stop\"", "audit:theme=\"T1\"")), "form.mapping_without_role");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"stop\"", "audit:as=\"stop\" audit:weight=\"2\"")),
            "form.unknown_mapping_attribute");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"stop\"", "audit:as=\"photo\"")), "form.photo_without_upload");
  EXPECT_EQ(fault_of(replaced(example_form, "consent:analyse", "consent:sell")), "form.unknown_purpose");
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"comment\"", "audit:as=\"comment\" audit:polarity=\"good\"")),
            "form.unknown_polarity");
}

TEST(XForm, KeepsOfThePhotosMetadataWhatItSaysAndAnnounces) {
  const auto form_with = [](std::string_view keep, std::string_view hint = "<hint>Its time is kept.</hint>") {
    const std::string kept = replaced(example_form, "audit:as=\"photo\"", "audit:as=\"photo\" audit:keep=\"" + std::string(keep) + "\"");
    return replaced(kept, "mediatype=\"image/*\"><label>Photo</label>", "mediatype=\"image/*\"><label>Photo</label>" + std::string(hint));
  };
  const auto kept = [&](std::string_view words) { return read_xform(form_with(words))->find_bind("/data/photos/photo")->mapping.keep; };
  EXPECT_EQ(kept(""), OriginParts{});
  EXPECT_EQ(kept("time"), (OriginParts{true, false}));
  EXPECT_EQ(kept(" place "), (OriginParts{false, true}));
  EXPECT_EQ(kept("place time"), (OriginParts{true, true}));
  EXPECT_EQ(to_words(kept("place time")), "time place");
  EXPECT_EQ(fault_of(form_with("time gps")), "form.unknown_keep");
  EXPECT_EQ(fault_of(form_with("place", "")), "form.keep_without_hint") << "nothing is kept unannounced";
  EXPECT_EQ(fault_of(replaced(example_form, "audit:as=\"comment\"", "audit:as=\"comment\" audit:keep=\"time\"")),
            "form.keep_without_photo");
}

TEST(XForm, TeachesWhatIsWrongWithTheStructure) {
  EXPECT_EQ(fault_of(replaced(example_form, "nodeset=\"/data/code\"", "nodeset=\"/data/cod\"")), "form.bind_without_node");
  EXPECT_EQ(fault_of(replaced(example_form, "nodeset=\"/data/code\"", "nodeset=\"/data/start\"")), "form.bind_twice");
  EXPECT_EQ(fault_of(replaced(example_form, "<input ref=\"count\">", "<input ref=\"cuont\">")), "form.control_without_node");
  EXPECT_EQ(fault_of(replaced(example_form, "repeat nodeset=\"/data/photos\"", "repeat nodeset=\"/data/photoes\"")),
            "form.repeat_without_node");
  EXPECT_EQ(fault_of(replaced(example_form, "instance('stops')", "instance('stopes')")), "form.choice_list_unknown");
  EXPECT_EQ(fault_of(replaced(example_form, "<label ref=\"jr:itext('q:label')\"/>", "<label ref=\"jr:itext('q')\"/>")),
            "form.text_missing");
  EXPECT_EQ(fault_of(replaced(example_form, "English (en)", "English (cs)")), "form.language_twice");
}

TEST(XForm, ReportsAllFaultsTogether) {
  const std::string xml = replaced(replaced(example_form, "T3.3", "T9"), "audit:as=\"stop\"", "audit:as=\"stopp\"");
  const auto form = read_xform(xml, {}, &Taxonomy::built_in());
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().code, "form.faulty");
  ASSERT_EQ(form.error().fields.size(), 2u);
  EXPECT_EQ(form.error().fields[0].field, "/data/stop");
  EXPECT_EQ(form.error().fields[1].field, "/data/state");
}

TEST(XForm, MistakesNoForeignAttributeForItsOwn) {
  const auto form = read_xform(replaced(example_form, "urn:cityaudit:xforms:1", "urn:somebody:else"));
  ASSERT_TRUE(form) << form.error().code;
  EXPECT_TRUE(std::all_of(form->binds.begin(), form->binds.end(), [](const Bind& bind) { return bind.mapping.role == Role::none; }));
}

}  // namespace
}  // namespace cityaudit::ingest
