#include "tests/integration/server/routes/fixture.h"

namespace cityaudit::server::tests {
namespace {

class ParticipantRoutes : public RoutesFixture {};

TEST_F(ParticipantRoutes, ALinkTellsWhatItIsFor) {
  const Answer answer = get("/p/" + token + "/activity.json", {});
  ASSERT_EQ(answer.status, 200u) << answer.text();
  const auto value = answer.json();
  EXPECT_EQ(value.at("audit").at("title"), "Test city");
  EXPECT_EQ(value.at("audit").at("demonstration"), true);
  EXPECT_EQ(value.at("activity").at("title"), "Walk");
  EXPECT_EQ(value.at("activity").at("purpose").at("en"), "To see");
  EXPECT_EQ(value.at("activity").at("state"), "open");
  EXPECT_EQ(value.at("form").at("id"), "small");
  EXPECT_EQ(value.at("openrosa_url"), boost::json::value("http://127.0.0.1:8080/v1/key/" + token + "/projects/1"));
  EXPECT_EQ(value.at("collect_qr_url"), boost::json::value("/p/" + token + "/collect.svg"));
}

TEST_F(ParticipantRoutes, ThePlayerLearnsWhereTheFormIsAndMayRunIt) {
  const auto value = get("/p/" + token + "/activity.json", {}).json();
  const std::string form_url(value.at("form").at("url").as_string());
  EXPECT_TRUE(form_url.starts_with("/v1/key/" + token + "/projects/1/forms/")) << form_url;
  const Answer form = get(form_url, {});
  EXPECT_EQ(form.status, 200u);
  EXPECT_EQ(form.response.header("etag"), '"' + std::string(value.at("form").at("md5").as_string()) + '"');
  EXPECT_EQ(value.at("submission_url"), boost::json::value("/v1/key/" + token + "/projects/1/submission"));
  EXPECT_EQ(value.at("personal_code"), nullptr);
  EXPECT_GT(value.at("limits").at("file_bytes").to_number<std::int64_t>(), 0);
  for (const auto& [path, role] : value.at("form").at("roles").as_object()) EXPECT_NE(role, "none") << path;
  for (const auto& file : value.at("form").at("files").as_array())
    EXPECT_EQ(get(std::string(file.at("url").as_string()), {}).status, 200u) << file.at("name");
}

TEST_F(ParticipantRoutes, TheCodeIsAPicture) {
  const Answer answer = get("/p/" + token + "/collect.svg", {});
  ASSERT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.response.header("content-type"), "image/svg+xml");
  EXPECT_TRUE(answer.text().starts_with("<svg "));
}

TEST_F(ParticipantRoutes, AnUnknownLinkIsNotThereAndAReplacedOneIsGone) {
  const Answer unknown = get("/p/no-such-token/activity.json", {});
  EXPECT_EQ(unknown.status, 404u);
  EXPECT_EQ(unknown.code(), "link.unknown");
  ASSERT_TRUE(domain->activities.replace_link(activity.id));
  for (const char* what : {"/activity.json", "/collect.svg"}) {
    const Answer gone = get("/p/" + token + what, {});
    EXPECT_EQ(gone.status, 410u);
    EXPECT_EQ(gone.code(), "link.revoked");
  }
  EXPECT_NE(get("/p/" + token, {}).status, 200u);
}

TEST_F(ParticipantRoutes, ReadyFollowsTheServersLife) {
  EXPECT_EQ(get("/healthz", {}).status, 200u);
  EXPECT_EQ(get("/readyz", {}).status, 503u);
  server->ready = true;
  EXPECT_EQ(get("/readyz", {}).status, 200u);
  server->stopping = true;
  EXPECT_EQ(get("/readyz", {}).status, 503u);
  EXPECT_EQ(get("/healthz", {}).status, 200u);
}

TEST_F(ParticipantRoutes, FiguresAreInPrometheusForm) {
  receive("uuid:00000000-0000-4000-8000-000000000001", {{"a.jpg", "photo"}});
  const std::string text = get("/metrics", {}).text();
  EXPECT_NE(text.find("# TYPE cityaudit_jobs gauge\ncityaudit_jobs{kind=\"photo.derive\",state=\"waiting\"} 1\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("\ncityaudit_files 1\n"), std::string::npos);
  EXPECT_NE(text.find("\ncityaudit_resident_bytes "), std::string::npos);
  EXPECT_NE(text.find("\ncityaudit_disk_free_bytes "), std::string::npos);
  EXPECT_EQ(text.find("test-city"), std::string::npos);
}

}  // namespace
}  // namespace cityaudit::server::tests
