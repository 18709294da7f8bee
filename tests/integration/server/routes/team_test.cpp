// Inviting, granting, taking away, closing: over the routes, as those who may and those who may not.

#include "server/auth/one_time_code.h"
#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;
using http::Method;

class Team : public RoutesFixture {
 protected:
  Answer invite(std::string_view body) { return ask(Method::post, "/api/audits/test-city/team", admin, body); }
  Answer post(std::string_view path, std::string_view body, std::vector<http::Header> headers = {}) {
    return ask(Method::post, path, {}, body, std::move(headers));
  }
  /// The token of the link in an answer.
  static std::string token_in(const Answer& answer) {
    const auto value = answer.json();
    const std::string link(value.at("link").as_string());
    return link.substr(link.find('#') + 1);
  }
  static Person person_of(const Answer& answer) {
    const std::string cookie(answer.response.header("set-cookie"));
    const auto value = answer.json();
    return {cookie.substr(0, cookie.find(';')), std::string(value.at("csrf").as_string())};
  }
  Person join(const std::string& email, std::string_view more = "") {
    const Answer invited = invite(fmt::format(R"({{"email":"{}","role":"facilitator"{}}})", email, more));
    EXPECT_EQ(invited.status, 201u) << invited.text();
    account = std::string(invited.json().at("account").as_string());
    const Answer joined =
        post("/api/invitation", fmt::format(R"({{"token":"{}","name":"Eva","password":"three plain words"}})", token_in(invited)));
    EXPECT_EQ(joined.status, 200u) << joined.text();
    return person_of(joined);
  }
  json::value member(const Person& asked_by, std::string_view id) {
    const auto team = get("/api/audits/test-city/team", asked_by).json();
    for (const auto& one : team.at("members").as_array())
      if (one.at("id").as_string() == id) return one;
    return nullptr;
  }

  Person admin = staff("admin");
  std::string account;
};

TEST_F(Team, FromAnInvitationToWork) {
  const Answer invited = invite(R"({"email":"Eva@Example.org","name":"E.","role":"auditor","capabilities":["review","see_identity"]})");
  ASSERT_EQ(invited.status, 201u) << invited.text();
  EXPECT_EQ(invited.response.header("cache-control"), "private, no-store");
  const std::string id(invited.json().at("account").as_string());
  EXPECT_EQ(member(admin, id).at("joined"), json::value(false));
  const Answer look = post("/api/invitation/look", fmt::format(R"({{"token":"{}"}})", token_in(invited)));
  EXPECT_EQ(look.json().at("email"), "eva@example.org");
  EXPECT_EQ(look.json().at("audits"), (json::array{"Test city"}));
  const Answer weak = post("/api/invitation", fmt::format(R"({{"token":"{}","name":"Eva","password":"password1234"}})", token_in(invited)));
  EXPECT_EQ(weak.code(), "account.password_well_known");
  const Answer joined =
      post("/api/invitation", fmt::format(R"({{"token":"{}","name":"Eva","password":"three plain words"}})", token_in(invited)));
  ASSERT_EQ(joined.status, 200u) << joined.text();
  EXPECT_EQ(joined.json().at("memberships"),
            json::value({{{"audit", "test-city"}, {"role", "auditor"}, {"capabilities", json::array{"review", "see_identity"}}}}));
  const Person eva = person_of(joined);
  EXPECT_EQ(get("/api/audits/test-city", eva).status, 200u);
  EXPECT_EQ(post("/api/invitation/look", fmt::format(R"({{"token":"{}"}})", token_in(invited))).code(), "invitation.unknown");
}

TEST_F(Team, SomebodyWithAnAccountNeedsNoLink) {
  join("eva@example.org");
  const Answer again = ask(Method::post, "/api/audits/other-city/team", admin, R"({"email":"eva@example.org","role":"auditor"})");
  EXPECT_EQ(again.status, 201u);
  EXPECT_TRUE(again.json().at("link").is_null());
}

TEST_F(Team, ColleaguesAreSeenAndTheirAddressesAreNot) {
  const Person eva = join("eva@example.org");
  const Person facilitator = staff("facilitator");
  EXPECT_TRUE(member(facilitator, account).at("email").is_null());
  EXPECT_TRUE(member(facilitator, account).at("two_step").is_null());
  EXPECT_EQ(member(eva, account).at("email"), "eva@example.org");
  EXPECT_EQ(member(admin, account).at("email"), "eva@example.org");
}

TEST_F(Team, WhatSomebodyMayChangesAtOnce) {
  const Person eva = join("eva@example.org", R"(,"capabilities":[])");
  const std::string path = "/api/audits/test-city/team/" + account;
  const std::string photo = "/api/photos/" + to_string([&] {
                              const Uuid submission = receive("uuid:00000000-0000-4000-8000-000000000001", {{"a.jpg", "photo"}});
                              derive_photo(submission);
                              return photo_of(submission);
                            }());
  EXPECT_EQ(get(photo, eva).code(), "access.capability");
  EXPECT_EQ(ask(Method::put, path, admin, R"({"role":"facilitator","capabilities":["review"]})").status, 204u);
  EXPECT_EQ(get(photo, eva).status, 200u);
  EXPECT_EQ(ask(Method::put, path, admin, R"({"role":"king","capabilities":["fly"]})").json().at("fields").as_array().size(), 2u);
  EXPECT_EQ(ask(Method::del, path, admin).status, 204u);
  EXPECT_EQ(get(photo, eva).code(), "photo.unknown");
  EXPECT_EQ(ask(Method::del, path, admin).code(), "membership.unknown");
}

TEST_F(Team, AClosedAccountIsOutAndComesBackByALink) {
  const Person eva = join("eva@example.org");
  const std::string path = "/api/accounts/" + account;
  EXPECT_EQ(ask(Method::put, path + "/state", admin, R"({"closed":true})").status, 204u);
  EXPECT_EQ(get("/api/session", eva).status, 401u);
  EXPECT_EQ(invite(R"({"email":"eva@example.org","role":"auditor"})").code(), "account.closed");
  EXPECT_EQ(ask(Method::post, path + "/invitation", admin).code(), "account.unknown");
  EXPECT_EQ(ask(Method::put, path + "/state", admin, R"({"closed":false})").status, 204u);
  EXPECT_EQ(ask(Method::post, path + "/invitation", admin).status, 201u);
  const std::string own = "/api/accounts/" + std::string(get("/api/account", admin).json().at("id").as_string());
  EXPECT_EQ(ask(Method::put, own + "/state", admin, R"({"closed":true})").code(), "account.self");
}

TEST_F(Team, OnesOwnAccount) {
  const Person eva = join("eva@example.org");
  EXPECT_EQ(ask(Method::put, "/api/account/name", eva, R"({"name":"Eva Nová"})").status, 204u);
  EXPECT_EQ(ask(Method::put, "/api/account/password", eva, R"({"password":"another few words"})").code(), "account.password_wrong");
  EXPECT_EQ(ask(Method::put, "/api/account/password", eva, R"({"current":"three plain words","password":"another few words"})").status,
            204u);
  const Answer second = post("/api/session", R"({"email":"eva@example.org","password":"another few words"})",
                             {{"user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}});
  const Person other = person_of(second);
  const auto listed = get("/api/account", eva).json();
  EXPECT_EQ(listed.at("name"), "Eva Nová");
  ASSERT_EQ(listed.at("sessions").as_array().size(), 2u);
  std::string other_id;
  for (const auto& one : listed.at("sessions").as_array())
    if (!one.at("is_this").as_bool()) {
      EXPECT_EQ(one.at("client"), "Firefox · Linux");
      other_id = std::string(one.at("id").as_string());
    }
  EXPECT_EQ(ask(Method::del, "/api/account/sessions/" + other_id, eva).status, 204u);
  EXPECT_EQ(get("/api/session", other).status, 401u);
  EXPECT_EQ(ask(Method::post, "/api/account/sign-out-everywhere", eva).status, 204u);
  EXPECT_EQ(get("/api/session", eva).status, 401u);
}

TEST_F(Team, TheSecondStepOverTheRoutes) {
  const Person eva = join("eva@example.org");
  EXPECT_EQ(ask(Method::post, "/api/account/two-step", eva, R"({"password":"not the right one"})").code(), "account.password_wrong");
  const auto enrolment = ask(Method::post, "/api/account/two-step", eva, R"({"password":"three plain words"})").json();
  EXPECT_TRUE(enrolment.at("uri").as_string().starts_with("otpauth://totp/cityaudit:eva%40example.org?secret="));
  EXPECT_EQ(ask(Method::put, "/api/account/two-step", eva, R"({"code":"12345"})").code(), "sign_in.code_wrong");
  const std::string secret = domain->database
                                 ->read([](store::Transaction& tx) -> Result<std::string> {
                                   store::Rows rows = tx.query("SELECT totp_secret FROM account WHERE totp_secret IS NOT NULL");
                                   EXPECT_TRUE(rows.next());
                                   return std::string(reinterpret_cast<const char*>(rows.blob(0).data()), rows.blob(0).size());
                                 })
                                 .value();
  const std::string code = auth::one_time_code(bytes_of(secret), domain->clock.now());
  const auto confirmed = ask(Method::put, "/api/account/two-step", eva, fmt::format(R"({{"code":"{}"}})", code)).json();
  const auto& codes = confirmed.at("recovery_codes").as_array();
  EXPECT_EQ(codes.size(), 10u);
  constexpr std::string_view plain = R"({"email":"eva@example.org","password":"three plain words"})";
  EXPECT_EQ(post("/api/session", plain).code(), "sign_in.code_needed");
  const Answer script = post("/v1/sessions", plain);
  EXPECT_EQ(script.status, 401u);
  EXPECT_NE(script.text().find("sign_in.code_needed"), std::string::npos);
  const auto with = [&](const json::value& one) {
    return fmt::format(R"({{"email":"eva@example.org","password":"three plain words","code":"{}"}})", std::string(one.as_string()));
  };
  EXPECT_EQ(post("/api/session", with(codes[0])).status, 200u);
  EXPECT_EQ(post("/v1/sessions", with(codes[1])).status, 200u);
  EXPECT_EQ(get("/api/account", eva).json().at("recovery_codes_left"), 8);
  EXPECT_EQ(ask(Method::del, "/api/accounts/" + account + "/two-step", admin).status, 204u);
  EXPECT_EQ(post("/api/session", plain).status, 200u);
}

}  // namespace
}  // namespace cityaudit::server::tests
