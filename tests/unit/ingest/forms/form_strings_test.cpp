#include "ingest/forms/form_strings.h"

#include "ingest/forms/form_difference.h"
#include "ingest/forms/import.h"
#include "ingest/forms/sheet_texts.h"
#include "ingest/forms/workbook_write.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::string translated_form() {
  std::string form = tests::small_form("2");
  form.replace(form.find("<label>Comment</label>"), 22, "<label ref=\"jr:itext('comment')\"/>");
  form.replace(
      form.find("<instance>"), 10,
      "<itext><translation lang=\"Čeština (cs)\" default=\"true()\"><text id=\"comment\"><value>Proč <output value=\" /data/lighting "
      "\"/>?</value><value form=\"image\">jr://images/a.png</value></text></translation>"
      "<translation lang=\"English (en)\"><text id=\"comment\"><value>-</value></text></translation></itext><instance>");
  return form;
}

TEST(FormStrings, AreReadByLanguageWithReferencesInSight) {
  const auto strings = read_strings(translated_form(), {}).value();
  EXPECT_EQ(strings.languages, (std::vector<std::string>{"Čeština (cs)", "English (en)"}));
  ASSERT_EQ(strings.strings.size(), 1u);
  EXPECT_EQ(strings.strings[0].texts.at("Čeština (cs)"), "Proč ${/data/lighting}?");
  EXPECT_EQ(strings.strings[0].texts.at("English (en)"), "") << "a dash is no translation";
  EXPECT_TRUE(read_strings(tests::small_form(), {})->languages.empty());
}

TEST(FormStrings, AreWrittenBackAndNothingElseChanges) {
  const std::string before = translated_form();
  const auto after = with_strings(before, {{"Українська (uk)"}, {{"comment", "English (en)", "Why <b> & ${/data/lighting}?"}}, {}}, {});
  ASSERT_TRUE(after);
  const auto strings = read_strings(*after, {}).value();
  EXPECT_EQ(strings.strings[0].texts.at("English (en)"), "Why <b> & ${/data/lighting}?");
  EXPECT_EQ(strings.strings[0].texts.at("Українська (uk)"), "");
  const FormDefinition form = read_xform(*after).value();
  EXPECT_EQ(form.languages.size(), 3u);
  EXPECT_EQ(form.default_language(), "cs");
  EXPECT_EQ(form.media_files, std::vector<std::string>{"a.png"});
  const auto changes = compare_forms(read_xform(before).value(), form);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].name, "comment");
}

TEST(FormStrings, RefuseWhatTheFormDoesNotHave) {
  EXPECT_EQ(with_strings(translated_form(), {{}, {{"nothing", "English (en)", "x"}}, {}}, {}).error().code, "form.string_unknown");
  EXPECT_EQ(with_strings(translated_form(), {{"English (en)"}, {}, {}}, {}).error().code, "form.language_unusable");
  EXPECT_EQ(with_strings(translated_form(), {{" "}, {}, {}}, {}).error().code, "form.language_unusable");
  EXPECT_EQ(with_strings(tests::small_form(), {}, {}).error().code, "form.no_itext");
}

const char guided_sheet[] =
    "survey\n,type,name,label::Čeština (cs),label::Українська (uk),hint::Čeština (cs),guidance_hint::Čeština (cs)\n"
    ",text,why,Proč?,Чому?,Krátce,Zapisujte doslova\n"
    "settings\n,form_id,form_title,version,default_language,namespaces,attribute::ca:unchecked\n"
    ",guided,Guided,1,Čeština (cs),\"ca=\"\"urn:cityaudit:xforms:1\"\"\",uk vi\n";

TEST(FormStrings, HoldGuidanceBesideTheHint) {
  const std::string xml = import_form(guided_sheet, "guided.csv", {})->xml;
  const auto strings = read_strings(xml, {}).value();
  const auto guidance = std::find_if(strings.strings.begin(), strings.strings.end(),
                                     [](const FormString& one) { return one.id == "/data/why:guidance_hint"; });
  ASSERT_NE(guidance, strings.strings.end());
  EXPECT_EQ(guidance->texts.at("Čeština (cs)"), "Zapisujte doslova");
  const auto after = with_strings(xml, {{}, {{guidance->id, "Українська (uk)", "Записуйте дослівно"}}, {}}, {});
  ASSERT_TRUE(after) << after.error().code;
  const auto again = read_strings(*after, {}).value();
  for (const FormString& one : again.strings) {
    if (one.id == guidance->id) {
      EXPECT_EQ(one.texts.at("Українська (uk)"), "Записуйте дослівно");
    } else if (one.id.ends_with(":hint")) {
      EXPECT_EQ(one.texts.at("Čeština (cs)"), "Krátce");
    }
  }
  auto workbook = read_workbook(guided_sheet).value();
  ASSERT_TRUE(put_sheet_texts(workbook, {{}, {{guidance->id, "Українська (uk)", "Записуйте дослівно"}}, {}}));
  EXPECT_NE(write_csv(workbook).find("guidance_hint::Українська (uk)"), std::string::npos);
}

TEST(FormStrings, ForgetThatALanguageWasUncheckedOnceSomebodyCheckedIt) {
  const std::string xml = import_form(guided_sheet, "guided.csv", {})->xml;
  EXPECT_EQ(read_strings(xml, {})->unchecked, std::vector<std::string>{"Українська (uk)"});
  const StringsChange change{{}, {}, {"Українська (uk)"}};
  const auto after = with_strings(xml, change, {});
  ASSERT_TRUE(after);
  EXPECT_TRUE(read_strings(*after, {})->unchecked.empty());
  const FormDefinition form = read_xform(*after).value();
  EXPECT_TRUE(std::all_of(form.languages.begin(), form.languages.end(), [](const FormLanguage& one) { return one.checked; }));
  auto workbook = read_workbook(guided_sheet).value();
  ASSERT_TRUE(put_sheet_texts(workbook, change));
  EXPECT_EQ(import_form(write_csv(workbook), "guided.csv", {})->definition.languages.size(), 2u);
  EXPECT_EQ(write_csv(workbook).find("uk vi"), std::string::npos);
  EXPECT_EQ(without_languages("vi uk ru", {"Tiếng Việt (vi)", "ru"}), "uk");
}

TEST(FormDifference, TellsWhatPeopleAreAskedDifferently) {
  const FormDefinition before = read_xform(tests::small_form("1")).value();
  EXPECT_TRUE(compare_forms(before, read_xform(tests::small_form("2")).value()).empty()) << "a version alone is no change";
  std::string xml = tests::small_form("2");
  xml.replace(xml.find("<item><label>Cannot judge</label><value>na</value></item>"), 57,
              "<item><label>No idea</label><value>na</value></item>");
  xml.replace(xml.find("<code/>"), 7, "<who/>");
  for (std::size_t at; (at = xml.find("/data/code")) != std::string::npos;) xml.replace(at, 10, "/data/who");
  const auto changes = compare_forms(before, read_xform(xml).value());
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].kind, FormChange::Kind::added);
  EXPECT_EQ(changes[0].name, "who");
  EXPECT_EQ(changes[1].name, "lighting");
  EXPECT_EQ(changes[1].details[0].what, "choice_label");
  EXPECT_EQ(changes[1].details[0].after, "na: No idea");
  EXPECT_EQ(changes[2].kind, FormChange::Kind::removed);
}

}  // namespace
}  // namespace cityaudit::ingest
