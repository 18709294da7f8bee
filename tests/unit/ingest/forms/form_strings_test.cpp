#include "ingest/forms/form_strings.h"

#include "ingest/forms/form_difference.h"
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
  const auto after = with_strings(before, {"Українська (uk)"}, {{"comment", "English (en)", "Why <b> & ${/data/lighting}?"}}, {});
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
  EXPECT_EQ(with_strings(translated_form(), {}, {{"nothing", "English (en)", "x"}}, {}).error().code, "form.string_unknown");
  EXPECT_EQ(with_strings(translated_form(), {"English (en)"}, {}, {}).error().code, "form.language_unusable");
  EXPECT_EQ(with_strings(translated_form(), {" "}, {}, {}).error().code, "form.language_unusable");
  EXPECT_EQ(with_strings(tests::small_form(), {}, {}, {}).error().code, "form.no_itext");
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
