#include "tests/integration/server/routes/fixture.h"

namespace cityaudit::server::tests {
namespace {

class SessionRoutes : public RoutesFixture {
 protected:
  std::string link() { return server->accounts.make_sign_in_link(server->accounts.ensure_admin().value().id).value(); }
  Answer post(std::string_view path, std::string_view body, std::vector<http::Header> headers = {}) {
    return ask(http::Method::post, path, {}, body, std::move(headers));
  }
  static Person person_of(const Answer& answer) {
    const std::string cookie(answer.response.header("set-cookie"));
    return {cookie.substr(0, cookie.find(';')), std::string(answer.json().at("csrf").as_string())};
  }
};

TEST_F(SessionRoutes, FromTheFirstLinkToAPasswordAndOut) {
  EXPECT_EQ(get("/api/session", {}).status, 401u);
  const Answer first = post("/api/session/link", "{\"token\":\"" + link() + "\"}");
  ASSERT_EQ(first.status, 200u) << first.text();
  EXPECT_EQ(first.json().at("account").at("role"), "admin");
  EXPECT_EQ(first.json().at("has_password"), false);
  const Person admin = person_of(first);
  EXPECT_EQ(ask(http::Method::put, "/api/account/password", admin, R"({"password":"three plain words"})").status, 204u);
  const Answer now = get("/api/session", admin);
  EXPECT_EQ(now.json().at("has_password"), true);
  EXPECT_EQ(now.json().at("csrf"), first.json().at("csrf"));

  const Answer again = post("/api/session", R"({"email":"admin@localhost","password":"three plain words"})");
  ASSERT_EQ(again.status, 200u);
  const Person second = person_of(again);
  const Answer out = ask(http::Method::del, "/api/session", second);
  EXPECT_EQ(out.status, 204u);
  EXPECT_NE(out.response.header("set-cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(get("/api/session", second).status, 401u);
  EXPECT_EQ(get("/api/session", admin).status, 200u) << "the other session goes on";
}

TEST_F(SessionRoutes, RefusalsSayWhatIsWrong) {
  EXPECT_EQ(post("/api/session", R"({"email":"a@b","password":"x"})").code(), "sign_in.wrong");
  const Answer missing = post("/api/session", R"({"email":7})");
  EXPECT_EQ(missing.status, 400u);
  EXPECT_EQ(missing.json().at("fields").as_array().size(), 2u) << "all faults at once";
  EXPECT_EQ(post("/api/session", "[]").code(), "request.not_json");
  EXPECT_EQ(post("/api/session", "{\"email\":").code(), "request.not_json");
  EXPECT_EQ(post("/api/session", std::string(2000, '[')).code(), "request.not_json");
  const Answer form = ask(http::Method::post, "/api/session", {}, {}, {{"content-type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(form.status, 415u) << "a form on a foreign page can send nothing else";
  EXPECT_EQ(post("/api/session/link", R"({"token":"no such token"})").status, 401u);
  const Answer foreign = post("/api/session/link", R"({"token":"x"})", {{"origin", "https://evil.example"}});
  EXPECT_EQ(foreign.status, 403u);
  EXPECT_EQ(foreign.code(), "access.foreign_origin");
}

TEST_F(SessionRoutes, PasswordsStayOffPlainHttpBetweenMachines) {
  from_loopback = false;
  const std::string body = "{\"token\":\"" + link() + "\"}";
  const Answer refused = post("/api/session/link", body);
  EXPECT_EQ(refused.status, 403u);
  EXPECT_EQ(refused.code(), "sign_in.insecure");
  secure = true;
  const Answer taken = post("/api/session/link", body);
  ASSERT_EQ(taken.status, 200u) << "the refusal did not use the link up";
  const std::string_view cookie = taken.response.header("set-cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-cityaudit_session=")) << cookie;
  EXPECT_NE(cookie.find("; Secure"), std::string_view::npos);
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Lax"), std::string_view::npos);
  EXPECT_EQ(get("/api/session", person_of(taken)).status, 200u);
}

TEST_F(SessionRoutes, AnOperatorMayAllowPlainHttp) {
  settings.set("people.allow_insecure_sign_in", true);
  from_loopback = false;
  EXPECT_EQ(post("/api/session/link", "{\"token\":\"" + link() + "\"}").status, 200u);
}

TEST_F(SessionRoutes, ACookieWithoutTheTokenChangesNothing) {
  Person admin = staff();
  admin.csrf.clear();
  EXPECT_EQ(ask(http::Method::put, "/api/account/password", admin, R"({"password":"three plain words"})").code(), "access.csrf");
  EXPECT_EQ(ask(http::Method::del, "/api/session", admin).code(), "access.csrf");
  EXPECT_EQ(get("/api/session", admin).status, 200u);
}

TEST_F(SessionRoutes, TellsWhatSomebodyMayInWhichAudit) {
  using boost::json::value;
  const value facilitator = get("/api/session", staff("facilitator")).json();
  EXPECT_EQ(facilitator.at("account").at("role"), "member");
  EXPECT_EQ(facilitator.at("memberships"),
            value({{{"audit", "test-city"}, {"role", "facilitator"}, {"capabilities", boost::json::array{"review", "code"}}}}));
  const value auditor = get("/api/session", staff("auditor")).json().at("memberships").at(0);
  EXPECT_EQ(auditor.at("capabilities"), (boost::json::array{"review", "code", "publish"}));
  EXPECT_EQ(get("/api/session", staff("stranger")).json().at("memberships").at(0).at("audit"), "other-city");
  EXPECT_TRUE(get("/api/session", staff("admin")).json().at("memberships").as_array().empty()) << "an admin is no member and may do all";
}

TEST_F(SessionRoutes, SomebodySeesTheAuditsTheyWorkOn) {
  const auto slugs = [&](const Person& person) {
    std::string out;
    const auto audits = get("/api/audits", person).json();
    for (const auto& one : audits.at("audits").as_array()) out += std::string(one.at("slug").as_string()) + " ";
    const auto projects = get("/v1/projects", person).json();
    for (const auto& one : projects.as_array()) out += std::to_string(one.at("id").as_int64()) + " ";
    return out;
  };
  EXPECT_EQ(slugs(staff("facilitator")), "test-city 1 ");
  EXPECT_EQ(slugs(staff("stranger")), "other-city 2 ");
  EXPECT_EQ(slugs(staff("admin")), "test-city other-city 1 2 ");
  EXPECT_EQ(slugs(sign_in(server->accounts.add("new@example.org", "New", "member").value().id)), "") << "who works on none sees none";
}

TEST_F(SessionRoutes, AMembershipThatEndsEndsAtOnce) {
  const auto account = server->accounts.add("eva@example.org", "Eva", "member").value();
  ASSERT_TRUE(domain->memberships.grant({audit.id, account.id, ingest::MemberRole::facilitator, {}}, {}, "system"));
  const Person eva = sign_in(account.id);
  EXPECT_EQ(get("/api/audits/test-city", eva).status, 200u);
  ASSERT_TRUE(domain->memberships.revoke(audit.id, account.id, "system"));
  EXPECT_EQ(get("/api/audits/test-city", eva).code(), "audit.unknown");
}

}  // namespace
}  // namespace cityaudit::server::tests
