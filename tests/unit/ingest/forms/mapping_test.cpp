#include "ingest/forms/mapping.h"

#include "ingest/forms/xform.h"
#include "tests/unit/ingest/forms/example_form.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {


/// "item|value|theme|polarity|repeat|subject|score", one line an answer.
std::vector<std::string> mapped(std::string_view form_xml, std::string_view answers_xml) {
  const auto form = read_xform(form_xml);
  const AnalysisMapping mapping(*form);
  std::vector<std::string> out;
  for (const MappedAnswer& answer : mapping.apply(*form, read_instance(answers_xml)->answers))
    out.push_back(mapping.items()[answer.item].name + "|" + answer.value + "|" + answer.theme + "|" + answer.polarity + "|" +
                  answer.repeat + "|" + answer.subject + "|" + (answer.score_thirds ? std::to_string(*answer.score_thirds) : ""));
  return out;
}

TEST(Mapping, TiesWhatBelongsToOnePhoto) {
  const auto lines = mapped(example_form, example_answers);
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "code|pv07||||/data/code|",
                       "state|good|T3.3|||/data/state|300",
                       "stop|S1||||/data/stop|",
                       "photo|a.jpg|T2|up|photos[1]|/data/photos/photo|",
                       "caption|A good one|T2|up|photos[1]|/data/photos/photo|",
                       "topic|T2|T2|up|photos[1]|/data/photos/photo|",
                       "polarity|up|T2|up|photos[1]|/data/photos/photo|",
                       "photo|b.jpg||down|photos[2]|/data/photos/photo|",
                       "caption|A bad & old one||down|photos[2]|/data/photos/photo|",
                       "polarity|down||down|photos[2]|/data/photos/photo|",
                       "agree|yes||||/data/agree|",
                   }));
}

TEST(Mapping, GivesNoScoreToAnswersOffTheScale) {
  EXPECT_EQ(mapped(example_form, replaced(example_answers, ">good<", ">na<"))[1], "state|na|T3.3|||/data/state|");
  EXPECT_EQ(mapped(example_form, replaced(example_answers, ">good<", "><"))[1], "state||T3.3|||/data/state|") << "relevant but unanswered";
}

TEST(Mapping, PlacesScoresInThirds) {
  const std::string four = replaced(replaced(example_form, "bad good\"", "bad na good x\""), "<item><key>na</key>",
                                    "<item><key>x</key><text>bad</text></item><item><key>na</key>");
  EXPECT_EQ(mapped(four, replaced(example_answers, ">good<", ">na<"))[1], "state|na|T3.3|||/data/state|100");
  EXPECT_EQ(mapped(four, example_answers)[1], "state|good|T3.3|||/data/state|200");
  const std::string three = replaced(example_form, "bad good\"", "bad na good\"");
  EXPECT_EQ(mapped(three, replaced(example_answers, ">good<", ">na<"))[1], "state|na|T3.3|||/data/state|150");
}

TEST(Mapping, LetsAQuestionFixThePolarity) {
  const std::string fixed = replaced(example_form, "audit:as=\"comment\"", "audit:as=\"comment\" audit:polarity=\"mixed\"");
  EXPECT_EQ(mapped(fixed, example_answers)[4], "caption|A good one|T2|mixed|photos[1]|/data/photos/photo|");
}

TEST(Mapping, KeepsAnyThemeThatIsWrittenAsOne) {
  EXPECT_EQ(mapped(example_form, replaced(example_answers, ">T2<", ">T9.1<"))[3], "photo|a.jpg|T9.1|up|photos[1]|/data/photos/photo|");
  for (const char* word : {"other", "t2", "T", "T2.", "T02", "T2.1.1", "T100"})
    EXPECT_EQ(mapped(example_form, replaced(example_answers, ">T2<", fmt::format(">{}<", word)))[3],
              "photo|a.jpg||up|photos[1]|/data/photos/photo|");
}

TEST(Mapping, MakesNothingOfAFormWithoutMapping) {
  EXPECT_TRUE(mapped(replaced(example_form, "urn:cityaudit:xforms:1", "urn:x"), example_answers).empty());
}

}  // namespace
}  // namespace cityaudit::ingest
