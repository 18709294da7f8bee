#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>
#include <chrono>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;

std::string id_of(int number) { return fmt::format("uuid:00000000-0000-4000-8000-{:012d}", number); }

class ReadingRoutes : public RoutesFixture {
 protected:
  ReadingRoutes() { person = staff("facilitator"); }
  json::value read(std::string_view target) {
    const Answer answer = get(target, person);
    EXPECT_EQ(answer.status, 200u) << target << " " << answer.text();
    return answer.status == 200 ? answer.json() : json::value(json::object());
  }
  void withdraw(const Uuid& submission) { ASSERT_TRUE(domain->submissions.withdraw(submission, "participant")); }
  Person person;
};

TEST_F(ReadingRoutes, AnAuditTellsItsPlacesActivitiesAndCounts) {
  approve(receive(id_of(1), {{"a.jpg", "photo"}}));
  receive(id_of(2), {}, "WA02");
  receive(id_of(3), {}, "WA02", "");
  catch_up();
  const json::value all = read("/api/audits");
  EXPECT_EQ(all.at("audits").at(0).at("slug"), "test-city");
  EXPECT_EQ(all.at("audits").at(0).at("title"), "Test city");
  const json::value one = read("/api/audits/test-city");
  EXPECT_EQ(one.at("areas").at(0).at("code"), "p7");
  EXPECT_EQ(one.at("areas").at(0).at("name"), "Prague 7");
  EXPECT_TRUE(parse_uuid(std::string_view(one.at("areas").at(0).at("id").as_string())));
  EXPECT_EQ(one.at("reader_lag"), 0);
  EXPECT_TRUE(one.at("sample").is_null());
  const json::value& walk = one.at("activities").at(0);
  EXPECT_EQ(walk.at("state"), "open");
  EXPECT_EQ(walk.at("page_url"), json::value("http://127.0.0.1:8080/p/" + token));
  EXPECT_EQ(walk.at("openrosa_url"), json::value("http://127.0.0.1:8080/v1/key/" + token + "/projects/1"));
  const json::value& counts = walk.at("counts");
  EXPECT_EQ(counts.at("submissions"), 3);
  EXPECT_EQ(counts.at("approved"), 1);
  EXPECT_EQ(counts.at("awaiting"), 2);
  EXPECT_EQ(counts.at("people"), 2);
  EXPECT_EQ(counts.at("photos"), 1);
  EXPECT_EQ(counts.at("problems"), 1);
  EXPECT_EQ(get("/api/audits/other", person).code(), "audit.unknown");
}

TEST_F(ReadingRoutes, TheSampleTellsHowFarItIs) {
  server->sample.state = SampleProgress::State::loading;
  server->sample.loaded = 12;
  server->sample.total = 160;
  EXPECT_EQ(read("/api/audits/test-city").at("sample"), (json::value{{"state", "loading"}, {"loaded", 12}, {"total", 160}}));
}

TEST_F(ReadingRoutes, ReadersThatLagBehindAreSeen) {
  catch_up();
  receive(id_of(1));
  EXPECT_EQ(read("/api/audits/test-city").at("reader_lag"), 1);
}

TEST_F(ReadingRoutes, PagesOfSubmissionsGiveEachOnceNewestFirst) {
  for (int i = 1; i <= 7; ++i) receive(id_of(i));
  std::vector<std::string> seen;
  std::string cursor;
  for (int pages = 0; pages < 5; ++pages) {
    const json::value page = read("/api/audits/test-city/submissions?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const json::value& item : page.at("items").as_array()) seen.emplace_back(item.at("id").as_string());
    if (pages == 0) receive(id_of(8));  // what arrives meanwhile moves nothing
    if (page.at("next_cursor").is_null()) break;
    cursor = std::string(page.at("next_cursor").as_string());
  }
  ASSERT_EQ(seen.size(), 7u);
  for (int i = 0; i < 7; ++i) EXPECT_EQ("uuid:" + seen[static_cast<std::size_t>(i)], id_of(7 - i));
}

TEST_F(ReadingRoutes, SubmissionsAreFilteredAndBadFiltersNamed) {
  approve(receive(id_of(1)));
  receive(id_of(2));
  EXPECT_EQ(read("/api/audits/test-city/submissions?state=approved").at("items").as_array().size(), 1u);
  EXPECT_EQ(read("/api/audits/test-city/submissions?state=awaiting").at("items").as_array().size(), 1u);
  EXPECT_EQ(read("/api/audits/test-city/submissions?activity=walk").at("items").as_array().size(), 2u);
  EXPECT_EQ(read("/api/audits/test-city/submissions?activity=none").at("items").as_array().size(), 0u);
  EXPECT_EQ(read("/api/audits/test-city/submissions?consent=any").at("items").as_array().size(), 0u);
  const Answer bad = get("/api/audits/test-city/submissions?state=withdrawn&cursor=x&limit=-1&consent=mismatch", person);
  EXPECT_EQ(bad.status, 400u);
  EXPECT_EQ(bad.json().at("fields").as_array().size(), 4u);
}

TEST_F(ReadingRoutes, ASubmissionOpensToItsAnswersAndItsHistory) {
  const Uuid id = receive(id_of(1), {{"a.jpg", "photo"}});
  derive_photo(id);
  approve(id);
  catch_up();
  const json::value one = read("/api/submissions/" + to_string(id));
  EXPECT_EQ(one.at("instance_id"), json::value(id_of(1)));
  EXPECT_EQ(one.at("participant"), "WA01");
  EXPECT_EQ(one.at("state"), "approved");
  EXPECT_EQ(one.at("excerpt"), "A dark corner");
  EXPECT_EQ(one.at("area").at("name"), "Prague 7");
  EXPECT_EQ(one.at("attachments").at("expected"), 1);
  EXPECT_EQ(one.at("attachments").at("present"), 1);
  EXPECT_EQ(one.at("activity").at("title"), "Walk");
  EXPECT_EQ(one.at("sha256").as_string().size(), 64u);
  const json::value& photo = one.at("photos").at(0);
  EXPECT_EQ(photo.at("state"), "ready");
  EXPECT_TRUE(photo.at("thumbnail_url").as_string().starts_with("/api/photos/" + to_string(photo_of(id)) + "/thumbnail?v="));
  bool found = false;
  for (const json::value& answer : one.at("answers").as_array()) {
    EXPECT_NE(answer.at("path"), "/data/meta/instanceID");
    if (answer.at("path") != "/data/lighting") continue;
    found = true;
    EXPECT_EQ(answer.at("label").at("en"), "Lighting");
    EXPECT_EQ(answer.at("type"), "select_one");
    EXPECT_EQ(answer.at("value"), "2");
    EXPECT_EQ(answer.at("display").at("en"), "Sufficient");
    EXPECT_EQ(answer.at("theme"), "T3.1");
    EXPECT_EQ(answer.at("role"), "score");
  }
  EXPECT_TRUE(found);
  const json::array& history = one.at("history").as_array();
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].at("type"), "submission.received");
  EXPECT_EQ(history[1].at("type"), "submission.approved");
}

TEST_F(ReadingRoutes, FaultsInAnswersAreTold) {
  const Uuid id = receive(id_of(1), {}, "WA01", "7");
  const json::value one = read("/api/submissions/" + to_string(id));
  EXPECT_EQ(one.at("problems"), 1);
  const json::value& problem = one.at("problem_list").at(0);
  EXPECT_EQ(problem.at("code"), "problem.unknown_choice");
  EXPECT_EQ(problem.at("path"), "/data/lighting");
  EXPECT_EQ(problem.at("text"), "7 is not among the choices of this question.");
}

TEST_F(ReadingRoutes, WhatIsWithdrawnAppearsNowhere) {
  const Uuid gone = receive(id_of(1), {{"a.jpg", "photo"}});
  const Uuid stays = receive(id_of(2), {}, "WA02");
  derive_photo(gone);
  const Uuid photo = photo_of(gone);
  approve(gone);
  approve(stays);
  catch_up();
  EXPECT_EQ(get("/api/photos/" + to_string(photo) + "/thumbnail", person).status, 200u);
  withdraw(gone);
  EXPECT_EQ(get("/api/submissions/" + to_string(gone), person).code(), "submission.unknown");
  EXPECT_EQ(get("/api/photos/" + to_string(photo) + "/thumbnail", person).code(), "photo.unknown");
  EXPECT_EQ(get("/api/photos/" + to_string(photo) + "/preview", person).code(), "photo.unknown");
  const json::value page = read("/api/audits/test-city/submissions");
  ASSERT_EQ(page.at("items").as_array().size(), 1u);
  EXPECT_EQ(page.at("items").at(0).at("id"), json::value(to_string(stays)));
  const json::value cell = read("/api/audits/test-city/matrix/T3.1/all");
  for (const json::value& item : cell.at("evidence").as_array()) EXPECT_EQ(item.at("submission_id"), json::value(to_string(stays)));
  catch_up();
  EXPECT_EQ(read("/api/audits/test-city").at("activities").at(0).at("counts").at("submissions"), 1);
}

TEST_F(ReadingRoutes, PhotosAreServedWithoutTheirOriginal) {
  const Uuid id = receive(id_of(1), {{"a.jpg", "the original with its position"}});
  const std::string path = "/api/photos/" + to_string(photo_of(id));
  const Answer waiting = get(path + "/preview", person);
  EXPECT_EQ(waiting.status, 409u);
  EXPECT_EQ(waiting.code(), "photo.waiting");
  const std::string derived = derive_photo(id);
  const Answer ready = get(path + "/preview", person);
  ASSERT_EQ(ready.status, 200u);
  EXPECT_EQ(ready.text(), derived);
  EXPECT_EQ(ready.response.header("content-type"), "image/jpeg");
  EXPECT_EQ(ready.response.header("cache-control"), "private, no-cache");
  EXPECT_EQ(ready.response.header("etag"), '"' + to_hex(sha256(bytes_of(derived))) + '"');
  EXPECT_EQ(ready.response.header("content-disposition").find("a.jpg"), std::string_view::npos) << "names are ours";
  const Answer same =
      ask(http::Method::get, path + "/preview", person, {}, {{"if-none-match", std::string(ready.response.header("etag"))}});
  EXPECT_EQ(same.status, 304u);
  EXPECT_EQ(get("/api/photos/nonsense/preview", person).status, 404u);
  EXPECT_EQ(get("/api/photos/00000000-0000-4000-8000-000000000009/preview", person).status, 404u);
}

TEST_F(ReadingRoutes, TheMatrixOpensToItsEvidence) {
  for (int i = 1; i <= 5; ++i) approve(receive(id_of(i), {}, fmt::format("WA{:02d}", i), i < 4 ? "3" : "2"));
  receive(id_of(6), {}, "WA06", "0");
  catch_up();
  const json::value matrix = read("/api/audits/test-city/matrix");
  EXPECT_EQ(matrix.at("class"), "approved");
  EXPECT_EQ(matrix.at("areas").at(0).at("code"), "p7");
  const json::value* row = nullptr;
  for (const json::value& each : matrix.at("themes").as_array())
    if (each.at("code") == "T3.1") row = &each;
  ASSERT_TRUE(row);
  EXPECT_EQ(row->at("level"), 2);
  EXPECT_EQ(row->at("parent"), "T3");
  EXPECT_FALSE(row->at("name").at("cs").as_string().empty());
  const json::value& walk = row->at("cells").at("p7").at("walk");
  EXPECT_EQ(walk.at("n_people"), 5);
  EXPECT_EQ(walk.at("n_waiting"), 1);
  EXPECT_EQ(walk.at("unit"), "stops");
  EXPECT_EQ(walk.at("show"), "indicative");
  EXPECT_TRUE(walk.at("median").is_number());
  EXPECT_TRUE(row->at("cells").at("p7").at("photovoice").is_null());
  EXPECT_EQ(row->at("total").at("walk").at("n_people"), 5);

  const json::value cell = read("/api/audits/test-city/matrix/T3.1/p7?class=all");
  EXPECT_EQ(cell.at("area").at("name"), "Prague 7");
  EXPECT_EQ(cell.at("cell").at("walk").at("n_people"), 6);
  int scores = 0;
  for (const json::value& item : cell.at("evidence").as_array()) {
    if (item.at("score").is_null()) continue;
    ++scores;
    EXPECT_EQ(item.at("item").at("path"), "/data/lighting");
    EXPECT_TRUE(item.at("display").at("en").is_string());
  }
  EXPECT_EQ(scores, 6);
  EXPECT_EQ(get("/api/audits/test-city/matrix/T9/p7", person).code(), "theme.unknown");
  EXPECT_EQ(get("/api/audits/test-city/matrix/T3.1/nowhere", person).code(), "area.unknown");
  EXPECT_EQ(get("/api/audits/test-city/matrix?class=some", person).status, 400u);
}

TEST_F(ReadingRoutes, FindingsNameTheirUnits) {
  for (int i = 1; i <= 5; ++i) approve(receive(id_of(i), {}, fmt::format("WA{:02d}", i), "3"));
  catch_up();
  const json::value findings = read("/api/audits/test-city/findings");
  EXPECT_TRUE(findings.at("note").at("en").is_string());
  ASSERT_FALSE(findings.at("findings").as_array().empty());
  const json::value& first = findings.at("findings").at(0);
  EXPECT_EQ(first.at("polarity"), "strength");
  const json::value& support = first.at("support").at(0);
  EXPECT_EQ(support.at("people"), 5);
  EXPECT_EQ(support.at("unit"), "stops");
  EXPECT_TRUE(support.at("up").is_null());
  EXPECT_TRUE(support.at("text").at("cs").is_string());
}

TEST_F(ReadingRoutes, TheEventLogIsAStream) {
  receive(id_of(1));
  const Answer answer = get("/api/events?after=0", person);
  ASSERT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.response.header("content-type"), "text/event-stream");
  const auto* source = std::get_if<std::shared_ptr<http::EventSource>>(&answer.response.body);
  ASSERT_TRUE(source);
  std::string text;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (text.find("submission.received") == std::string::npos && std::chrono::steady_clock::now() < deadline) text += (*source)->take();
  EXPECT_NE(text.find("\"audit\":\"test-city\",\"activity\":\"walk\",\"subject\":\"00000000-0000-4000-8000-000000000001\""),
            std::string::npos)
      << text;
  const Answer resumed = ask(http::Method::get, "/api/events?after=0", person, {}, {{"last-event-id", "9999"}});
  EXPECT_EQ(resumed.status, 200u);
  EXPECT_EQ(get("/api/events?after=x", person).code(), "live.position_unusable");
}

/// Ratios, never milliseconds: how long anything takes is the machine's affair.
TEST_F(ReadingRoutes, APageCostsNoMoreWhenThereAreManySubmissions) {
  std::int64_t stored = 0;
  const auto store_up_to = [&](std::int64_t count) {
    const auto write = [&](store::Transaction& tx) -> Result<> {
      const std::string xml(2000, 'x');
      for (; stored < count; ++stored)
        tx.execute(
            "INSERT INTO submission (uuid, activity_id, form_version_id, state, flags, problem_count, revision, received_at, instance_id, "
            "xml_sha256, xml) VALUES ($1, $2, $3, $4, 0, 0, 1, $5, $6, $7, $8)",
            random_uuid(), activity.id, activity.form, stored % 100 == 17 ? "returned" : "approved", stored,
            "uuid:" + std::to_string(stored), Sha256{}, bytes_of(xml));
      return {};
    };
    ASSERT_TRUE(domain->database->write(write));
  };
  const auto best_of_five = [&](const char* target) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      read(target);
      best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    return static_cast<double>(best.count());
  };
  const char* pages[] = {"/api/audits/test-city/submissions", "/api/audits/test-city/submissions?cursor=190"};
  store_up_to(200);
  std::map<std::string, double> few;
  for (const char* page : pages) few[page] = best_of_five(page);
  store_up_to(20'000);
  for (const char* page : pages) EXPECT_LT(best_of_five(page), 8 * few[page]) << page << ": a hundred times as many are stored";
}

}  // namespace
}  // namespace cityaudit::server::tests
