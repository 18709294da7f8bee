#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

/// A path that fits the pattern; what it names exists.
class AccessOfRoutes : public RoutesFixture {
 protected:
  std::string path_of(std::string pattern) {
    const auto put = [&](std::string_view name, const std::string& value) {
      const std::string braced = fmt::format("{{{}}}", name);
      if (const auto at = pattern.find(braced); at != std::string::npos) pattern.replace(at, braced.size(), value);
    };
    put("token", token);
    put("number", std::to_string(audit.number));
    put("slug", audit.slug);
    put("theme", "T3.1");
    put("area", "p7");
    put("instance", "uuid:00000000-0000-4000-8000-000000000001");
    put("id", to_string(pattern.starts_with("/api/photos") ? photo : submission));
    if (!pattern.starts_with("/v1/key/")) put("form", "small");
    put("version", "1");
    put("wave", "1");
    put("form", to_string(domain->activities.find_by_token(token).value()->form->uuid));
    put("rest...", audit.slug);
    put("name...", "none.js");
    put("name", "none.csv");
    return pattern;
  }

  void SetUp() override {
    submission = receive("uuid:00000000-0000-4000-8000-000000000001", {{"a.jpg", "photo"}});
    derive_photo(submission);
    photo = photo_of(submission);
  }

  Uuid submission, photo;
};

TEST_F(AccessOfRoutes, EveryRowAnswersEveryRoleAsItSays) {
  const auto rank = [](std::string_view role) { return role == "admin" ? 3 : role == "auditor" ? 2 : role == "facilitator" ? 1 : 0; };
  const auto needed = [](Access access) { return access == Access::admin ? 3 : access == Access::auditor ? 2 : 1; };
  for (const Route& row : routes()) {
    if (row.begin) continue;  // by link alone; tests/unit/server/routes says so
    const bool open = row.access == Access::anyone || row.access == Access::link || row.access == Access::loopback;
    const bool is_unsafe = row.method != http::Method::get;
    const std::string path = path_of(std::string(row.pattern));
    for (const std::string_view role : {"", "participant", "facilitator", "auditor", "admin"}) {
      SCOPED_TRACE(fmt::format("{} as '{}'", path, role));
      const std::string_view body = row.body_bytes_max > 0 ? "{}" : "";
      Person person = role.empty() ? Person{} : staff(role);
      const Answer answer = ask(row.method, path, person, body);
      EXPECT_NE(answer.status, 500u) << answer.text();
      if (open) {
        EXPECT_NE(answer.status, 401u);
        EXPECT_NE(answer.status, 403u);
        continue;
      }
      if (role.empty()) {
        EXPECT_EQ(answer.status, 401u);
        continue;
      }
      if (rank(role) < needed(row.access)) {
        EXPECT_EQ(answer.status, 403u);
        continue;
      }
      EXPECT_NE(answer.status, 401u);
      EXPECT_NE(answer.status, 403u);
      if (!is_unsafe) continue;
      person = staff(role);
      person.csrf = "another session's";
      const Answer refused = ask(row.method, path, person, body);
      EXPECT_EQ(refused.status, 403u);
      if (row.surface == Surface::api) {
        EXPECT_EQ(refused.code(), "access.csrf");
      }
    }
  }
}

TEST_F(AccessOfRoutes, FiguresStayOnThisMachine) {
  EXPECT_EQ(get("/metrics", {}).status, 200u);
  from_loopback = false;
  EXPECT_EQ(get("/metrics", staff()).status, 403u);
}

TEST_F(AccessOfRoutes, ABadCookieIsNobody) {
  EXPECT_EQ(get("/api/audits", {"cityaudit_session=x", {}}).status, 401u);
  EXPECT_EQ(get("/api/audits", {"cityaudit_session=" + std::string(5000, 'x'), {}}).status, 401u);
  Person admin = staff();
  secure = true;
  EXPECT_EQ(get("/api/audits", admin).status, 401u) << "a cookie from plain http opens nothing over https";
}

TEST_F(AccessOfRoutes, WhatIsNotThereIsSaidInTheFormOfItsSurface) {
  EXPECT_EQ(get("/api/nothing", {}).response.header("content-type"), "application/problem+json");
  EXPECT_EQ(get("/api/nothing", {}).status, 404u);
  EXPECT_EQ(get("/nothing", {}).status, 404u);
  EXPECT_TRUE(get("/nothing", {}).response.header("content-type").starts_with("text/html"));
  EXPECT_EQ(ask(http::Method::post, "/api/audits", staff()).status, 405u);
}

}  // namespace
}  // namespace cityaudit::server::tests
