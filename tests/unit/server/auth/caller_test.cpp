#include "server/auth/caller.h"

#include <gtest/gtest.h>

namespace cityaudit::server::auth {
namespace {

std::optional<ingest::AuditId> some_audit(store::Transaction&, const http::Request&) { return ingest::AuditId{7}; }

Route row(http::Method method, Gate gate) { return {method, "/x", 0, {}, gate, Surface::api, http::Pool::read, nullptr, nullptr}; }
Route row(http::Method method, Access access) { return row(method, Gate{access}); }

std::string outcome(const Route& route, const Caller& caller, const http::Request& request) {
  const auto checked = check_access(route, caller, request);
  return checked ? "in" : checked.error().code;
}

Caller member() {
  Caller caller;
  caller.account_id = 1;
  caller.account_uuid = "uuid";
  caller.csrf_token = "the csrf token";
  return caller;
}

Caller admin() {
  Caller caller = member();
  caller.is_admin = true;
  return caller;
}

Caller member_of(ingest::MemberRole role, ingest::Capabilities capabilities = {}) {
  Caller caller = member();
  caller.audit = {7};
  caller.role = role;
  caller.capabilities = capabilities;
  return caller;
}

TEST(Caller, ARoleOpensOnlyWhatIsItsOwn) {
  const http::Request request;
  const auto asked = [&](Access access, const Caller& caller) {
    return outcome(row(http::Method::get, Gate{access, {some_audit, "thing.unknown"}}), caller, request);
  };
  const Caller facilitator = member_of(ingest::MemberRole::facilitator);
  const Caller auditor = member_of(ingest::MemberRole::auditor);
  for (const Access access : {Access::staff, Access::facilitator, Access::auditor, Access::admin}) {
    EXPECT_EQ(asked(access, {}), "access.sign_in");
    EXPECT_EQ(asked(access, member()), "thing.unknown") << "who is no member does not learn that there is anything";
    Caller boss = admin();
    EXPECT_EQ(asked(access, boss), "thing.unknown") << "no audit was found";
    boss.audit = {7};
    EXPECT_EQ(asked(access, boss), "in");
  }
  EXPECT_EQ(asked(Access::staff, facilitator), "in");
  EXPECT_EQ(asked(Access::staff, auditor), "in");
  EXPECT_EQ(asked(Access::facilitator, facilitator), "in");
  EXPECT_EQ(asked(Access::facilitator, auditor), "access.role");
  EXPECT_EQ(asked(Access::auditor, facilitator), "access.role");
  EXPECT_EQ(asked(Access::auditor, auditor), "in");
  EXPECT_EQ(asked(Access::admin, facilitator), "access.role");
}

TEST(Caller, ACapabilityOpensItsOwnRowsAndNoOthers) {
  const http::Request request;
  for (const ingest::Capability needed : ingest::known_capabilities)
    for (const ingest::Capability granted : ingest::known_capabilities) {
      const Caller caller = member_of(ingest::MemberRole::auditor, ingest::Capabilities().with(granted));
      const Route route = row(http::Method::get, Gate{Access::staff, {some_audit, "thing.unknown"}, needed});
      EXPECT_EQ(outcome(route, caller, request), needed == granted ? "in" : "access.capability");
    }
}

TEST(Caller, ARowAboutTheWholeServerAsksForNoMembership) {
  const http::Request request;
  EXPECT_EQ(outcome(row(http::Method::get, Access::staff), member(), request), "in");
  EXPECT_EQ(outcome(row(http::Method::get, Access::facilitator), member(), request), "access.role") << "there is no audit to be it in";
  EXPECT_EQ(outcome(row(http::Method::get, Access::admin), member(), request), "access.role");
  EXPECT_EQ(outcome(row(http::Method::get, Access::admin), admin(), request), "in");
}

TEST(Caller, ChangesNeedTheTokenOfTheSession) {
  for (const http::Method method : {http::Method::post, http::Method::put, http::Method::patch, http::Method::del}) {
    const Route route = row(method, Access::staff);
    http::Request request;
    EXPECT_EQ(outcome(route, admin(), request), "access.csrf");
    request.headers = {{"x-csrf-token", "another token"}};
    EXPECT_EQ(outcome(route, admin(), request), "access.csrf");
    request.headers = {{"x-csrf-token", "the csrf token"}};
    EXPECT_EQ(outcome(route, admin(), request), "in");
    Caller without = admin();
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
  EXPECT_EQ(outcome(row(http::Method::get, Access::loopback), admin(), request), "access.loopback");
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
