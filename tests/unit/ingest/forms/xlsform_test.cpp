// What becomes of the types and columns of an XLSForm.

#include "tests/support/sheet_form.h"
#include "tests/support/spreadsheet.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::import_sheets;
using tests::lines_with;
using tests::warnings_of;
using Lines = std::vector<std::string>;

/// The bind of one question of this type.
std::string bind_of(const std::string& type, const std::string& parameters = {}) {
  const auto form =
      import_sheets("type,name,label,parameters\n" + type + ",q,Q," + parameters, "list_name,name,label\nyn,yes,Yes\nyn,no,No");
  const Lines lines = lines_with(form, "<bind nodeset=\"/data/q\"");
  return lines.size() == 1 ? lines.front() : form ? "none" : form.error().code;
}

std::string control_of(const std::string& type, const std::string& parameters = {}) {
  const auto form =
      import_sheets("type,name,label,parameters\n" + type + ",q,Q," + parameters, "list_name,name,label\nyn,yes,Yes\nyn,no,No");
  const Lines lines = lines_with(form, " ref=\"/data/q\"");
  return lines.empty() ? "none" : lines.front();
}

TEST(Xlsform, EveryTypeHasItsBind) {
  EXPECT_EQ(bind_of("text"), R"x(<bind nodeset="/data/q" type="string"/>)x");
  EXPECT_EQ(bind_of("integer"), R"x(<bind nodeset="/data/q" type="int"/>)x");
  EXPECT_EQ(bind_of("decimal"), R"x(<bind nodeset="/data/q" type="decimal"/>)x");
  EXPECT_EQ(bind_of("range"), R"x(<bind nodeset="/data/q" type="int"/>)x");
  EXPECT_EQ(bind_of("range", "start=0 end=1 step=0.1"), R"x(<bind nodeset="/data/q" type="decimal"/>)x");
  EXPECT_EQ(bind_of("date"), R"x(<bind nodeset="/data/q" type="date"/>)x");
  EXPECT_EQ(bind_of("time"), R"x(<bind nodeset="/data/q" type="time"/>)x");
  EXPECT_EQ(bind_of("dateTime"), R"x(<bind nodeset="/data/q" type="dateTime"/>)x");
  EXPECT_EQ(bind_of("note"), R"x(<bind nodeset="/data/q" type="string" readonly="true()"/>)x");
  EXPECT_EQ(bind_of("select_one yn"), R"x(<bind nodeset="/data/q" type="string"/>)x");
  EXPECT_EQ(bind_of("select multiple from yn"), R"x(<bind nodeset="/data/q" type="string"/>)x");
  EXPECT_EQ(bind_of("rank yn"), R"x(<bind nodeset="/data/q" type="odk:rank"/>)x");
  EXPECT_EQ(bind_of("geopoint"), R"x(<bind nodeset="/data/q" type="geopoint"/>)x");
  EXPECT_EQ(bind_of("geotrace"), R"x(<bind nodeset="/data/q" type="geotrace"/>)x");
  EXPECT_EQ(bind_of("geoshape"), R"x(<bind nodeset="/data/q" type="geoshape"/>)x");
  EXPECT_EQ(bind_of("image", "max-pixels=1024"), R"x(<bind nodeset="/data/q" type="binary" orx:max-pixels="1024"/>)x");
  EXPECT_EQ(bind_of("audio", "quality=low"), R"x(<bind nodeset="/data/q" type="binary" odk:quality="low"/>)x");
  EXPECT_EQ(bind_of("barcode"), R"x(<bind nodeset="/data/q" type="barcode"/>)x");
  EXPECT_EQ(bind_of("acknowledge"), R"x(<bind nodeset="/data/q" type="string"/>)x");
  EXPECT_EQ(bind_of("start"), R"x(<bind nodeset="/data/q" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>)x");
  EXPECT_EQ(bind_of("today"), R"x(<bind nodeset="/data/q" type="date" jr:preload="date" jr:preloadParams="today"/>)x");
  EXPECT_EQ(bind_of("username"), R"x(<bind nodeset="/data/q" type="string" jr:preload="property" jr:preloadParams="username"/>)x");
}

TEST(Xlsform, EveryTypeHasItsControl) {
  EXPECT_EQ(control_of("text", "rows=3"), R"x(<input ref="/data/q" rows="3">)x");
  EXPECT_EQ(control_of("range", "start=1; end=5"), R"x(<range ref="/data/q" start="1" end="5" step="1">)x");
  EXPECT_EQ(control_of("select_one yn"), R"x(<select1 ref="/data/q">)x");
  EXPECT_EQ(control_of("select_multiple yn"), R"x(<select ref="/data/q">)x");
  EXPECT_EQ(control_of("rank yn"), R"x(<odk:rank ref="/data/q">)x");
  EXPECT_EQ(control_of("video"), R"x(<upload ref="/data/q" mediatype="video/*">)x");
  EXPECT_EQ(control_of("file"), R"x(<upload ref="/data/q" mediatype="application/*">)x");
  EXPECT_EQ(control_of("acknowledge"), R"x(<trigger ref="/data/q">)x");
  EXPECT_EQ(control_of("geopoint", "capture-accuracy=10 warning-accuracy = 50"),
            R"x(<input ref="/data/q" accuracyThreshold="10" unacceptableAccuracyThreshold="50">)x");
  EXPECT_EQ(control_of("hidden"), "none");
  EXPECT_EQ(control_of("deviceid"), "none");
}

TEST(Xlsform, ChoicesStandInSecondaryInstances) {
  const auto form = import_sheets(
      "type,name,label,choice_filter,parameters\nselect_one walk,w,W,,\nselect_one stop,s,S,walk=${w},\n"
      "select_one_from_file places.csv,p,P,area = ${w},value=code label=title\n"
      "select_one walk,r,R,,\"randomize=true, seed=42\"\nselect_multiple_from_file map.geojson,g,G,,",
      "list_name,name,label,walk,a note\nwalk,p7,Praha 7,,x\nstop,s1,Letná,p7,");
  EXPECT_EQ(
      lines_with(form, "<itemset"),
      (Lines{R"x(<itemset nodeset="instance('walk')/root/item">)x", R"x(<itemset nodeset="instance('stop')/root/item[walk= /data/w]">)x",
             R"x(<itemset nodeset="instance('places')/root/item[area =  /data/w]">)x",
             R"x(<itemset nodeset="randomize(instance('walk')/root/item, 42)">)x", R"x(<itemset nodeset="instance('map')/root/item">)x"}));
  EXPECT_EQ(lines_with(form, "<item>"), (Lines{"<item><name>p7</name><label>Praha 7</label></item>",
                                               "<item><name>s1</name><label>Letná</label><walk>p7</walk></item>"}));
  EXPECT_EQ(lines_with(form, "src="), (Lines{R"x(<instance id="places" src="jr://file-csv/places.csv"/>)x",
                                             R"x(<instance id="map" src="jr://file/map.geojson"/>)x"}));
  EXPECT_EQ(lines_with(form, "<value ref=\"code\"").size(), 1u);
  EXPECT_EQ(lines_with(form, "<label ref=\"title\"").size(), 2u);
  EXPECT_EQ(warnings_of(form), Lines{"choices!F1 xlsform.choice_column_ignored"});
  ASSERT_TRUE(form);
  EXPECT_EQ(form->definition.media_files, (Lines{"map.geojson", "places.csv"}));
}

TEST(Xlsform, ReferencesAreRelativeInsideARepeatAndAbsoluteOutside) {
  const auto form = import_sheets(
      "type,name,label,relevant,calculation,choice_filter\ntext,code,Code,,,\nbegin repeat,photos,Photos,,,\nbegin group,picture,,,,\n"
      "text,caption,${code}: caption,,,\nend group,,,,,\ntext,more,More on ${caption},${caption} != '' and ${code} = 'x',,\n"
      "select_one l,s,S,,,c = ${caption}\nend repeat,,,,,\n"
      "calculate,first,,,\"indexed-repeat(${caption}, ${photos}, 1)\",\ncalculate,joined,,,\"join(' ', ${caption})\",\n"
      "calculate,old,,,${last-saved#code},\ncalculate,stop,,,instance('l')/root/item[name = ${code}]/label,",
      "list_name,name,label,c\nl,a,A,b");
  EXPECT_EQ(lines_with(form, "nodeset=\"/data/photos/more\""),
            Lines{R"x(<bind nodeset="/data/photos/more" type="string" relevant="../picture/caption  != '' and  /data/code  = 'x'"/>)x"});
  EXPECT_EQ(lines_with(form, "<label>"), (Lines{"<item><name>a</name><label>A</label><c>b</c></item>", "<label>Code</label>",
                                                "<label>Photos</label>", "<label><output value=\"/data/code\"/>: caption</label>",
                                                "<label>More on <output value=\"../picture/caption\"/></label>", "<label>S</label>"}))
      << "without a translation there is no itext";
  EXPECT_EQ(lines_with(form, "item[c"), Lines{R"x(<itemset nodeset="instance('l')/root/item[c =  current()/../picture/caption]">)x"});
  EXPECT_EQ(
      lines_with(form, "indexed-repeat"),
      Lines{
          R"x(<bind nodeset="/data/first" type="string" calculate="indexed-repeat( /data/photos/picture/caption ,  /data/photos , 1)"/>)x"});
  EXPECT_EQ(lines_with(form, "/data/old").back(),
            R"x(<bind nodeset="/data/old" type="string" calculate="instance('__last-saved')/data/code"/>)x");
  EXPECT_EQ(lines_with(form, "last-saved\" src"), Lines{R"x(<instance id="__last-saved" src="jr://instance/last-saved"/>)x"});
}

TEST(Xlsform, ARepeatStandsAsTemplateAndOnce) {
  const auto form = import_sheets(
      "type,name,label,repeat_count,default\ninteger,n,N,,\nbegin repeat,a,A,${n},\nbegin repeat,b,B,3,\n"
      "text,c,C,,x\nend repeat,,,,\nend repeat,,,,");
  EXPECT_EQ(lines_with(form, "jr:template"), (Lines{R"x(<a jr:template="">)x", R"x(<b jr:template="">)x"}));
  EXPECT_EQ(lines_with(form, "<c>x</c>").size(), 2u) << "the template within the template, and the first";
  EXPECT_EQ(lines_with(form, "jr:count"),
            (Lines{R"x(<repeat nodeset="/data/a" jr:count="/data/n">)x", R"x(<repeat nodeset="/data/a/b" jr:count="../b_count">)x"}));
  EXPECT_EQ(lines_with(form, "b_count\" type"),
            Lines{R"x(<bind nodeset="/data/a/b_count" type="string" readonly="true()" calculate="3"/>)x"});
}

TEST(Xlsform, DefaultsAndTriggersBecomeActions) {
  const auto form = import_sheets(
      "type,name,label,default,calculation,trigger\ndate,d,D,today(),,\ndate,e,E,2018-06-18,,\n"
      "text,f,F,a - b,,\nbegin repeat,r,R,,,\ntext,g,G,${f},,\nend repeat,,,,,\n"
      "dateTime,at,,,now(),${f}\nbackground-geopoint,here,,,,${f}\nstart-geopoint,first,,,,\nimage,i,I,map.png,,");
  EXPECT_EQ(lines_with(form, "event="), (Lines{R"x(<setvalue event="odk-instance-first-load" ref="/data/d" value="today()"/>)x",
                                               R"x(<setvalue event="odk-instance-first-load" ref="/data/r/g" value="/data/f"/>)x",
                                               R"x(<odk:setgeopoint event="odk-instance-first-load" ref="/data/first"/>)x",
                                               R"x(<setvalue event="xforms-value-changed" ref="/data/at" value="now()"/>)x",
                                               R"x(<odk:setgeopoint event="xforms-value-changed" ref="/data/here"/>)x",
                                               R"x(<setvalue event="odk-new-repeat" ref="/data/r/g" value="/data/f"/>)x"}));
  EXPECT_EQ(lines_with(form, "<e>"), Lines{"<e>2018-06-18</e>"});
  EXPECT_EQ(lines_with(form, "<f>"), Lines{"<f>a - b</f>"});
  EXPECT_EQ(lines_with(form, "<i>"), Lines{"<i>jr://images/map.png</i>"});
  EXPECT_EQ(lines_with(form, "nodeset=\"/data/at\""), Lines{R"x(<bind nodeset="/data/at" type="dateTime"/>)x"});
  EXPECT_EQ(lines_with(form, "input ref=\"/data/at\""), Lines{});
}

TEST(Xlsform, TextsOfSeveralLanguagesStandInItext) {
  const auto form = import_sheets(
      "type,name,label::Čeština (cs),label::English (en),hint,guidance_hint,constraint,constraint_message::Čeština "
      "(cs),media::audio::English (en)\n"
      "text,q,Otázka „${q}“,Question,h,g,. != 'x',Ne ${q},q.mp3\nselect_one yn,s,Ano?,,,,,,",
      "list_name,name,label::Čeština (cs),label::English (en)\nyn,yes,Ano,Yes", "form_id,version,default_language\nf,1,Čeština (cs)");
  EXPECT_EQ(lines_with(form, "<translation"),
            (Lines{R"x(<translation lang="Čeština (cs)" default="true()">)x", R"x(<translation lang="English (en)">)x"}));
  EXPECT_EQ(
      lines_with(form, "<text id"),
      (Lines{R"x(<text id="yn-0"><value>Ano</value></text>)x",
             R"x(<text id="/data/q:label"><value>Otázka „<output value="/data/q"/>“</value></text>)x",
             R"x(<text id="/data/q:hint"><value>h</value><value form="guidance">g</value></text>)x",
             R"x(<text id="/data/q:jr:constraintMsg"><value>Ne <output value="/data/q"/></value></text>)x",
             R"x(<text id="/data/s:label"><value>Ano?</value></text>)x", R"x(<text id="yn-0"><value>Yes</value></text>)x",
             R"x(<text id="/data/q:label"><value>Question</value><value form="audio">jr://audio/q.mp3</value></text>)x",
             R"x(<text id="/data/q:hint"><value>-</value><value form="guidance">-</value></text>)x",
             R"x(<text id="/data/q:jr:constraintMsg"><value>-</value></text>)x", R"x(<text id="/data/s:label"><value>-</value></text>)x"}));
  EXPECT_EQ(warnings_of(form), (Lines{"survey!2 xlsform.translation_missing", "survey!2 xlsform.translation_missing",
                                      "survey!2 xlsform.translation_missing", "survey!3 xlsform.translation_missing"}));
  ASSERT_TRUE(form);
  const Control* select = form->definition.find_control("/data/s");
  ASSERT_TRUE(select);
  EXPECT_EQ(select->label.in("en"), "Ano?") << "a dash is no translation: the default language steps in";
}

TEST(Xlsform, ForeignAttributesReachBindBodyAndInstance) {
  const auto form = import_sheets(
      "type,name,label,bind::ca:as,bind::ca:theme,bind::ca:scale,body::class,instance::ca:tag\n"
      "select_one r,q,Q,score,T3.1,0 1,big,t",
      "list_name,name,label\nr,0,No\nr,1,Yes",
      "form_id,version,namespaces,attribute::ca:note,instance_name,style\n"
      "f,2,\"ca=\"\"urn:cityaudit:xforms:1\"\"\",hello,${q},pages");
  EXPECT_EQ(lines_with(form, "ca:as"), Lines{R"x(<bind nodeset="/data/q" type="string" ca:as="score" ca:theme="T3.1" ca:scale="0 1"/>)x"});
  EXPECT_EQ(lines_with(form, "class=\"big\""), Lines{R"x(<select1 ref="/data/q" class="big">)x"});
  EXPECT_EQ(lines_with(form, "ca:tag"), Lines{R"x(<q ca:tag="t"/>)x"});
  EXPECT_EQ(lines_with(form, "ca:note"), Lines{R"x(<data id="f" version="2" ca:note="hello">)x"});
  EXPECT_EQ(lines_with(form, "instanceName\""), Lines{R"x(<bind nodeset="/data/meta/instanceName" type="string" calculate="/data/q"/>)x"});
  EXPECT_EQ(lines_with(form, "h:body class"), Lines{R"x(<h:body class="pages">)x"});
  ASSERT_TRUE(form);
  EXPECT_EQ(form->definition.find_bind("/data/q")->mapping.theme, "T3.1");
}

TEST(Xlsform, OrOtherAsksWhatElse) {
  const auto form = import_sheets("type,name,label\nselect_one yn or_other,q,Q", "list_name,name,label\nyn,yes,Yes");
  EXPECT_EQ(lines_with(form, "<item>").back(), "<item><name>other</name><label>Other</label></item>");
  EXPECT_EQ(lines_with(form, "q_other\" type"),
            Lines{R"x(<bind nodeset="/data/q_other" type="string" relevant="selected(../q, 'other')"/>)x"});
}

TEST(Xlsform, AuditStandsInTheMetaBlock) {
  const auto form = import_sheets("type,name,label,parameters\naudit,,,track-changes=true\ntext,q,Q,");
  EXPECT_EQ(lines_with(form, "audit\""), Lines{R"x(<bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true"/>)x"});
}

TEST(Xlsform, ATableListHasARowOfLabels) {
  const auto form =
      import_sheets("type,name,label,appearance\nbegin group,g,Group,table-list\nselect_one yn,a,A,\nselect_one yn,b,B,\nend group,,,",
                    "list_name,name,label\nyn,yes,Yes");
  EXPECT_EQ(lines_with(form, "appearance"), (Lines{R"x(<group ref="/data/g" appearance="field-list">)x",
                                                   R"x(<select1 ref="/data/g/reserved_name_for_field_list_labels_3" appearance="label">)x",
                                                   R"x(<select1 ref="/data/g/a" appearance="list-nolabel">)x",
                                                   R"x(<select1 ref="/data/g/b" appearance="list-nolabel">)x"}));
  EXPECT_EQ(lines_with(form, "input ref"), Lines{R"x(<input ref="/data/g/generated_table_list_label_2">)x"});
}

TEST(Xlsform, ChoicesMayBeAnswersOfARepeat) {
  const auto form =
      import_sheets("type,name,label,choice_filter\nbegin repeat,person,P,\ntext,who,Who,\nend repeat,,,\nselect_one ${who},head,Head,");
  EXPECT_EQ(lines_with(form, "<itemset"), Lines{R"x(<itemset nodeset="/data/person[./who != '']">)x"});
  EXPECT_EQ(lines_with(form, "<value ref"), Lines{R"x(<value ref="who"/>)x"});
}

TEST(Xlsform, TypographicQuotesWorkInExpressionsAndStayInTexts) {
  const auto form = import_sheets("type,name,label,relevant\ntext,a,„Ano“,\ntext,b,B,${a} = ‘x’");
  EXPECT_EQ(lines_with(form, "relevant"), Lines{R"x(<bind nodeset="/data/b" type="string" relevant="/data/a  = 'x'"/>)x"});
  EXPECT_EQ(lines_with(form, "<label>").front(), "<label>„Ano“</label>");
}

TEST(Xlsform, AnXlsxAndACsvGiveTheSameForm) {
  const std::string xlsx =
      tests::xlsx_of({{"Survey", {{"type", "name", "label"}, {"integer", "n", "N"}}}, {"settings", {{"form_id", "version"}, {"f", "1"}}}});
  const auto from_xlsx = import_form(xlsx, "f.xlsx");
  const auto from_csv = import_sheets("type,name,label\ninteger,n,N");
  ASSERT_TRUE(from_xlsx);
  ASSERT_TRUE(from_csv);
  EXPECT_EQ(from_xlsx->xml, from_csv->xml);
}

TEST(Xlsform, AnXformIsTakenAsItIs) {
  const auto form = import_sheets("type,name,label\ninteger,n,N");
  ASSERT_TRUE(form);
  const auto again = import_form(form->xml, "f.xml");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->xml, form->xml);
  EXPECT_EQ(again->definition.form_id, "f");
}

}  // namespace
}  // namespace cityaudit::ingest
