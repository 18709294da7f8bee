#include "server/auth/caller.h"

#include <gtest/gtest.h>

namespace cityaudit::server::auth {
namespace {

Route row(http::Method method, Access access) { return {method, "/x", 0, {}, access, Surface::api, http::Pool::read, nullptr, nullptr}; }

std::string outcome(const Route& route, const Caller& caller, const http::Request& request) {
  const auto checked = check_access(route, caller, request);
  return checked ? "in" : checked.error().code;
}

Caller caller(std::string role) { return {1, "uuid", std::move(role), "the csrf token"}; }

TEST(Caller, RolesOpenWhatIsBelowThem) {
  const http::Request request;
  const std::pair<Access, int> rows[] = {{Access::staff, 1}, {Access::facilitator, 1}, {Access::auditor, 2}, {Access::admin, 3}};
  const std::pair<const char*, int> roles[] = {{"participant", 0}, {"king", 0}, {"facilitator", 1}, {"auditor", 2}, {"admin", 3}};
  for (const auto& [access, needed] : rows) {
    const Route route = row(http::Method::get, access);
    EXPECT_EQ(outcome(route, {}, request), "access.sign_in");
    for (const auto& [role, rank] : roles) EXPECT_EQ(outcome(route, caller(role), request), rank >= needed ? "in" : "access.role") << role;
  }
}

TEST(Caller, ChangesNeedTheTokenOfTheSession) {
  for (const http::Method method : {http::Method::post, http::Method::put, http::Method::patch, http::Method::del}) {
    const Route route = row(method, Access::staff);
    http::Request request;
    EXPECT_EQ(outcome(route, caller("admin"), request), "access.csrf");
    request.headers = {{"x-csrf-token", "another token"}};
    EXPECT_EQ(outcome(route, caller("admin"), request), "access.csrf");
    request.headers = {{"x-csrf-token", "the csrf token"}};
    EXPECT_EQ(outcome(route, caller("admin"), request), "in");
    Caller without = caller("admin");
    without.csrf_token.clear();
    request.headers = {{"x-csrf-token", ""}};
    EXPECT_EQ(outcome(route, without, request), "access.csrf");
  }
}

TEST(Caller, SigningInMustStartOnThisSite) {
  const Route route = row(http::Method::post, Access::anyone);
  http::Request request;
  request.host = "audit.example.org";
  const auto with = [&](std::vector<http::Header> headers) {
    request.headers = std::move(headers);
    return outcome(route, {}, request);
  };
  EXPECT_EQ(with({}), "in") << "clients that are no browsers";
  EXPECT_EQ(with({{"origin", "https://audit.example.org"}, {"sec-fetch-site", "same-origin"}}), "in");
  EXPECT_EQ(with({{"origin", "https://AUDIT.example.org"}}), "in");
  EXPECT_EQ(with({{"origin", "https://evil.example"}}), "access.foreign_origin");
  EXPECT_EQ(with({{"origin", "https://audit.example.org.evil.example"}}), "access.foreign_origin");
  EXPECT_EQ(with({{"origin", "https://audit.example.org:8443"}}), "access.foreign_origin");
  EXPECT_EQ(with({{"origin", "null"}}), "access.foreign_origin");
  EXPECT_EQ(with({{"sec-fetch-site", "cross-site"}}), "access.foreign_origin");
  EXPECT_EQ(with({{"sec-fetch-site", "same-site"}}), "access.foreign_origin");
  EXPECT_EQ(outcome(row(http::Method::get, Access::anyone), {}, request), "in") << "reading is for everyone";
}

TEST(Caller, FiguresAreForThisMachine) {
  http::Request request;
  EXPECT_EQ(outcome(row(http::Method::get, Access::loopback), caller("admin"), request), "access.loopback");
  request.from_loopback = true;
  EXPECT_EQ(outcome(row(http::Method::get, Access::loopback), {}, request), "in");
}

TEST(Caller, TheCookieSaysAllThatItMust) {
  EXPECT_EQ(session_cookie(false, "T", 60), "cityaudit_session=T; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  EXPECT_EQ(session_cookie(true, "T", 60), "__Host-cityaudit_session=T; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(session_cookie(false, "", 60), "cityaudit_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

}  // namespace
}  // namespace cityaudit::server::auth
