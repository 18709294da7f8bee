#include "tests/integration/server/routes/fixture.h"

#include "base/digest.h"
#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;

std::string review_id(int number) { return fmt::format("uuid:00000000-0000-4000-9000-{:012d}", number); }

class ReviewRoutes : public RoutesFixture {
 protected:
  ReviewRoutes() : anna(staff("auditor")), ben(staff("facilitator")), boss(staff("admin")) {}

  Answer post(std::string_view target, const Person& who, const json::value& body) {
    return ask(http::Method::post, target, who, json::serialize(body));
  }
  json::value detail(const Uuid& uuid, const Person& who) { return get("/api/submissions/" + to_string(uuid), who).json(); }
  std::int64_t seen(const Uuid& uuid) { return detail(uuid, anna).at("review").at("seen").as_int64(); }
  Answer decide(const Uuid& uuid, const Person& who, json::object order, std::int64_t version = -1) {
    order["seen"] = version < 0 ? seen(uuid) : version;
    return post("/api/submissions/" + to_string(uuid) + "/review", who, order);
  }
  /// A link of the participant with that code, and its token.
  std::string personal_link(std::string_view code) {
    const std::string personal = random_token();
    EXPECT_TRUE(domain->database->write([&](store::Transaction& tx) -> Result<> {
      const auto participation = tx.integer("SELECT id FROM participation WHERE code = $1", code);
      tx.execute("UPDATE participation SET has_personal_link = 1 WHERE id = $1", *participation);
      tx.execute("INSERT INTO link (token_sha256, kind, activity_id, participation_id, epoch) VALUES ($1, 'personal', $2, $3, 0)",
                 ingest::token_hash(personal), activity.id, *participation);
      // What was sent so far came by it: a code that was only typed gets nothing back.
      tx.execute("UPDATE submission SET attached_by = 'link' WHERE participation_id = $1", *participation);
      tx.execute("UPDATE generation SET value = value + 1 WHERE name = 'activities'");
      return {};
    }));
    return personal;
  }
  Person anna, ben, boss;
};

TEST_F(ReviewRoutes, TwoReviewersNeverOverwriteEachOther) {
  const Uuid uuid = receive(review_id(1));
  EXPECT_EQ(detail(uuid, ben).at("review").at("actions"), (json::value{"assign", "approve", "return", "raise_urgent"}));
  const Answer first = decide(uuid, anna, {{"action", "approve"}}, 0);
  ASSERT_EQ(first.status, 200u) << first.text();
  EXPECT_EQ(first.json().at("state"), "approved");
  EXPECT_EQ(first.json().at("seen"), 1);
  const Answer second = decide(uuid, ben, {{"action", "return"}, {"reason", "Too dark"}}, 0);
  EXPECT_EQ(second.status, 409u);
  EXPECT_EQ(second.code(), "review.changed_meanwhile");
  EXPECT_NE(second.text().find("Member approved this a moment ago"), std::string::npos) << second.text();
  EXPECT_EQ(detail(uuid, ben).at("state"), "approved");
  const Answer undone = post("/api/audits/test-city/review/undo", anna, {{"undo", first.json().at("undo")}});
  EXPECT_EQ(undone.json().at("items").at(0).at("state"), "received") << undone.text();
}

TEST_F(ReviewRoutes, ManyAreDecidedInOneCallWithAResultEach) {
  json::array items;
  for (int i = 1; i <= 3; ++i) items.push_back({{"id", to_string(receive(review_id(i), {}, fmt::format("WA0{}", i)))}, {"seen", 0}});
  items.push_back({{"id", to_string(random_uuid())}, {"seen", 0}});
  const Answer answer = post("/api/audits/test-city/review", anna, {{"action", "assign"}, {"items", items}});
  ASSERT_EQ(answer.status, 200u) << answer.text();
  EXPECT_EQ(answer.json().at("items").at(0).at("state"), "in_review");
  EXPECT_EQ(answer.json().at("items").at(3).at("problem").at("code"), "submission.unknown");
  EXPECT_EQ(get("/api/audits/test-city/submissions", ben).json().at("items").at(0).at("assigned_to"), "Member");
  EXPECT_EQ(post("/api/audits/test-city/review", anna, {{"action", "forget"}, {"items", items}}).status, 400u);
  EXPECT_EQ(post("/api/audits/test-city/review", anna, {{"action", "assign"}, {"items", json::array()}}).status, 400u);
  // Another audit's reviewer decides nothing here.
  const Person stranger = staff("stranger");
  EXPECT_EQ(post("/api/audits/test-city/review", stranger, {{"action", "approve"}, {"items", items}}).status, 404u);
  const Answer elsewhere = post("/api/audits/other-city/review", stranger, {{"action", "approve"}, {"items", items}});
  EXPECT_EQ(elsewhere.json().at("items").at(0).at("problem").at("code"), "submission.unknown");
}

TEST_F(ReviewRoutes, CoveredWordsAreNowhereToBeRead) {
  const Uuid uuid = receive(review_id(1), {{"a.jpg", "photo"}});
  approve(uuid);
  catch_up();
  const std::string submission = "/api/submissions/" + to_string(uuid);
  const auto everywhere = [&] {
    return get(submission, ben).text() + get("/api/audits/test-city/submissions", ben).text() +
           get("/api/audits/test-city/matrix/T3/p7", ben).text() + get("/api/audits/test-city/photos", ben).text();
  };
  ASSERT_NE(everywhere().find("A dark corner"), std::string::npos);
  ASSERT_EQ(post(submission + "/covers", ben, {{"path", "/data/comment"}, {"from", 2}, {"to", 13}, {"kind", "address"}}).status, 204u);
  EXPECT_EQ(everywhere().find("dark corner"), std::string::npos) << "before any reader of the log has followed";
  catch_up();
  const std::string after = everywhere();
  EXPECT_EQ(after.find("dark corner"), std::string::npos);
  EXPECT_NE(after.find("A [adresa]"), std::string::npos);

  EXPECT_EQ(post(submission + "/unsealed", ben, {{"path", "/data/comment"}, {"reason", "x"}}).status, 403u);
  const Answer sealed = post(submission + "/unsealed", boss, {{"path", "/data/comment"}, {"reason", "The court asks"}});
  EXPECT_EQ(sealed.json().at("text"), "A dark corner");
  std::string cover;
  const json::value covered = get(submission, ben).json();
  for (const json::value& answer : covered.at("answers").as_array())
    if (!answer.at("covers").as_array().empty()) cover = answer.at("covers").at(0).at("id").as_string();
  EXPECT_EQ(ask(http::Method::del, submission + "/covers/" + cover, anna).status, 403u);
  EXPECT_EQ(ask(http::Method::del, submission + "/covers/" + cover, ben).status, 204u);
}

TEST_F(ReviewRoutes, CorrectionsShowBothAndGoBack) {
  receive(review_id(9), {}, "WA02");
  const Uuid uuid = receive(review_id(1));
  const std::string submission = "/api/submissions/" + to_string(uuid);
  const json::object order{{"field", "code"}, {"value", "WA02"}, {"reason", "The sheets were swapped"}, {"seen", 0}};
  ASSERT_EQ(post(submission + "/corrections", ben, order).status, 204u);
  json::value now = detail(uuid, ben);
  EXPECT_EQ(now.at("participant"), "WA02");
  EXPECT_EQ(now.at("corrections").at(0).at("before"), "WA01");
  EXPECT_EQ(now.at("corrections").at(0).at("after"), "WA02");
  EXPECT_EQ(now.at("history").as_array().back().at("type"), "submission.corrected");
  const std::string correction(now.at("corrections").at(0).at("id").as_string());
  EXPECT_EQ(post(submission + "/corrections/" + correction + "/undo", ben, {{"seen", 1}}).status, 204u);
  EXPECT_EQ(detail(uuid, ben).at("participant"), "WA01");
}

TEST_F(ReviewRoutes, CommentsAreListedAndErased) {
  const Uuid uuid = receive(review_id(1));
  const std::string comments = "/api/submissions/" + to_string(uuid) + "/comments";
  const Answer added = post(comments, ben, {{"words", "Ask the caretaker"}});
  ASSERT_EQ(added.status, 201u) << added.text();
  EXPECT_EQ(detail(uuid, anna).at("comments").at(0).at("words"), "Ask the caretaker");
  EXPECT_EQ(detail(uuid, anna).at("comments").at(0).at("may_erase"), false);
  const std::string id(added.json().at("id").as_string());
  EXPECT_EQ(ask(http::Method::del, comments + "/" + id, anna).status, 403u);
  EXPECT_EQ(ask(http::Method::del, comments + "/" + id, ben).status, 204u);
  EXPECT_TRUE(detail(uuid, anna).at("comments").at(0).at("words").is_null());
}

TEST_F(ReviewRoutes, UrgentMattersLeaveEveryListAndPhotoButThatOfTheContact) {
  const Uuid uuid = receive(review_id(1), {{"a.jpg", "photo"}});
  derive_photo(uuid);
  const std::string photo = "/api/photos/" + to_string(photo_of(uuid)) + "/thumbnail";
  const json::value people = get("/api/audits/test-city/reviewers", anna).json().at("items");
  std::string anna_id;
  for (const json::value& each : people.as_array())
    if (each.at("you").as_bool()) anna_id = each.at("id").as_string();
  EXPECT_EQ(
      ask(http::Method::put, "/api/audits/test-city/urgent/contact", anna, json::serialize(json::object{{"account", anna_id}})).status,
      403u)
      << "a facilitator names the contact";
  ASSERT_EQ(ask(http::Method::put, "/api/audits/test-city/urgent/contact", ben, json::serialize(json::object{{"account", anna_id}})).status,
            200u);
  ASSERT_EQ(decide(uuid, ben, {{"action", "raise_urgent"}, {"reason_kind", "danger"}, {"reason", "A live wire"}}).status, 200u);
  EXPECT_EQ(get("/api/submissions/" + to_string(uuid), ben).code(), "review.with_contact");
  EXPECT_TRUE(get("/api/audits/test-city/submissions", ben).json().at("items").as_array().empty());
  EXPECT_EQ(get(photo, ben).status, 404u);
  EXPECT_EQ(get(photo, anna).status, 200u);
  EXPECT_TRUE(get("/api/audits/test-city/urgent", ben).json().at("items").as_array().empty());
  const json::value urgent = get("/api/audits/test-city/urgent", anna).json();
  EXPECT_EQ(urgent.at("items").at(0).at("reason"), "A live wire");
  ASSERT_EQ(decide(uuid, anna, {{"action", "settle_urgent"}, {"reason", "Repaired"}}).status, 200u);
  EXPECT_EQ(get("/api/submissions/" + to_string(uuid), ben).status, 200u);
}

TEST_F(ReviewRoutes, TheMessageIsReadyInTheParticipantsLanguage) {
  const Uuid uuid = receive(review_id(1));
  const std::string message = "/api/submissions/" + to_string(uuid) + "/message";
  EXPECT_EQ(get(message, anna).code(), "review.nothing_to_tell");
  ASSERT_EQ(decide(uuid, anna, {{"action", "return"}, {"reason_kind", "photo_unclear"}, {"reason", "Zkuste to ve dne."}}).status, 200u);
  const json::value czech = get(message, anna).json();
  EXPECT_EQ(czech.at("language"), "cs");
  EXPECT_NE(czech.at("text").as_string().find("rozmazaná"), json::string::npos);
  EXPECT_NE(czech.at("text").as_string().find("Zkuste to ve dne."), json::string::npos);
  EXPECT_NE(get(message + "?to=vi", anna).json().at("text").as_string().find("Xin chào"), json::string::npos);
}

TEST_F(ReviewRoutes, OnlyAPersonalLinkGetsItsOwnAnswersBack) {
  const Uuid uuid = receive(review_id(1), {{"a.jpg", "photo"}});
  derive_photo(uuid);
  receive(review_id(2), {}, "WA02");
  const std::string mine = "/p/" + personal_link("WA01"), other = "/p/" + personal_link("WA02");
  const std::string file = "/returned/" + to_string(uuid) + ".xml";
  EXPECT_EQ(get(mine + file, {}).status, 404u) << "nothing was returned yet";
  ASSERT_EQ(
      post("/api/submissions/" + to_string(uuid) + "/covers", ben, {{"path", "/data/comment"}, {"from", 0}, {"to", 1}, {"kind", "words"}})
          .status,
      204u);
  ASSERT_EQ(decide(uuid, anna, {{"action", "return"}, {"reason", "By day, please"}}).status, 200u);
  const Answer answers = get(mine + file, {});
  ASSERT_EQ(answers.status, 200u);
  EXPECT_NE(answers.text().find("A dark corner"), std::string::npos) << "their own words";
  EXPECT_EQ(answers.response.header("cache-control"), "private, no-store");
  EXPECT_EQ(get(mine + "/returned/" + to_string(uuid) + "/photos/a.jpg", {}).status, 200u);
  EXPECT_EQ(get(other + file, {}).status, 404u);
  EXPECT_EQ(get(other + "/returned/" + to_string(uuid) + "/photos/a.jpg", {}).status, 404u);
  EXPECT_EQ(get("/p/" + token + file, {}).status, 404u) << "a poster is everybody's";
  const json::value list = get(mine + "/returned.json", {}).json();
  EXPECT_EQ(list.at("items").at(0).at("words"), "By day, please");
  EXPECT_EQ(list.at("items").at(0).at("may_change"), true);
  EXPECT_EQ(list.at("items").at(0).at("files"), (json::value(json::array{"a.jpg"})));
  EXPECT_TRUE(get(other + "/returned.json", {}).json().at("items").as_array().empty());
}

TEST_F(ReviewRoutes, AnAppealGoesToSomebodyElseOnce) {
  const Uuid uuid = receive(review_id(1));
  receive(review_id(2), {}, "WA02");
  const std::string mine = "/p/" + personal_link("WA01") + "/returned/" + to_string(uuid) + "/appeal";
  const std::string other = "/p/" + personal_link("WA02") + "/returned/" + to_string(uuid) + "/appeal";
  ASSERT_EQ(decide(uuid, anna, {{"action", "reject"}, {"reason_kind", "off_topic"}}).status, 200u);
  EXPECT_EQ(post(other, {}, {{"words", "No"}}).status, 404u);
  EXPECT_EQ(post(mine, {}, {{"words", "It is our street"}}).status, 204u);
  EXPECT_EQ(detail(uuid, ben).at("review").at("appealed"), true);
  EXPECT_EQ(decide(uuid, anna, {{"action", "approve"}}).code(), "review.second_opinion");
  EXPECT_EQ(decide(uuid, boss, {{"action", "reject"}, {"reason_kind", "off_topic"}}).status, 200u);
  EXPECT_EQ(post(mine, {}, {{"words", "Still"}}).code(), "review.appealed_before");
}

TEST_F(ReviewRoutes, WhoIsSignedInWhereItWasTypedDoesNotDecide) {
  cityaudit::tests::SmallAnswers answers;
  answers.instance_id = review_id(1);
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\nContent-Type: "
      "text/xml\r\n\r\n" +
      cityaudit::tests::small_instance(answers) + "\r\n--x--\r\n";
  const Answer sent = ask(http::Method::post, "/v1/key/" + token + "/projects/1/submission", ben, body,
                          {{"content-type", "multipart/form-data; boundary=x"}, {"x-openrosa-version", "1.0"}});
  ASSERT_EQ(sent.status, 201u) << sent.text();
  const Uuid uuid = ingest::uuid_of_instance(review_id(1));
  EXPECT_EQ(decide(uuid, ben, {{"action", "approve"}}).code(), "review.own_submission");
  EXPECT_EQ(decide(uuid, anna, {{"action", "approve"}}).status, 200u);
}

TEST_F(ReviewRoutes, ANewRevisionShowsWhatItChanged) {
  const Uuid uuid = receive(review_id(1));
  ASSERT_EQ(decide(uuid, anna, {{"action", "return"}, {"reason", "More, please"}}).status, 200u);
  cityaudit::tests::SmallAnswers answers;
  answers.instance_id = review_id(2);
  answers.deprecated_id = review_id(1);
  answers.comment = "A dark corner by the school";
  const std::string xml = cityaudit::tests::small_instance(answers);
  const auto judged = ingest::judge(domain->activities.find_by_token(token).value(), xml, domain->clock.now(), 0, {}).value();
  const Uuid newer = domain->submissions.receive(judged, {}).value().uuid;
  const json::value now = detail(uuid, anna);
  EXPECT_EQ(now.at("id"), json::value(to_string(newer))) << "an old address leads to the newest revision";
  EXPECT_EQ(now.at("revision"), 2);
  const json::value& change = now.at("revisions").at(1).at("changes").at(0);
  EXPECT_EQ(change.at("before").at("value"), "A dark corner");
  EXPECT_EQ(change.at("after").at("value"), "A dark corner by the school");
  EXPECT_EQ(now.at("revisions").at(1).at("changes").as_array().size(), 1u);
}

}  // namespace
}  // namespace cityaudit::server::tests
