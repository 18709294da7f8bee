// The built-in instruments are imported without a remark and carry what the audit measures.
#include "ingest/forms/instruments.h"

#include "ingest/author_credits.h"
#include "ingest/forms/facts.h"
#include "ingest/forms/mapping.h"
#include "ingest/forms/validation.h"
#include "ingest/forms/xform.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace cityaudit::ingest {
namespace {

FormDefinition instrument(std::string_view name) {
  auto form = built_in_instrument(name);
  if (!form) throw ErrorException(form.error());
  return std::move(form->definition);
}

const std::set<std::string> in_five_languages = {"walk_checklist", "photovoice"};

TEST(Instruments, ImportWithoutAWarningUnderTheirOwnIds) {
  EXPECT_EQ(instrument_names(), (std::vector<std::string>{"desk_indicator", "fg_notes", "photovoice", "project_eval", "walk_checklist"}));
  for (const std::string& name : instrument_names()) {
    const auto form = built_in_instrument(name);
    ASSERT_TRUE(form) << name << ' ' << form.error().code;
    EXPECT_TRUE(form->warnings.empty()) << name << ' ' << form->warnings.front().field << ' ' << form->warnings.front().code;
    EXPECT_EQ(form->definition.form_id, name);
    EXPECT_EQ(form->definition.version.size(), 10u);
    EXPECT_EQ(form->definition.default_language(), "cs");
    EXPECT_TRUE(form->definition.find_node("/data/meta/instanceID"));
  }
  EXPECT_EQ(built_in_instrument("nothing").error().code, "form.instrument_unknown");
}

TEST(Instruments, SpeakTheirLanguagesEverywhere) {
  for (const std::string& name : instrument_names()) {
    const FormDefinition form = instrument(name);
    const std::size_t languages = in_five_languages.contains(name) ? 5 : 2;
    ASSERT_EQ(form.languages.size(), languages) << name;
    EXPECT_EQ(form.languages[1].code, "en");
    for (const Control& control : form.controls) {
      EXPECT_EQ(control.label.entries.size(), languages) << control.path;
      EXPECT_TRUE(control.hint.empty() || control.hint.entries.size() == languages) << control.path;
    }
    for (const ChoiceList& list : form.choice_lists)
      for (const Choice& choice : list.choices) EXPECT_EQ(choice.label.entries.size(), languages) << choice.value;
    for (const Bind& bind : form.binds)
      EXPECT_TRUE(bind.constraint.empty() || bind.constraint_message.entries.size() == languages) << bind.path;
  }
}

TEST(Instruments, SayWhichTranslationsNoNativeSpeakerChecked) {
  for (const std::string& name : in_five_languages) {
    std::string unchecked;
    for (const FormLanguage& language : instrument(name).languages)
      if (!language.checked) unchecked += language.code + " ";
    EXPECT_EQ(unchecked, "vi uk ru ");
  }
}

TEST(Instruments, ReadNotesIndicatorsAndEvaluationsForTheAnalysis) {
  const auto role_of = [](std::string_view form, std::string_view path) {
    const FormDefinition definition = instrument(form);
    const Bind* bind = definition.find_bind(path);
    return bind ? std::string(to_word(bind->mapping.role)) + " of " + bind->mapping.of : "no bind";
  };
  EXPECT_EQ(role_of("fg_notes", "/data/seg/note/text"), "comment of ");
  EXPECT_EQ(role_of("fg_notes", "/data/seg/note/topic"), "theme of /data/seg/note/text");
  EXPECT_EQ(role_of("fg_notes", "/data/seg/note/pol"), "polarity of /data/seg/note/text");
  EXPECT_EQ(role_of("fg_notes", "/data/seg/note/interpretation"), "ignore of ") << "the note-taker's view is not the group's";
  EXPECT_EQ(role_of("desk_indicator", "/data/figure/answer"), "comment of ");
  EXPECT_EQ(role_of("desk_indicator", "/data/what/theme"), "theme of /data/figure/answer");
  EXPECT_EQ(role_of("project_eval", "/data/need/relevance_why"), "comment of /data/need/relevance");
  EXPECT_EQ(instrument("fg_notes").media_files, std::vector<std::string>{"sessions.csv"});
  EXPECT_EQ(instrument("desk_indicator").media_files, (std::vector<std::string>{"areas.csv", "indicators.csv"}));
  EXPECT_EQ(instrument("project_eval").media_files, std::vector<std::string>{"projects.csv"});
}

TEST(Instruments, ScoreEveryItemOfTheWalkUnderItsTheme) {
  const std::map<std::string, std::string> expected = {
      {"sign_clear", "T1.2"},  {"info_access", "T1.2"}, {"service_lang", "T1.3"}, {"transport", "T3.4"},    {"lighting", "T3.1"},
      {"openness", "T3.2"},    {"visibility", "T3.2"},  {"walk_path", "T3.3"},    {"barrier_free", "T3.3"}, {"upkeep", "T3.3"},
      {"people", "T3.5"},      {"mix", "T3.5"},         {"help_known", "T3.6"},   {"feel_safe", "T3.8"},    {"shared_use", "T2.3"},
      {"feel_belong", "T4.1"}, {"hate_seen", "T4.3"},   {"welcome_seen", "T4.5"}};
  std::map<std::string, std::string> scored;
  const FormDefinition form = instrument("walk_checklist");
  const AnalysisMapping mapping(form);
  for (const MappingItem& item : mapping.items()) {
    if (item.role != Role::score) continue;
    scored[item.name] = item.theme;
    EXPECT_FALSE(item.choices.empty()) << item.name;
    if (item.name == "hate_seen") {
      EXPECT_EQ(item.scale, (std::vector<std::string>{"yes", "no"}));
    } else if (item.name == "welcome_seen") {
      EXPECT_EQ(item.scale, (std::vector<std::string>{"no", "yes"}));
    } else {
      EXPECT_EQ(item.scale, (std::vector<std::string>{"0", "1", "2", "3"})) << item.name;
      EXPECT_EQ(item.choices.back().value, "na") << item.name;
    }
  }
  EXPECT_EQ(scored, expected);
}

TEST(Instruments, AskEveryRowOfTheWalk) {
  const FormDefinition form = instrument("walk_checklist");
  std::vector<std::string> names;
  for (const Control& control : form.controls) names.push_back(form.find_node(control.path)->name);
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "walk_id",         "stop_id",     "observer",     "perspective",  "at",        "light_cond", "gps",        "sign_clear",
                "sign_langs",      "info_access", "info_missing", "lighting",     "lamps",     "openness",   "visibility", "walk_path",
                "barrier_free",    "upkeep",      "transport",    "people",       "mix",       "shared_use", "meeting",    "security",
                "security_effect", "help_known",  "services",     "service_lang", "hate_seen", "hate_kind",  "hate_photo", "welcome_seen",
                "feel_safe",       "feel_belong", "best",         "worst",        "change",    "who",        "photo_up",   "people_up",
                "photo_down",      "people_down", "c_analyse",    "c_publish"}));
  EXPECT_EQ(form.find_control("/data/where/stop_id")->choice_file, "stops.csv");
  EXPECT_EQ(form.media_files, (std::vector<std::string>{"stops.csv", "walks.csv"}));
}

TEST(Instruments, AskEveryRowOfPhotoVoice) {
  const FormDefinition form = instrument("photovoice");
  std::vector<std::string> names;
  for (const Control& control : form.controls) names.push_back(form.find_node(control.path)->name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"code",        "age",         "guardian_doc", "c_take_part", "c_analyse", "c_publish",    "credit",
                                      "credit_text", "origin",      "photo",        "polarity",    "caption",   "caption_lang", "topic",
                                      "taken_on",    "place_label", "place",        "sh_s",        "sh_h",      "sh_o",         "sh_w",
                                      "sh_e",        "sh_d",        "people",       "release",     "blur",      "plates"}));
  EXPECT_TRUE(form.find_node("/data/photos")->is_repeat);
}

TEST(Instruments, TieAPhotoVoicePhotoToItsWords) {
  const FormDefinition form = instrument("photovoice");
  const auto instance = read_instance(R"(<data id="photovoice" version="2018061804" xmlns:orx="http://openrosa.org/xforms">
    <you><code>PV07</code><age>18p</age></you>
    <consent><c_take_part>OK</c_take_part><c_analyse>yes</c_analyse><c_publish>web report</c_publish><credit>anonymous</credit></consent>
    <photos><picture><photo>1.jpg</photo><polarity>down</polarity><caption>The sign is in Czech only.</caption><caption_lang>en</caption_lang>
      <topic>T1</topic><place_label>Praha 7</place_label></picture>
      <showed><sh_s>A sign</sh_s></showed><privacy><people>none</people><plates>no</plates></privacy></photos>
    <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>)");
  ASSERT_TRUE(instance);
  EXPECT_TRUE(check_structure(form, *instance));
  EXPECT_TRUE(validate(form, instance->answers).empty());
  EXPECT_EQ(claimed_code(form, instance->answers), "PV07");
  ASSERT_EQ(expected_attachments(form, instance->answers).size(), 1u);
  const AnalysisMapping mapping(form);
  std::size_t about_the_photo = 0;
  for (const MappedAnswer& answer : mapping.apply(form, instance->answers)) {
    if (answer.repeat != "photos[1]") continue;
    ++about_the_photo;
    EXPECT_EQ(answer.subject, "/data/photos/picture/photo");
    EXPECT_EQ(answer.theme, "T1");
    EXPECT_EQ(answer.polarity, "down");
  }
  EXPECT_EQ(about_the_photo, 7u) << "photo, polarity, caption, topic, place_label, people, sh_s";
}

TEST(Instruments, TellHowAPhotographerWantsToBeNamed) {
  const AnalysisMapping mapping(instrument("photovoice"));
  const auto said = [&](const std::string& kind, const std::string& words) {
    return credit_answers(mapping, {{"/data/consent/credit", {}, kind}, {"/data/consent/credit_text", {}, words}});
  };
  EXPECT_EQ(said("name", " Hoa Nguyen "), (AuthorCredit{CreditKind::name, "Hoa Nguyen"}));
  EXPECT_EQ(said("pseudonym", "Máma z Libuše"), (AuthorCredit{CreditKind::pseudonym, "Máma z Libuše"}));
  EXPECT_EQ(said("anonymous", "left over from before"), AuthorCredit{});
  EXPECT_EQ(said("name", ""), AuthorCredit{}) << "nothing to print";
  EXPECT_EQ(said("name", std::string(61, 'x')), AuthorCredit{}) << "too long for a label, and not refused";
  EXPECT_EQ(said("", ""), std::nullopt);
}

TEST(Instruments, PlaceWalkAnswersOnTheirScales) {
  const FormDefinition form = instrument("walk_checklist");
  const auto instance = read_instance(R"(<data id="walk_checklist" version="2018061803"><where><stop_id>S1</stop_id></where>
    <space><lighting>2</lighting><openness>na</openness></space><welcome><hate_seen>yes</hate_seen><welcome_seen>yes</welcome_seen></welcome>
    <words><best>Trees</best></words><meta><instanceID>uuid:1</instanceID></meta></data>)");
  ASSERT_TRUE(instance);
  const AnalysisMapping mapping(form);
  std::map<std::string, std::optional<int>> scores;
  for (const MappedAnswer& answer : mapping.apply(form, instance->answers)) {
    const MappingItem& item = mapping.items()[answer.item];
    if (item.role == Role::score) scores[item.name] = answer.score_thirds;
    if (item.name == "best") {
      EXPECT_EQ(answer.polarity, "up");
    }
  }
  const std::map<std::string, std::optional<int>> expected = {
      {"lighting", 200}, {"openness", std::nullopt}, {"hate_seen", 0}, {"welcome_seen", 300}};
  EXPECT_EQ(scores, expected);
}

}  // namespace
}  // namespace cityaudit::ingest
