#include "ingest/forms/form_logic.h"

#include "ingest/forms/mapping.h"
#include "ingest/forms/secondary_instance.h"
#include "ingest/forms/validation.h"
#include "ingest/forms/xform.h"

#include <gtest/gtest.h>
#include <chrono>

namespace cityaudit::ingest {
namespace {

using Lines = std::vector<std::string>;

/// A form of one instance, its binds, and what else its model and its body need.
std::string form_of(std::string_view instance, std::string_view binds, std::string_view body = "", std::string_view lists = "") {
  std::string out =
      R"x(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
    xmlns:ca="urn:cityaudit:xforms:1"><h:head><model><instance><data id="f">)x";
  out.append(instance).append("</data></instance>").append(lists).append(binds);
  return out.append("</model></h:head><h:body>").append(body).append("</h:body></h:html>");
}

/// "place code found" of every fault.
Lines faults_of(const std::string& xml) {
  const auto form = read_xform(xml);
  Lines out;
  if (form) return out;
  for (const FieldError& fault : form.error().fields) {
    out.push_back(fault.field + " " + fault.code);
    for (const MessageArgument& argument : fault.arguments)
      if (argument.name == "found" || argument.name == "position" || argument.name == "paths") out.back() += " " + argument.value;
  }
  return out;
}

Lines problems_of(const std::string& form_xml, const std::string& answers, const ValidationContext& context = {},
                  const ValidationLimits& limits = {}) {
  const auto form = read_xform(form_xml);
  EXPECT_TRUE(form) << (form ? "" : form.error().code);
  const auto instance = read_instance("<data id='f'>" + answers + "<meta><instanceID>u</instanceID></meta></data>");
  Lines out;
  if (!form || !instance) return {"unreadable"};
  for (const Problem& problem : validate(*form, instance->answers, context, limits)) {
    out.push_back(problem.code.substr(8) + " " + problem.path + (problem.repeat.empty() ? "" : " " + problem.repeat));
    for (const MessageArgument& argument : problem.arguments) out.back() += " " + argument.name + "=" + argument.value;
  }
  return out;
}

TEST(FormLogic, RefusesBadExpressionsWithTheirPlace) {
  EXPECT_EQ(
      faults_of(form_of("<a/><b/>", R"x(<bind nodeset="/data/a" relevant="/data/b = "/><bind nodeset="/data/b" constraint="selcted(., 'x')"
                                             required="/data/c = 1"/>)x")),
      (Lines{"/data/a@relevant form.expression_unfinished 10", "/data/b@required form.expression_path_unknown /data/c 1",
             "/data/b@constraint form.expression_function_unknown 1 selcted"}));
  EXPECT_EQ(faults_of(form_of("<a/><g><b/></g>", R"x(<bind nodeset="/data/g/b" calculate="../../a + ../x + ../../g/b"/>)x")),
            (Lines{"/data/g/b@calculate form.expression_path_unknown /data/g/x 11"}));
}

TEST(FormLogic, RefusesCirclesAndNamesThem) {
  EXPECT_EQ(
      faults_of(form_of("<a/><b/><c/>", R"x(<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="../c"/>
                                                 <bind nodeset="/data/c" relevant="/data/a &gt; 1"/>)x")),
      (Lines{"/data/a form.expression_cycle /data/a → /data/b → /data/c → /data/a"}));
  EXPECT_EQ(faults_of(form_of("<g><a/></g>", R"x(<bind nodeset="/data/g" relevant="/data/g/a = 1"/>)x")),
            (Lines{"/data/g form.expression_cycle /data/g → /data/g/a → /data/g"}))
      << "a group hides what decides on it";
  EXPECT_EQ(faults_of(form_of("<a/>", R"x(<bind nodeset="/data/a" relevant=". != ''"/>)x")),
            (Lines{"/data/a form.expression_cycle /data/a → /data/a"}));
}

TEST(FormLogic, AllowsWhatOnlyLooksLikeACircle) {
  EXPECT_EQ(faults_of(form_of("<a/>", R"x(<bind nodeset="/data/a" calculate="once(uuid())" constraint=". != ''"/>)x")), Lines{});
  EXPECT_EQ(faults_of(form_of("<r jr:template=''><n/><total/></r>",
                              R"x(<bind nodeset="/data/r/total" calculate="../n + coalesce(../preceding-sibling::r[1]/total, 0)"/>)x",
                              "<group><repeat nodeset='/data/r'/></group>")),
            Lines{})
      << "a running total reads the repetition before";
  EXPECT_EQ(faults_of(form_of(
                "<r jr:template=''><n/></r><sum/>",
                R"x(<bind nodeset="/data/r/n" relevant="position(..) &lt; 3"/><bind nodeset="/data/sum" calculate="sum(/data/r/n)"/>)x",
                "<group><repeat nodeset='/data/r'/></group>")),
            Lines{});
}

TEST(FormLogic, JudgesRelevanceThroughGroupsRepeatsAndOtherQuestions) {
  const std::string form = form_of("<first/><second/><g><third/></g><r jr:template=''><kind/><why/></r>",
                                   R"x(<bind nodeset="/data/second" relevant="/data/first = 'yes'" required="true()"/>
         <bind nodeset="/data/g" relevant="/data/second = 'on'"/><bind nodeset="/data/g/third" required="true()"/>
         <bind nodeset="/data/r/why" relevant="../kind = 'other'" required="/data/first = 'yes'"/>)x",
                                   "<group><repeat nodeset='/data/r'/></group>");
  EXPECT_EQ(problems_of(form, "<first>yes</first><second>on</second><g><third>1</third></g>"), Lines{});
  EXPECT_EQ(problems_of(form, "<first>no</first>"), Lines{});
  EXPECT_EQ(problems_of(form, "<first>no</first><second>on</second><g><third>1</third></g>"),
            (Lines{"not_relevant /data/second", "not_relevant /data/g/third"}))
      << "an answer that is not relevant is blank to the questions after it";
  EXPECT_EQ(problems_of(form, "<first>yes</first><second>on</second>"), Lines{"required_empty /data/g/third"}) << "left out altogether";
  EXPECT_EQ(problems_of(form,
                        "<first>yes</first><second>x</second><r><kind>a</kind><why>so</why></r><r><kind>other</kind><why/></r>"
                        "<r><kind>other</kind><why>so</why></r>"),
            (Lines{"not_relevant /data/r/why r[1]", "required_empty /data/r/why r[2]"}));
}

TEST(FormLogic, JudgesConstraintsOfWhatIsAnsweredWithTheFormsOwnMessage) {
  const std::string form =
      form_of("<n/><t/>", R"x(<bind nodeset="/data/n" type="int" constraint=". &gt;= 1 and . &lt;= 10" jr:constraintMsg="1 to 10"/>
                              <bind nodeset="/data/t" constraint="regex(., '^[A-Z]+$')"/>)x");
  EXPECT_EQ(problems_of(form, "<n>5</n><t>AB</t>"), Lines{});
  EXPECT_EQ(problems_of(form, "<n/><t> </t>"), Lines{}) << "a blank answer breaks no constraint";
  EXPECT_EQ(problems_of(form, "<n>11</n><t>ab</t>"),
            (Lines{"constraint_failed /data/n message=1 to 10", "constraint_failed /data/t message="}));
}

TEST(FormLogic, JudgesTimeByTheContext) {
  const std::string form = form_of("<d/><at/>", R"x(<bind nodeset="/data/d" type="date" constraint=". &lt;= today()"/>
                                            <bind nodeset="/data/at" type="dateTime" constraint=". &lt;= now()"/>)x");
  const std::string answers = "<d>2018-06-18</d><at>2018-06-18T09:00:00.000+02:00</at>";
  ValidationContext context;
  context.now = *parse_iso8601("2018-06-18T07:00:00Z");
  EXPECT_EQ(problems_of(form, answers, context), Lines{});
  context.now = *parse_iso8601("2018-06-18T06:59:59Z");
  EXPECT_EQ(problems_of(form, answers, context), Lines{"constraint_failed /data/at message="});
  context.now = *parse_iso8601("2018-06-17T23:00:00Z");
  EXPECT_EQ(problems_of(form, "<d>2018-06-18</d>", context), Lines{"constraint_failed /data/d message="});
  context.utc_offset = 120;
  EXPECT_EQ(problems_of(form, "<d>2018-06-18</d>", context), Lines{}) << "in Prague it is tomorrow already";
  EXPECT_EQ(problems_of(form, answers), Lines{}) << "without a time nothing is in the future";
}

TEST(FormLogic, JudgesFilteredChoices) {
  const std::string form = form_of(
      "<area/><street/><stop/>", R"x(<bind nodeset="/data/area"/><bind nodeset="/data/street"/><bind nodeset="/data/stop"/>)x",
      R"x(<select1 ref="/data/street"><itemset nodeset="instance('streets')/root/item[area = /data/area]"><value ref="name"/><label ref="name"/></itemset></select1>
         <select1 ref="/data/stop"><itemset nodeset="instance('stops')/root/item[street = /data/street]"><value ref="name"/><label ref="name"/></itemset></select1>)x",
      R"x(<instance id="streets"><root><item><name>s1</name><area>A</area></item><item><name>s2</name><area>B</area></item></root></instance>
         <instance id="stops" src="jr://file-csv/stops.csv"/>)x");
  EXPECT_EQ(problems_of(form, "<area>A</area><street>s1</street>"), Lines{});
  EXPECT_EQ(problems_of(form, "<area>A</area><street>s2</street>"), Lines{"choice_not_offered /data/street choice=s2"});
  EXPECT_EQ(problems_of(form, "<area>A</area><street>s9</street>"), Lines{"unknown_choice /data/street choice=s9"}) << "told once";
  const std::string answers = "<area>A</area><street>s1</street><stop>x</stop>";
  EXPECT_EQ(problems_of(form, answers), Lines{}) << "the file is not at hand";
  FileInstances files;
  files["stops.csv"] = *read_csv_instance("name,street\nx,s1\ny,s2\n");
  ValidationContext context;
  context.files = &files;
  EXPECT_EQ(problems_of(form, answers, context), Lines{});
  EXPECT_EQ(problems_of(form, "<area>A</area><street>s1</street><stop>y</stop>", context), Lines{"choice_not_offered /data/stop choice=y"});
}

TEST(FormLogic, AnswersThatAreNotRelevantMakeNoObservations) {
  const auto form = read_xform(form_of(
      "<asked/><rating/>",
      R"x(<bind nodeset="/data/asked"/><bind nodeset="/data/rating" relevant="/data/asked = 'yes'" ca:as="score" ca:theme="T3.1" ca:scale="0 1 2"/>)x"));
  ASSERT_TRUE(form);
  const AnalysisMapping mapping(*form);
  const auto observed = [&](const std::string& answers) {
    return mapping.apply(*form, read_instance("<data id='f'>" + answers + "<meta><instanceID>u</instanceID></meta></data>")->answers)
        .size();
  };
  EXPECT_EQ(observed("<asked>yes</asked><rating>2</rating>"), 1u);
  EXPECT_EQ(observed("<asked>yes</asked><rating/>"), 1u) << "relevant but unanswered";
  EXPECT_EQ(observed("<asked>no</asked><rating>2</rating>"), 0u);
}

TEST(FormLogic, LongChainsOfQuestionsNeedNoDeepStack) {
  constexpr int questions = 5'000;
  std::string instance, binds, answers;
  for (int i = 0; i < questions; ++i) {
    // In the reverse of the order in which they depend on each other.
    const std::string name = "q" + std::to_string(questions - i);
    instance += "<" + name + "/>";
    answers += "<" + name + ">1</" + name + ">";
    if (i + 1 < questions)
      binds += "<bind nodeset='/data/" + name + "' relevant=\"/data/q" + std::to_string(questions - i - 1) + " = 1\"/>";
  }
  const std::string form = form_of(instance, binds + "<bind nodeset='/data/q1' type='int'/>");
  EXPECT_EQ(problems_of(form, answers), Lines{});
  answers.replace(answers.find("<q2>1"), 5, "<q2>0");
  EXPECT_EQ(problems_of(form, answers).size(), 200u) << "as many as are listed: q3 and all after it";
}

TEST(FormLogic, WhatTakesTooLongIsNotJudgedAndSaysSo) {
  const std::string form =
      form_of("<a/><b/>", R"x(<bind nodeset="/data/a" constraint="count(//*[count(//*[count(//*) &gt; 0]) &gt; 0]) &gt; 0"/>
                      <bind nodeset="/data/b" required="true()"/>)x");
  EXPECT_EQ(problems_of(form, "<a>1</a>"), Lines{"required_empty /data/b"});
  ValidationLimits limits;
  limits.evaluation.steps_max = 100;
  EXPECT_EQ(problems_of(form, "<a>1</a>", {}, limits), Lines{"not_judged /data"});
}

}  // namespace
}  // namespace cityaudit::ingest
