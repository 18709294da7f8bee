#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;

std::string list_id(int number) { return fmt::format("uuid:00000000-0000-4000-8000-{:012d}", number); }

class Lists : public RoutesFixture {
 protected:
  Lists() { person = staff("facilitator"); }
  json::value read(std::string_view what, std::string_view query = {}) {
    const Answer answer = get(fmt::format("/api/audits/test-city/{}{}", what, query), person);
    EXPECT_EQ(answer.status, 200u) << what << query << " " << answer.text();
    return answer.status == 200 ? answer.json() : json::value(json::object());
  }
  std::vector<std::string> participants(std::string_view query) {
    std::vector<std::string> out;
    const json::value page = read("submissions", query);
    for (const json::value& item : page.at("items").as_array()) out.emplace_back(item.at("participant").as_string());
    return out;
  }
  std::vector<std::string> codes(std::initializer_list<const char*> list) { return {list.begin(), list.end()}; }
  Person person;
};

TEST_F(Lists, AreFilteredByWhatTheAddressSays) {
  approve(receive(list_id(1), {{"a.jpg", "photo"}}, "WA01", "1"));
  receive(list_id(2), {}, "WA02", "2");
  receive(list_id(3), {}, "WA03", "");
  catch_up();
  EXPECT_EQ(participants("?state=approved"), codes({"WA01"}));
  EXPECT_EQ(participants("?state=awaiting"), codes({"WA03", "WA02"}));
  EXPECT_EQ(participants("?order=oldest"), codes({"WA01", "WA02", "WA03"}));
  EXPECT_EQ(participants("?order=oldest&cursor=1"), codes({"WA02", "WA03"}));
  EXPECT_EQ(participants("?participant=wa02"), codes({"WA02"}));
  EXPECT_EQ(participants("?photos=yes"), codes({"WA01"}));
  EXPECT_EQ(participants("?problems=yes"), codes({"WA03"}));
  EXPECT_EQ(participants("?question=/data/lighting&answer=2"), codes({"WA02"}));
  EXPECT_EQ(participants("?theme=T3.1").size(), 3u);
  EXPECT_EQ(participants("?words=DARK córner").size(), 3u);
  EXPECT_EQ(participants("?words=dark&question=/data/code").size(), 0u);
  EXPECT_EQ(participants("?before=2001-01-01T00:00:00Z").size(), 0u);
  EXPECT_EQ(participants("?area=nowhere").size(), 0u);
  EXPECT_EQ(participants("?stop=walk-p7/none").size(), 0u);
  const json::value found = read("submissions", "?words=dark&limit=1").at("items").at(0).at("found");
  EXPECT_EQ(found.at("text"), "A dark corner");
  EXPECT_EQ(found.at("label").at("en"), "Comment");
  for (const char* wrong : {"?state=lost", "?flags=late,loud", "?from=yesterday", "?order=up", "?ids=x", "?cursor=0"})
    EXPECT_EQ(get(std::string("/api/audits/test-city/submissions") + wrong, person).code(), "request.fields") << wrong;
}

TEST_F(Lists, CountByStateAndGiveSingleRowsAgain) {
  const Uuid approved = receive(list_id(1));
  approve(approved);
  const Uuid other = receive(list_id(2), {}, "WA02");
  catch_up();
  const json::value page = read("submissions", "?state=approved&counts=yes");
  EXPECT_EQ(page.at("items").as_array().size(), 1u);
  EXPECT_EQ(page.at("counts").at("awaiting"), 1);
  EXPECT_EQ(page.at("counts").at("approved"), 1);
  EXPECT_EQ(page.at("counts").at("all"), 2);
  EXPECT_EQ(participants("?state=approved&ids=" + to_string(other) + "," + to_string(approved)), codes({"WA02", "WA01"}));
  ASSERT_TRUE(domain->submissions.withdraw(other, "participant"));
  EXPECT_EQ(participants("?ids=" + to_string(other)).size(), 0u);
}

TEST_F(Lists, StandOnAMapByStopAndAreaOnly) {
  receive(list_id(1));
  catch_up();
  const json::value places = read("submissions/places");
  std::int64_t counted = places.at("nowhere").as_int64();
  for (const char* kind : {"stops", "areas"})
    for (const json::value& each : places.at(kind).as_array()) counted += each.at("submissions").as_int64();
  EXPECT_EQ(counted, 1);
  EXPECT_EQ(read("submissions/places", "?state=approved").at("nowhere"), 0);
}

TEST_F(Lists, TellWhatTheyCanBeFilteredBy) {
  const json::value choices = read("submissions/choices");
  EXPECT_EQ(choices.at("activities").as_array().size(), 1u);
  bool lighting = false;
  for (const json::value& question : choices.at("questions").as_array()) {
    EXPECT_NE(question.at("path"), "/data/code") << "people are asked for by their code";
    if (question.at("path") != "/data/lighting") continue;
    lighting = true;
    EXPECT_EQ(question.at("choices").as_array().size(), 5u);
    EXPECT_EQ(question.at("choices").at(0).at("label").at("en"), "None");
  }
  EXPECT_TRUE(lighting);
  EXPECT_FALSE(choices.at("themes").as_array().empty());
}

TEST_F(Lists, TheTrailNamesWhoAndWhat) {
  const Uuid one = receive(list_id(1));
  approve(one);
  const Uuid gone = receive(list_id(2), {}, "WA02");
  ASSERT_TRUE(domain->submissions.withdraw(gone, "participant"));
  const json::value all = read("trail");
  const json::array& events = all.at("events").as_array();
  ASSERT_GE(events.size(), 4u);
  EXPECT_EQ(events[0].at("type"), "submission.withdrawn");
  EXPECT_EQ(events[0].at("subject_shown"), false);
  EXPECT_TRUE(events[0].at("participant").is_null());
  EXPECT_EQ(read("trail", "?by=participant&about=submission").at("events").as_array().size(), 3u);
  const json::value of_one = read("trail", "?submission=" + to_string(one));
  ASSERT_EQ(of_one.at("events").as_array().size(), 2u);
  EXPECT_EQ(of_one.at("events").at(0).at("type"), "submission.approved");
  EXPECT_EQ(of_one.at("events").at(0).at("participant"), "WA01");
  const json::value first = read("trail", "?limit=2");
  const std::string cursor(first.at("next_cursor").as_string());
  EXPECT_NE(read("trail", "?limit=2&cursor=" + cursor).at("events").at(0).at("seq"), first.at("events").at(1).at("seq"));
  const json::value check = read("trail/check");
  EXPECT_EQ(check.at("whole"), true);
  EXPECT_GE(check.at("events").as_int64(), 4);
  EXPECT_EQ(get("/api/audits/test-city/trail?submission=x", person).code(), "request.fields");
}

}  // namespace
}  // namespace cityaudit::server::tests
