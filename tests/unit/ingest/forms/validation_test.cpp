#include "ingest/forms/validation.h"

#include "ingest/forms/answer_types.h"
#include "ingest/forms/facts.h"
#include "ingest/forms/xform.h"
#include "tests/unit/ingest/forms/example_form.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {


const FormDefinition& form() {
  static const FormDefinition definition = *read_xform(example_form);
  return definition;
}

/// "code path repeat" of every problem.
std::vector<std::string> problems_of(std::string_view xml, const ValidationLimits& limits = {}) {
  std::vector<std::string> out;
  for (const Problem& problem : validate(form(), read_instance(xml)->answers, {}, limits))
    out.push_back(problem.code + " " + problem.path + (problem.repeat.empty() ? "" : " " + problem.repeat));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Validation, FindsNothingInAGoodForm) { EXPECT_EQ(problems_of(example_answers), Lines{}); }

TEST(Validation, FlagsUnknownElementsOnce) {
  EXPECT_EQ(problems_of(replaced(example_answers, "<agree>", "<new>1</new><new>2</new><agree>")),
            Lines{"problem.unknown_element /data/new"});
  EXPECT_EQ(problems_of(replaced(example_answers, "<orx:instanceName>", "<orx:timeEnd>x</orx:timeEnd><orx:instanceName>")), Lines{});
}

TEST(Validation, FlagsChoicesThatAreNotOffered) {
  EXPECT_EQ(problems_of(replaced(example_answers, ">good<", ">great<")).front(), "problem.unknown_choice /data/state");
  EXPECT_EQ(problems_of(replaced(example_answers, "wood iron", "wood glass")), Lines{"problem.unknown_choice /data/topics"});
  EXPECT_EQ(problems_of(replaced(example_answers, ">S1<", ">anything<")), Lines{}) << "the file's rows are not the form's";
}

TEST(Validation, FlagsEmptyRequiredAnswers) {
  for (const char* blank : {"<state> </state>", ""})
    EXPECT_EQ(
        problems_of(replaced(example_answers, "<state>good</state>", blank)),
        (Lines{"problem.required_empty /data/state", "problem.not_relevant /data/inside/count", "problem.not_relevant /data/inside/far"}));
  EXPECT_EQ(problems_of(replaced(example_answers, "<count>3</count>", "")), Lines{"problem.required_empty /data/inside/count"});
  EXPECT_EQ(problems_of(replaced(example_answers, "b.jpg", "")), Lines{"problem.required_empty /data/photos/photo photos[2]"});
}

TEST(Validation, RequiresAnswersOncePerRepetitionOfNestedRepeats) {
  const auto streets = read_xform(R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
    <instance><data id="f"><street><name/><house><number/><colour/></house></street></data></instance>
    <bind nodeset="/data/street/name" required="true()"/><bind nodeset="/data/street/house/number" required="true()"/></model></h:head>
    <h:body><group><repeat nodeset="/data/street"><repeat nodeset="/data/street/house"/></repeat></group></h:body></h:html>)xml");
  ASSERT_TRUE(streets) << streets.error().code;
  const auto instance = read_instance(R"xml(<data id="f"><meta><instanceID>u</instanceID></meta>
    <street><name>A</name><house><number>1</number></house><house><colour>red</colour></house></street>
    <street><house><number>7</number></house></street></data>)xml");
  Lines found;
  for (const Problem& problem : validate(*streets, instance->answers))
    found.push_back(problem.code + " " + problem.path + " " + problem.repeat);
  EXPECT_EQ(found, (Lines{"problem.required_empty /data/street/name street[2]",
                          "problem.required_empty /data/street/house/number street[1]/house[2]"}));
}

TEST(Validation, FlagsTypesAndLengths) {
  EXPECT_EQ(problems_of(replaced(example_answers, ">3<", ">three<")), Lines{"problem.not_a_whole_number /data/inside/count"});
  EXPECT_EQ(problems_of(replaced(example_answers, ">0.5<", ">0,5<")), Lines{"problem.not_a_number /data/inside/far"});
  const auto with_letters = [](int count) {
    std::string letters;
    for (int i = 0; i < count; ++i) letters += "č";
    return problems_of(replaced(example_answers, "A good one", letters), {.text_characters_max = 40});
  };
  EXPECT_EQ(with_letters(40), Lines{});
  EXPECT_EQ(with_letters(41), Lines{"problem.too_long /data/photos/caption photos[1]"});
}

TEST(Validation, ListsNoMoreProblemsThanAllowed) {
  EXPECT_EQ(problems_of(replaced(example_answers, "wood iron", "a b c d e f"), {.problems_max = 4}).size(), 4u);
}

TEST(Validation, KnowsForeignStructure) {
  const auto check = [](std::string_view xml) {
    const auto result = check_structure(form(), *read_instance(xml));
    return result ? std::string() : result.error().code;
  };
  EXPECT_EQ(check(example_answers), "");
  EXPECT_EQ(check("<d id='benches'><state>good</state><meta><instanceID>u</instanceID></meta></d>"), "submission.foreign_structure");
  EXPECT_EQ(check("<data id='benches'><x>good</x><meta><instanceID>u</instanceID></meta></data>"), "submission.foreign_structure");
  EXPECT_EQ(check("<data id='benches'><inside><x/></inside><meta><instanceID>u</instanceID></meta></data>"), "");
  EXPECT_EQ(check("<data id='benches'><meta><instanceID>u</instanceID></meta></data>"), "") << "every question may be irrelevant";
}

TEST(AnswerTypes, JudgeValuesAsClientsWriteThem) {
  const auto good = [](AnswerType type, std::initializer_list<const char*> values) {
    for (const char* value : values) EXPECT_EQ(type_problem(type, value), "") << value;
  };
  const auto bad = [](AnswerType type, std::initializer_list<const char*> values) {
    for (const char* value : values) EXPECT_NE(type_problem(type, value), "") << value;
  };
  good(AnswerType::date, {"2018-06-18", "2018-06-18Z"});
  bad(AnswerType::date, {"2018-06-31", "18.6.2018", "2018-06-18T10:00:00Z"});
  good(AnswerType::date_time, {"2018-06-18T10:00:00.000+02:00", "2018-06-18T10:00"});
  bad(AnswerType::date_time, {"2018-06-18", "2018-06-18T25:00:00Z"});
  good(AnswerType::time, {"10:00:00.000+02:00", "10:00"});
  bad(AnswerType::time, {"25:00", "10", "10h"});
  good(AnswerType::geopoint, {"50.1 14.4", "50.1 14.4 0 5.5", "-90 -180 0 0"});
  bad(AnswerType::geopoint, {"50.1", "91 0", "0 181", "50,1 14,4", "1 2 3 4 5", "nan 1"});
  good(AnswerType::geotrace, {"50 14 0 0;50 15 0 0", "50 14;50 15;"});
  bad(AnswerType::geotrace, {"50 14", ";", "50 14;;50 15"});
  bad(AnswerType::geoshape, {"50 14;50 15"});
  good(AnswerType::boolean, {"true", "0"});
  bad(AnswerType::boolean, {"yes"});
  bad(AnswerType::integer, {"1.0", "1e3", "--1"});
}

TEST(Facts, NameExpectedFilesOnce) {
  const auto files = expected_attachments(form(), read_instance(example_answers)->answers);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[1].file_name, "b.jpg");
  EXPECT_EQ(files[1].path, "/data/photos/photo");
  EXPECT_EQ(files[1].repeat, "photos[2]");
  EXPECT_TRUE(files[1].declared_image);
  EXPECT_EQ(expected_attachments(form(), read_instance(replaced(example_answers, "b.jpg", "a.jpg"))->answers).size(), 1u);
  EXPECT_EQ(expected_attachments(form(), read_instance(replaced(example_answers, "b.jpg", "../b.jpg"))->answers).size(), 1u);
}

TEST(Facts, TellTimeDeviceAndClaimedCode) {
  const Answers answers = read_instance(example_answers)->answers;
  EXPECT_EQ(submitted_at(form(), answers), parse_iso8601("2018-06-18T08:20:00Z"));
  EXPECT_EQ(device_id(form(), answers), "collect:abc");
  EXPECT_EQ(claimed_code(form(), answers), "PV07");
  const Answers unfinished = read_instance(replaced(example_answers, "<end>2018-06-18T10:20:00.000+02:00</end>", "<end/>"))->answers;
  EXPECT_EQ(submitted_at(form(), unfinished), parse_iso8601("2018-06-18T08:00:00Z"));
}

}  // namespace
}  // namespace cityaudit::ingest
