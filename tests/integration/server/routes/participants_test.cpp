#include "tests/integration/server/routes/fixture.h"

#include "base/text.h"
#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

using ingest::Capability;

const std::vector<http::Header> as_json{{"content-type", "application/json"}};

class PeopleRoutes : public RoutesFixture {
 protected:
  Answer send(http::Method method, std::string_view target, const Person& person, std::string_view body) {
    return ask(method, target, person, body, as_json);
  }
  Answer post(std::string_view target, std::string_view body, const Person& person = {}) {
    return send(http::Method::post, target, person, body);
  }

  /// The page of whoever joins by the open link, and nobody else's.
  std::string join(const std::string& join_id = uuid_v4(), const std::string& instances = "") {
    const Answer answer = post("/p/" + token + "/join", fmt::format(R"({{"join_id":"{}","instances":[{}]}})", join_id, instances));
    EXPECT_EQ(answer.status, 200u) << answer.text();
    return std::string(answer.json().at("page").as_string());
  }

  void send_form(const std::string& page, const std::string& instance_id, const std::string& code = "") {
    const auto intake = domain->activities.find_by_token(page.substr(3)).value();
    cityaudit::tests::SmallAnswers answers;
    answers.instance_id = instance_id;
    answers.code = code;
    const std::string xml = cityaudit::tests::small_instance(answers);
    const auto judged = ingest::judge(intake, xml, domain->clock.now(), 7 * millis_per_day, {});
    ASSERT_TRUE(domain->submissions.receive(*judged, {}));
  }

  boost::json::array listed(const Person& person) {
    return get("/api/audits/test-city/participants", person).json().at("participants").as_array();
  }
  std::string make_one(const Person& person) {
    const Answer made = post("/api/audits/test-city/participants", R"({"activity":"walk","count":1})", person);
    EXPECT_EQ(made.status, 201u) << made.text();
    return std::string(made.json().at("participants").at(0).at("id").as_string());
  }
  std::string of(const std::string& id, const std::string& rest) { return "/api/audits/test-city/participants/" + id + rest; }
};

constexpr const char* first_form = "uuid:00000000-0000-4000-8000-0000000000a1";
constexpr const char* second_form = "uuid:00000000-0000-4000-8000-0000000000a2";

TEST_F(PeopleRoutes, WhoeverJoinsSeesTheirOwnThingsAndNobodyElses) {
  EXPECT_EQ(get("/p/" + token + "/activity.json", {}).json().at("joining").as_string(), "open");
  const std::string mine = join(), theirs = join();
  const auto opened = get(mine + "/activity.json", {}).json();
  EXPECT_EQ(opened.at("personal_code").as_string(), "WA01");
  EXPECT_TRUE(opened.at("joining").is_null());
  send_form(mine, first_form);
  send_form(theirs, second_form);
  const Answer answer = get(mine + "/mine.json", {});
  ASSERT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.response.header("cache-control"), "private, no-store");
  const auto submissions = answer.json().at("submissions").as_array();
  ASSERT_EQ(submissions.size(), 1u);
  EXPECT_EQ(submissions[0].at("instance_id").as_string(), first_form);
  EXPECT_EQ(submissions[0].at("state").as_string(), "received");
  EXPECT_EQ(answer.text().find(second_form), std::string::npos);
}

TEST_F(PeopleRoutes, AnOpenLinkShowsNobodysThings) {
  receive(first_form);
  for (const std::string path : {"/mine.json"}) EXPECT_EQ(get("/p/" + token + path, {}).code(), "link.not_personal");
  EXPECT_EQ(ask(http::Method::post, "/p/" + token + "/return-code").code(), "link.not_personal");
  EXPECT_EQ(post("/p/" + token + "/mine", "{}").code(), "link.not_personal");
  EXPECT_EQ(get("/p/nothing/mine.json", {}).code(), "link.unknown");
}

TEST_F(PeopleRoutes, WhatSomebodyTypedUnderACodeIsNotShownToWhoGetsThatCode) {
  const Person facilitator = staff("facilitator");
  const Uuid uuid = receive(first_form);  // WA01, by the open link
  const ingest::Reviewer reviewer{{}, "account:x"};
  ASSERT_TRUE(domain->submissions.review(uuid, ingest::Decision::return_to_participant, reviewer, "Too dark"));
  const auto people = listed(facilitator);
  ASSERT_EQ(people.size(), 1u);
  EXPECT_EQ(people[0].at("claimed").as_int64(), 1);
  const Answer links = post("/api/audits/test-city/participants/links",
                            fmt::format(R"({{"participants":["{}"]}})", std::string(people[0].at("id").as_string())), facilitator);
  const std::string url(links.json().at("links").at(0).at("page_url").as_string());
  const std::string page = url.substr(url.find("/p/"));
  EXPECT_TRUE(get(page + "/mine.json", {}).json().at("submissions").as_array().empty());
  EXPECT_TRUE(get(page + "/returned.json", {}).json().at("items").as_array().empty());
  EXPECT_EQ(get(page + "/returned/" + to_string(uuid) + ".xml", {}).status, 404u);
}

TEST_F(PeopleRoutes, WhyASubmissionCameBackIsSaidToItsSender) {
  const std::string mine = join();
  send_form(mine, first_form);
  const ingest::Reviewer reviewer{{}, "account:x"};
  ASSERT_TRUE(domain->submissions.review(ingest::uuid_of_instance(first_form), ingest::Decision::return_to_participant, reviewer,
                                         "The photo shows another stop"));
  const auto one = get(mine + "/mine.json", {}).json().at("submissions").at(0);
  EXPECT_EQ(one.at("state").as_string(), "returned");
  EXPECT_EQ(one.at("reason").as_string(), "The photo shows another stop");
}

TEST_F(PeopleRoutes, TheLimitOfAnActivityIsSaidAndKept) {
  const Person facilitator = staff("facilitator");
  const auto set = [&](std::string_view body) {
    return send(http::Method::put, "/api/audits/test-city/activities/walk/places", facilitator, body);
  };
  EXPECT_EQ(set(R"({"people_max":1})").json().at("places_left").as_int64(), 1);
  join();
  EXPECT_EQ(post("/p/" + token + "/join", fmt::format(R"({{"join_id":"{}"}})", uuid_v4())).code(), "join.full");
  EXPECT_EQ(get("/p/" + token + "/activity.json", {}).json().at("joining").as_string(), "full");
  EXPECT_EQ(set(R"({"people_max":0})").status, 200u);
  EXPECT_TRUE(get("/p/" + token + "/activity.json", {}).json().at("joining").is_null());
  EXPECT_EQ(set(R"({"people_max":null})").json().at("people_max_usual").as_int64(), 200);
  EXPECT_EQ(set(R"({"people_max":"all"})").status, 400u);
  EXPECT_EQ(set(R"({"people_max":-1})").code(), "participant.people_max");
}

TEST_F(PeopleRoutes, JoiningIsLimitedPerAddress) {
  unsigned status = 200;
  for (int i = 0; i < 80 && status == 200; ++i)
    status = post("/p/" + token + "/join", fmt::format(R"({{"join_id":"{}"}})", uuid_v4())).status;
  EXPECT_EQ(status, 429u);
}

TEST_F(PeopleRoutes, AReturnCodeOpensTheSamePersonElsewhere) {
  const std::string mine = join();
  send_form(mine, first_form);
  const Answer made = ask(http::Method::post, mine + "/return-code");
  ASSERT_EQ(made.status, 200u) << made.text();
  const std::string digits(made.json().at("return_code").as_string());
  EXPECT_EQ(digits.size(), 19u);
  const Answer back = post("/api/return", fmt::format(R"({{"code":"{}"}})", digits));
  ASSERT_EQ(back.status, 200u) << back.text();
  const std::string page(back.json().at("page").as_string());
  EXPECT_NE(page, mine);
  EXPECT_EQ(get(page + "/mine.json", {}).json().at("submissions").as_array().size(), 1u);
  EXPECT_EQ(get(mine + "/mine.json", {}).status, 200u);
}

TEST_F(PeopleRoutes, AWrongReturnCodeIsAnsweredWithoutHintsAndOnlySoOften) {
  const std::string mine = join();
  ask(http::Method::post, mine + "/return-code");
  std::set<std::string> answers;
  const auto answer_to = [&](const std::string& body) {
    auto value = post("/api/return", body).json().as_object();
    value.erase("request_id");
    value.erase("instance");
    return boost::json::serialize(value);
  };
  for (const char* body : {R"({"code":"1234 5678 9012 3456"})", R"({"code":"12"})", R"({"code":7})", "{}"}) answers.insert(answer_to(body));
  EXPECT_EQ(answers.size(), 1u) << *answers.begin();
  answer_to("{}");
  EXPECT_EQ(post("/api/return", "{}").code(), "return.too_many");
}

TEST_F(PeopleRoutes, AForgottenPhonesAddressOpensNothing) {
  const std::string mine = join();
  EXPECT_EQ(ask(http::Method::del, mine + "/link").status, 204u);
  EXPECT_EQ(get(mine + "/mine.json", {}).status, 410u);
  EXPECT_EQ(ask(http::Method::del, "/p/" + token + "/link").status, 204u);
  EXPECT_EQ(get("/p/" + token + "/activity.json", {}).status, 200u) << "a poster is not ended by whoever reads it";
}

TEST_F(PeopleRoutes, StaffMakeParticipantsAndTheirLinks) {
  const Person facilitator = staff("facilitator");
  const Answer made = post("/api/audits/test-city/participants",
                           R"({"activity":"walk","count":2,"prefix":"PV","perspective":"ngo","language":"cs"})", facilitator);
  ASSERT_EQ(made.status, 201u) << made.text();
  const auto people = made.json().at("participants").as_array();
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(people[1].at("code").as_string(), "PV02");
  const Answer links = post("/api/audits/test-city/participants/links",
                            fmt::format(R"({{"participants":["{}","{}"]}})", std::string(people[0].at("id").as_string()),
                                        std::string(people[1].at("id").as_string())),
                            facilitator);
  ASSERT_EQ(links.status, 200u) << links.text();
  EXPECT_EQ(links.response.header("cache-control"), "private, no-store");
  const std::string url(links.json().at("links").at(0).at("page_url").as_string());
  const std::string page = url.substr(url.find("/p/"));
  EXPECT_EQ(listed(facilitator)[0].at("link").as_string(), "unused");
  EXPECT_EQ(get(page + "/activity.json", {}).json().at("personal_code").as_string(), "PV01");
  EXPECT_EQ(listed(facilitator)[0].at("link").as_string(), "used");
  EXPECT_EQ(post("/api/audits/test-city/participants", R"({"activity":"none"})", facilitator).code(), "activity.unknown");
  EXPECT_EQ(post("/api/audits/test-city/participants/links", R"({"participants":[]})", facilitator).status, 400u);
}

TEST_F(PeopleRoutes, ARevokedLinkOpensNoPageAndItsFormIsKeptAndFlagged) {
  const Person facilitator = staff("facilitator");
  const std::string mine = join();
  const std::string id(listed(facilitator)[0].at("id").as_string());
  ASSERT_EQ(post(of(id, "/revocation"), "{}", facilitator).status, 200u);
  EXPECT_EQ(get(mine + "/activity.json", {}).code(), "link.revoked");
  send_form(mine, first_form);
  const auto submission = get("/api/submissions/00000000-0000-4000-8000-0000000000a1", facilitator).json();
  EXPECT_NE(boost::json::serialize(submission).find("revoked_link"), std::string::npos);
  EXPECT_FALSE(listed(facilitator)[0].at("revoked_at").is_null());
}

TEST_F(PeopleRoutes, NamesAreInNoListAndReadOnlyWithTheCapabilityAndAReason) {
  const Person identifier = member(audit.id, ingest::MemberRole::facilitator, ingest::Capabilities().with(Capability::see_identity));
  const std::string id = make_one(identifier);
  ASSERT_EQ(send(http::Method::put, of(id, "/identity"), identifier, R"({"name":"Olena Kovalenko","email":"olena@example.org"})").status,
            204u);
  EXPECT_EQ(get("/api/audits/test-city/participants", identifier).text().find("Olena"), std::string::npos);
  EXPECT_TRUE(listed(identifier)[0].at("has_identity").as_bool());
  EXPECT_EQ(post(of(id, "/identity/reading"), "{}", identifier).code(), "identity.reason_missing");
  const Answer read = post(of(id, "/identity/reading"), R"({"reason":"She asked for her photo"})", identifier);
  EXPECT_EQ(read.json().at("identity").at("name").as_string(), "Olena Kovalenko");
  EXPECT_EQ(read.response.header("cache-control"), "private, no-store");
  const Answer again = post(of(id, "/identity/reading"), R"({"reason":"Once more"})", identifier);
  EXPECT_EQ(again.json().at("readings").as_array().size(), 1u);
  EXPECT_EQ(post(of(id, "/identity/reading"), R"({"reason":"I am curious"})", staff("facilitator")).status, 403u);
  EXPECT_EQ(ask(http::Method::del, of(id, "/identity"), identifier).status, 204u);
  EXPECT_TRUE(post(of(id, "/identity/reading"), R"({"reason":"Gone?"})", identifier).json().at("identity").is_null());
}

TEST_F(PeopleRoutes, ParticipantsOfAnotherAuditAreUnknown) {
  const Person admin = staff();
  const std::string id = make_one(admin);
  const std::string elsewhere = "/api/audits/other-city/participants/" + id;
  EXPECT_EQ(send(http::Method::patch, elsewhere, admin, R"({"language":"cs"})").code(), "participant.unknown");
  EXPECT_EQ(post(elsewhere + "/revocation", "{}", admin).code(), "participant.unknown");
  EXPECT_EQ(post(elsewhere + "/identity/reading", R"({"reason":"x"})", admin).code(), "participant.unknown");
  EXPECT_EQ(post("/api/audits/other-city/participants/links", fmt::format(R"({{"participants":["{}"]}})", id), admin).code(),
            "participant.unknown");
  EXPECT_EQ(get("/api/audits/other-city/participants", admin).json().at("participants").as_array().size(), 0u);
}

TEST_F(PeopleRoutes, TheSameHumanCountsOnce) {
  const Person facilitator = staff("facilitator");
  const std::string one = join(), other = join();
  send_form(one, first_form);
  send_form(other, second_form);
  catch_up();
  const auto people = [&] {
    return get("/api/audits/test-city", facilitator).json().at("activities").at(0).at("counts").at("people").as_int64();
  };
  EXPECT_EQ(people(), 2);
  const auto all = listed(facilitator);
  const std::string first(all[0].at("id").as_string()), second(all[1].at("id").as_string());
  const Answer linked = send(http::Method::put, of(second, "/person"), facilitator, fmt::format(R"({{"other":"{}"}})", first));
  ASSERT_EQ(linked.status, 200u) << linked.text();
  EXPECT_EQ(linked.json().at("linked").at(0).as_string(), "WA01");
  catch_up();
  EXPECT_EQ(people(), 1);
  // Each link still shows its own submissions alone: that two codes are one person is for staff to know.
  EXPECT_EQ(get(one + "/mine.json", {}).json().at("submissions").as_array().size(), 1u);
  ASSERT_EQ(ask(http::Method::del, of(first, "/person"), facilitator).status, 200u);
  catch_up();
  EXPECT_EQ(people(), 2);
}

TEST_F(PeopleRoutes, TheListComesInPages) {
  const Person facilitator = staff("facilitator");
  for (int i = 0; i < 3; ++i) post("/api/audits/test-city/participants", R"({"activity":"walk","count":200})", facilitator);
  const auto first = get("/api/audits/test-city/participants", facilitator).json();
  EXPECT_EQ(first.at("participants").as_array().size(), 500u);
  const std::string next(first.at("next").as_string());
  const auto second = get("/api/audits/test-city/participants?after=" + next, facilitator).json();
  EXPECT_EQ(second.at("participants").as_array().size(), 100u);
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_EQ(second.at("participants").at(0).at("code").as_string(), "WA501");
}

}  // namespace
}  // namespace cityaudit::server::tests
