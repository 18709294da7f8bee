// What an author is told: every fault with its place, all in one answer.

#include "base/messages.h"
#include "tests/support/sheet_form.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::faults_of;
using tests::import_sheets;
using tests::warnings_of;
using Notes = std::vector<std::string>;

TEST(XlsformRefusal, AllFaultsComeInOneAnswer) {
  const auto form = import_sheets(
      "type,name,label,relevant,constraint\n"
      "text,a,A,${b} = 1,\n"
      "text,a,A again,,\n"
      "txt,c,C,,\n"
      "text,d e,D,,\n"
      "select_one colours,f,F,,\n"
      "begin group,g,G,,\n"
      "integer,h,H,,. > (1\n"
      "text,i,,,");
  EXPECT_EQ(faults_of(form),
            (Notes{"survey!B4 xlsform.type_unknown_near", "survey!B6 xlsform.choices_sheet_missing", "survey!B7 xlsform.group_open",
                   "survey!C3 xlsform.name_twice", "survey!C5 xlsform.name_unusable", "survey!D9 xlsform.label_missing",
                   "survey!E2 xlsform.reference_unknown", "survey!F8 form.expression_unfinished"}));
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().code, "form.faulty");
}

TEST(XlsformRefusal, PlacesAreSheetColumnAndRow) {
  const auto form = import_sheets("type,name,label,constraint\nnote,n,N,\ntext,a,A,. = = 1");
  ASSERT_EQ(faults_of(form), Notes{"survey!E3 form.expression_unexpected"});
  const FieldError fault = form.error().fields.front();
  const auto argument = [&](std::string_view name) {
    for (const MessageArgument& given : fault.arguments)
      if (given.name == name) return given.value;
    return std::string("none");
  };
  EXPECT_EQ(argument("sheet"), "survey");
  EXPECT_EQ(argument("row"), "3");
  EXPECT_EQ(argument("column"), "E");
  EXPECT_EQ(argument("header"), "constraint");
  EXPECT_EQ(argument("position"), "5");
}

TEST(XlsformRefusal, PositionsCountTheReferencesAsWritten) {
  const auto form = import_sheets("type,name,label,constraint\ninteger,žluťoučký,A,\ntext,b,B,${žluťoučký} > 1 1");
  ASSERT_FALSE(form);
  std::string position;
  const Error error = form.error();
  for (const MessageArgument& argument : error.fields.front().arguments)
    if (argument.name == "position") position = argument.value;
  EXPECT_EQ(position, "18");
}

TEST(XlsformRefusal, MisspeltNamesAreGuessed) {
  const auto meant = [](const Result<ImportedForm>& form) {
    if (form) return std::string("no fault");
    const Error error = form.error();
    for (const MessageArgument& argument : error.fields.front().arguments)
      if (argument.name == "meant") return argument.value;
    return error.fields.front().code;
  };
  EXPECT_EQ(meant(import_sheets("type,name,label\nselect_noe yn,q,Q")), "select_one");
  EXPECT_EQ(meant(import_sheets("type,name,label,relevant\ntext,address,A,\ntext,b,B,${adress} = 1")), "address");
  EXPECT_EQ(meant(import_sheets("type,name,label\nselect_one yesno,q,Q", "list_name,name,label\nyes_no,yes,Yes")), "yes_no");
  EXPECT_EQ(warnings_of(import_sheets("type,name,label,relevent\ntext,a,A,x")), Notes{"survey!E1 xlsform.column_unknown_near"});
}

TEST(XlsformRefusal, GroupsAndRepeatsCloseWhatTheyOpened) {
  EXPECT_EQ(faults_of(import_sheets("type,name,label\nbegin group,g,G\ntext,a,A\nend repeat,,")),
            Notes{"survey!B4 xlsform.end_repeat_of_group"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\nbegin repeat,g,G\ntext,a,A\nend group,,")),
            Notes{"survey!B4 xlsform.end_group_of_repeat"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\ntext,a,A\nend group,,")), Notes{"survey!B3 xlsform.end_group_alone"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\nbegin repeat,r,R\ntext,a,A")), Notes{"survey!B2 xlsform.repeat_open"});
}

TEST(XlsformRefusal, SheetsAndColumnsThatAreMissing) {
  EXPECT_EQ(faults_of(import_form("data\n,a\n", "x.csv")), Notes{"xlsform.survey_missing"});
  EXPECT_EQ(faults_of(import_sheets("name,label\na,A")), Notes{"survey!1 xlsform.columns_missing"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label,label\ntext,a,A,B")), Notes{"survey!E1 xlsform.column_twice"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label,relevant,relevance\ntext,a,A,,")), Notes{"survey!F1 xlsform.column_twice"});
}

TEST(XlsformRefusal, ChoicesAreWholeAndDifferent) {
  const auto form =
      import_sheets("type,name,label\nselect_multiple l,q,Q", "list_name,name,label\nl,a,A\nl,a,B\nl,,C\n,d,D\nl,two words,E");
  EXPECT_EQ(faults_of(form), (Notes{"choices!B7 xlsform.choice_without_list", "choices!C5 xlsform.choice_twice",
                                    "choices!C6 xlsform.choice_without_name", "choices!C8 xlsform.choice_with_space"}));
}

TEST(XlsformRefusal, ReferencesAreUnambiguousAndReadable) {
  EXPECT_EQ(faults_of(import_sheets("type,name,label,relevant\nbegin group,g,G,\ntext,a,A,\nend group,,,\ntext,a,A,\ntext,b,B,${a} = 1")),
            Notes{"survey!E6 xlsform.reference_ambiguous"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\ntext,a,Hello ${b c}")), Notes{"survey!D2 xlsform.reference_unreadable"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label,trigger,calculation\ncalculate,a,,,1\ntext,b,,${a},1")),
            Notes{"survey!E3 xlsform.trigger_invisible"});
}

TEST(XlsformRefusal, ParametersFitTheirType) {
  const auto fault = [](const std::string& type, const std::string& parameters) {
    return faults_of(import_sheets("type,name,label,parameters\n" + type + ",q,Q," + parameters));
  };
  EXPECT_EQ(fault("image", "maxpixels=3"), Notes{"survey!E2 xlsform.parameter_unknown"});
  EXPECT_EQ(fault("image", "max-pixels=big"), Notes{"survey!E2 xlsform.parameter_no_number"});
  EXPECT_EQ(fault("integer", "start=1"), Notes{"survey!E2 xlsform.parameters_none"});
  EXPECT_EQ(fault("range", "start=1 end=3 step=0"), Notes{"survey!E2 xlsform.range_step"});
  EXPECT_EQ(fault("audio", "quality=best"), Notes{"survey!E2 xlsform.parameter_value"});
  EXPECT_EQ(fault("text", "many rows"), Notes{"survey!E2 xlsform.parameters_unreadable"});
}

TEST(XlsformRefusal, RetiredTypesSayWhatToUse) {
  EXPECT_EQ(faults_of(import_sheets("type,name,label\nselect_one_external l,q,Q")), Notes{"survey!B2 xlsform.type_retired"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\nosm,q,Q")), Notes{"survey!B2 xlsform.type_retired"});
}

TEST(XlsformRefusal, TheAnalysisColumnsAreCheckedToo) {
  const auto form = import_sheets("type,name,label,bind::ca:as,bind::ca:theme\ntext,q,Q,comment,T9.9\ntext,r,R,praise,", "",
                                  "form_id,version,namespaces\nf,1,\"ca=\"\"urn:cityaudit:xforms:1\"\"\"");
  EXPECT_EQ(faults_of(form), (Notes{"survey!E3 form.unknown_role", "survey!F2 form.unknown_theme"}));
}

TEST(XlsformRefusal, WhatIsKeptOfAPhotoIsKnownAndAnnounced) {
  const auto form = import_sheets(
      "type,name,label,hint,bind::ca:as,bind::ca:keep\nimage,p,P,Its time is kept.,photo,time\nimage,q,Q,,photo,time\n"
      "image,r,R,All is kept.,photo,time gps\ntext,s,S,Words,comment,place",
      "", "form_id,version,namespaces\nf,1,\"ca=\"\"urn:cityaudit:xforms:1\"\"\"");
  EXPECT_EQ(faults_of(form),
            (Notes{"survey!E3 form.keep_without_hint", "survey!G4 form.unknown_keep", "survey!G5 form.keep_without_photo"}));
}

TEST(XlsformRefusal, WhatOnlyTheWholeFormShowsIsToldAtItsCellToo) {
  const auto unknown = import_sheets("type,name,label,relevant\ninteger,a_long_name,A,\ntext,b,B,${a_long_name} > 1 or /data/nowhere = 1");
  ASSERT_EQ(faults_of(unknown), Notes{"survey!E3 form.expression_path_unknown"});
  const FieldError fault = unknown.error().fields.front();
  for (const MessageArgument& argument : fault.arguments)
    if (argument.name == "position") {
      EXPECT_EQ(argument.value, "23");
    }
  EXPECT_EQ(faults_of(import_sheets("type,name,label,calculation\ncalculate,a,,${b}\ncalculate,b,,${a}")).front().substr(0, 7), "survey!");
}

TEST(XlsformRefusal, WarningsRefuseNothing) {
  const auto form =
      import_sheets("type,name,label::Čeština (cs),label::English (en),save_to\ntext,a,Jedna,,x\ntext,A,Dva,Two,", "", "form_title\nT");
  EXPECT_EQ(warnings_of(form),
            (Notes{"settings xlsform.form_id_missing", "settings xlsform.version_missing", "survey!2 xlsform.translation_missing",
                   "survey!C3 xlsform.name_twice_but_case", "survey!F2 xlsform.entities_ignored"}));
}

TEST(XlsformRefusal, ShortSheetsCannotAskForEndlessForms) {
  std::string deep = "type,name,label";
  for (int i = 0; i < 2'000; ++i) deep += "\nbegin group,g" + std::to_string(i) + ",G";
  EXPECT_EQ(faults_of(import_sheets(deep)).back().substr(0, 7), "survey!");
  std::string references = "type,name,label";
  for (int i = 0; i < 10; ++i) references += "\nbegin group," + std::string(249, 'g') + std::to_string(i) + ",G";
  references += "\ntext,a,A";
  for (int i = 0; i < 10; ++i) references += "\nend group,,";
  references += "\nnote,n,";
  for (int i = 0; i < 20'000; ++i) references += "${a}";
  EXPECT_EQ(faults_of(import_sheets(references)), Notes{"survey form.too_large"});
  std::string languages = "type,name";
  for (int i = 0; i < 200; ++i) languages += ",label::L" + std::to_string(i);
  EXPECT_EQ(faults_of(import_sheets(languages + "\ntext,a,A")), Notes{"survey!1 xlsform.languages_many"});
  EXPECT_EQ(faults_of(import_sheets("type,name,label\ntext," + std::string(256, 'a') + ",A")), Notes{"survey!C2 xlsform.name_unusable"});
}

TEST(XlsformRefusal, EveryNoteHasWordsInCzechAndEnglish) {
  const auto messages = Messages::load();
  ASSERT_TRUE(messages);
  const auto form = import_sheets("type,name,label,relevant\ntext,a,A,${b} = 1\ntext,a,A,\nselect_one l,c,C,\nfoo,d,D,");
  ASSERT_FALSE(form);
  const Error error = form.error();
  for (const FieldError& field : error.fields)
    for (const char* language : {"cs", "en"}) {
      const std::string text = messages->format(language, field.code, field.arguments);
      EXPECT_NE(text, field.code);
      EXPECT_EQ(text.find('{', 0) == std::string::npos || text.find("${") != std::string::npos, true) << text;
    }
  EXPECT_EQ(messages->format("en", "xlsform.reference_unknown", {{"name", "b"}}), "${b} asks a question b, which the form does not have.");
}

}  // namespace
}  // namespace cityaudit::ingest
