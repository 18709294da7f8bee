// A form in one language that nobody named gets translatable: in the XForm, and in the spreadsheet it was made of.

#include "ingest/forms/form_difference.h"
#include "ingest/forms/form_strings.h"
#include "ingest/forms/import.h"
#include "ingest/forms/sheet_texts.h"
#include "ingest/forms/workbook_write.h"
#include "tests/support/ingest_fixture.h"
#include "tests/support/xform_structure.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace cityaudit::ingest {
namespace {

const std::string czech = "Čeština (cs)";

StringsChange naming(const std::string& language) {
  StringsChange change;
  change.text_language = language;
  return change;
}

/// What the two ways to name the language make of one spreadsheet: its XForm changed, and the changed spreadsheet imported.
struct BothWays {
  std::string form, sheet;
  explicit BothWays(std::string_view csv) {
    const auto made = import_form(csv, "form.csv", {});
    EXPECT_TRUE(made) << (made.error().fields.empty() ? made.error().code : made.error().fields[0].code);
    if (!made) return;
    const auto named = with_strings(made->xml, naming(czech), {});
    EXPECT_TRUE(named) << named.error().code;
    form = named ? *named : std::string();
    auto workbook = read_workbook(csv).value();
    EXPECT_TRUE(put_sheet_texts(workbook, naming(czech)));
    sheet = write_csv(workbook);
  }
  std::vector<std::string> differences() const {
    const auto again = import_form(sheet, "form.csv", {});
    return again ? tests::structural_differences(again->xml, form) : std::vector<std::string>{again.error().code};
  }
};

const char plain_sheet[] =
    "survey\n"
    ",type,name,label,hint,constraint,constraint_message,required,required_message,choice_filter\n"
    ",begin group,place,Místo,,,,,,\n"
    ",text,who,Kdo jste?,Jak chcete,,,yes,Bez toho to nejde,\n"
    ",integer,age,\"Kolik je vám let, ${who}?\",,. < 120,Tolik ne,,,\n"
    ",end group,,,,,,,,\n"
    ",begin repeat,stops,Zastávka,,,,,,\n"
    ",select_one light,lighting,Světlo,,,,,,\n"
    ",select_multiple light,more,Další,,,,,,\n"
    ",end repeat,,,,,,,,\n"
    ",note,thanks,Děkujeme,,,,,,\n"
    "choices\n,list_name,name,label\n,light,0,Žádné\n,light,1,Slabé\n"
    "settings\n,form_id,version\n,plain,1\n";

TEST(InlineTexts, OfASheetBecomeTheTextsThatItsImportWouldMake) {
  const BothWays both(plain_sheet);
  EXPECT_EQ(both.differences(), std::vector<std::string>());
  EXPECT_NE(both.sheet.find("label::" + czech), std::string::npos);
  EXPECT_NE(both.sheet.find("required_message::" + czech), std::string::npos);
  const auto strings = read_strings(both.form, {}).value();
  EXPECT_EQ(strings.languages, std::vector<std::string>{czech});
  EXPECT_FALSE(strings.language_unnamed);
  const auto age =
      std::find_if(strings.strings.begin(), strings.strings.end(), [](const FormString& one) { return one.id == "/data/place/age:label"; });
  ASSERT_NE(age, strings.strings.end());
  EXPECT_EQ(age->texts.at(czech), "Kolik je vám let, ${/data/place/who}?");
}

TEST(InlineTexts, OfASheetWithPicturesAndGuidanceGetOneNameToo) {
  // Pictures and guidance stand in itext already, under the language "default".
  const BothWays both(
      "survey\n,type,name,label,hint,guidance_hint,media::image\n,select_one yn,one,První,Rada,Návod,a.png\n,text,two,Druhá,,,\n"
      "choices\n,list_name,name,label\n,yn,y,Ano\n,yn,n,Ne\n");
  EXPECT_EQ(both.differences(), std::vector<std::string>());
  EXPECT_NE(both.sheet.find("default_language"), std::string::npos) << "a sheet of settings is added";
  EXPECT_NE(both.sheet.find("media::image::" + czech), std::string::npos);
}

TEST(InlineTexts, WithoutACellLeaveTheSheetBehindOnceTheyAreEdited) {
  // "Specify other" is the converter's own text, in English; nobody can translate it in the sheet.
  const BothWays both("survey\n,type,name,label\n,select_one yn or_other,one,První\nchoices\n,list_name,name,label\n,yn,y,Ano\n");
  const auto strings = read_strings(both.form, {}).value();
  EXPECT_TRUE(
      std::any_of(strings.strings.begin(), strings.strings.end(), [](const FormString& one) { return one.id == "/data/one_other:label"; }));
  auto workbook = read_workbook(both.sheet).value();
  EXPECT_FALSE(put_sheet_texts(workbook, {{}, {{"/data/one_other:label", czech, "Uveďte"}}, {}}));
}

TEST(InlineTexts, OfAnOldSheetKeepItsSingleColons) {
  const BothWays both("survey\n,type,name,label,bind:relevant\n,text,one,První,\n,text,two,Druhá,${one} != ''\n");
  EXPECT_EQ(both.differences(), std::vector<std::string>());
  EXPECT_NE(both.sheet.find("label:" + czech), std::string::npos);
}

TEST(InlineTexts, BesideAnotherLanguageWaitForTheirTranslation) {
  const char sheet[] = "survey\n,type,name,label,hint,label::English (en)\n,text,one,První,Krátce,First\n";
  const BothWays both(sheet);
  EXPECT_EQ(both.differences(), std::vector<std::string>());
  EXPECT_TRUE(read_strings(import_form(sheet, "form.csv", {})->xml, {})->language_unnamed);
  const auto strings = read_strings(both.form, {}).value();
  EXPECT_EQ(strings.languages, (std::vector<std::string>{czech, "English (en)"}));
  ASSERT_EQ(strings.strings.size(), 2u);
  EXPECT_EQ(strings.strings[1].texts.at(czech), "Krátce");
  EXPECT_EQ(strings.strings[1].texts.at("English (en)"), "");
}

TEST(InlineTexts, OfAForeignFormCanBeTranslatedAndStaySoForItsReaders) {
  const std::string before = tests::small_form();
  EXPECT_TRUE(read_strings(before, {})->language_unnamed);
  StringsChange change = naming("English (en)");
  change.new_languages = {czech};
  change.edits = {{"/data/lighting:label", czech, "Světlo"}, {"/data/lighting/0:label", czech, "Žádné"}};
  const auto after = with_strings(before, change, {});
  ASSERT_TRUE(after) << after.error().code;
  const FormDefinition form = read_xform(*after).value();
  EXPECT_EQ(form.languages.size(), 2u);
  EXPECT_EQ(form.default_language(), "en");
  EXPECT_NE(after->find("<value>Cannot judge</value>"), std::string::npos);
  EXPECT_NE(after->find("<value>Světlo</value>"), std::string::npos);
  // In the first language nothing reads otherwise than before: what is new is the other language alone.
  const auto first = with_strings(before, naming("English (en)"), {});
  EXPECT_TRUE(compare_forms(read_xform(before).value(), read_xform(*first).value()).empty());
}

std::string form_with_list(std::string_view calculation) {
  std::string form = tests::small_form();
  form.replace(form.find("</instance>"), 11,
               "</instance><instance id=\"wards\"><root><item><name>a</name><label>Alpha</label></item>"
               "<item><name>b</name><label/></item></root></instance>");
  const std::size_t at = form.find("<input ref=\"/data/code\"><label>Code</label></input>");
  form.replace(at, 51,
               "<select1 ref=\"/data/code\"><label>Ward</label><itemset nodeset=\"instance('wards')/root/item\">"
               "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>");
  const std::string bind = "<bind nodeset=\"/data/comment\" type=\"string\"";
  form.replace(form.find(bind), bind.size(), bind + " calculate=\"" + std::string(calculation) + "\"");
  return form;
}

TEST(InlineTexts, OfAListStayWhereAnExpressionReadsThem) {
  const std::string reading = "instance('wards')/root/item[name = /data/code]/label";
  const auto kept = with_strings(form_with_list(reading), naming(czech), {});
  ASSERT_TRUE(kept);
  EXPECT_NE(kept->find("<itextId>wards-0</itextId><name>a</name><label>Alpha</label>"), std::string::npos);
  const auto moved = with_strings(form_with_list("'x'"), naming(czech), {});
  ASSERT_TRUE(moved);
  EXPECT_NE(moved->find("<itextId>wards-0</itextId><name>a</name></item>"), std::string::npos);
  for (const auto& form : {*kept, *moved}) {
    EXPECT_NE(form.find("<text id=\"wards-0\"><value>Alpha</value></text>"), std::string::npos);
    EXPECT_NE(form.find("<label ref=\"jr:itext(itextId)\""), std::string::npos);
    EXPECT_TRUE(read_xform(form));
  }
}

TEST(InlineTexts, KeepThePrefixesOfTheirDocument) {
  const auto after = with_strings(
      "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:f=\"http://www.w3.org/2002/xforms\"><head><title>T</title><f:model>"
      "<f:instance><data xmlns=\"\" id=\"p\" version=\"1\"><a/></data></f:instance><f:bind id=\"bind-a\" "
      "nodeset=\"/data/a\"/></f:model></head>"
      "<body><f:input bind=\"bind-a\"><f:label>Proč?</f:label></f:input></body></html>",
      naming(czech), {});
  ASSERT_TRUE(after);
  EXPECT_NE(after->find("<f:itext><f:translation lang=\"" + czech +
                        "\" default=\"true()\"><f:text id=\"/data/a:label\"><f:value>Proč?</f:value>"),
            std::string::npos)
      << *after;
  EXPECT_TRUE(read_xform(*after)) << "still a form";
}

TEST(InlineTexts, AreNamedOnceAndWithANameThatPeopleMayUse) {
  const auto named = with_strings(tests::small_form(), naming(czech), {});
  ASSERT_TRUE(named);
  EXPECT_EQ(with_strings(*named, naming("English (en)"), {}).error().code, "form.languages_named");
  EXPECT_EQ(with_strings(tests::small_form(), naming(" "), {}).error().code, "form.language_unusable");
  EXPECT_EQ(with_strings(tests::small_form(), naming("a\nb"), {}).error().code, "form.language_unusable");
}

}  // namespace
}  // namespace cityaudit::ingest
