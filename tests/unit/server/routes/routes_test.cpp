#include "server/auth/caller.h"
#include "server/routes/route_table.h"

#include <gtest/gtest.h>
#include <set>

namespace cityaudit::server {
namespace {

bool is_unsafe(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}
bool needs_session(Access access) {
  return access == Access::staff || access == Access::facilitator || access == Access::auditor || access == Access::admin;
}

TEST(Routes, EveryRowIsWhole) {
  std::set<std::pair<http::Method, std::string_view>> seen;
  for (const Route& row : routes()) {
    SCOPED_TRACE(row.pattern);
    EXPECT_TRUE(row.pattern.starts_with('/'));
    EXPECT_TRUE((row.handle == nullptr) != (row.begin == nullptr)) << "one of the two";
    EXPECT_TRUE(seen.insert({row.method, row.pattern}).second) << "named twice";
    EXPECT_GE(static_cast<int>(row.gate.access), static_cast<int>(Access::anyone));
    EXPECT_LE(static_cast<int>(row.gate.access), static_cast<int>(Access::admin));
    EXPECT_EQ(row.gate.scope.audit_of == nullptr, row.gate.scope.unknown_code.empty());
    if (row.gate.scope.audit_of || row.gate.capability != ingest::Capability::none) {
      EXPECT_TRUE(needs_session(row.gate.access)) << "membership is of those who are signed in";
    }
    if (row.gate.capability != ingest::Capability::none || row.gate.access == Access::facilitator || row.gate.access == Access::auditor) {
      EXPECT_NE(row.gate.scope.audit_of, nullptr) << "roles and capabilities are held in an audit";
    }
  }
  EXPECT_GT(seen.size(), 20u);
}

TEST(Routes, WhatNeedsASessionNeverRunsOnTheEventLoop) {
  for (const Route& row : routes()) {
    if (needs_session(row.gate.access) || (row.gate.access == Access::link && row.method != http::Method::options)) {
      EXPECT_NE(row.pool, http::Pool::strand) << row.pattern;
    }
  }
}

TEST(Routes, BodiesInPiecesComeOnlyByLink) {
  for (const Route& row : routes())
    if (row.begin) {
      EXPECT_EQ(row.gate.access, Access::link) << row.pattern << ": nobody asks who sends it before the body comes";
      EXPECT_TRUE(row.surface == Surface::openrosa || row.pattern.starts_with("/api/uploads")) << row.pattern;
    }
}

TEST(Routes, ReadingTakesNoBody) {
  for (const Route& row : routes())
    if (!is_unsafe(row.method)) {
      EXPECT_EQ(row.body_bytes_max, 0u) << row.pattern;
    }
}

/// What issue 2 promises: everything but these needs a session.
TEST(Routes, OnlyTheseAreOpen) {
  const std::set<std::string_view> open{
      "/",           "/sign-in",     "/a/{rest...}",      "/assets/{name...}", "/robots.txt",     "/healthz",
      "/readyz",     "/api/session", "/api/session/link", "/v1/sessions",      "/api/invitation", "/api/invitation/look",
      "/invitation", "/account",     "/r",                "/api/return"};
  for (const Route& row : routes()) {
    SCOPED_TRACE(row.pattern);
    if (row.gate.access == Access::anyone) {
      EXPECT_TRUE(open.contains(row.pattern));
    }
    if (row.gate.access == Access::link) {
      EXPECT_TRUE(row.pattern.starts_with("/p/{token}") || row.pattern.starts_with("/v1/key/{token}/") ||
                  row.pattern.starts_with("/api/uploads"));
    }
    if ((row.pattern.starts_with("/api/") || row.pattern.starts_with("/v1/")) && row.gate.access == Access::anyone) {
      EXPECT_EQ(row.method, http::Method::post) << "signing in, coming back";
    }
    if (row.pattern == "/metrics") {
      EXPECT_EQ(row.gate.access, Access::loopback);
    }
  }
}

/// What names something of an audit must say whose members may call.
TEST(Routes, WhatIsOfAnAuditHasAScope) {
  const std::set<std::string_view> server_wide{"/api/session",
                                               "/api/account",
                                               "/api/account/name",
                                               "/api/account/password",
                                               "/api/account/two-step",
                                               "/api/account/two-step/end",
                                               "/api/account/sessions/{id}",
                                               "/api/account/sign-out-everywhere",
                                               "/api/accounts/{account}/invitation",
                                               "/api/accounts/{account}/state",
                                               "/api/accounts/{account}/two-step",
                                               "/api/audits",
                                               "/api/events",
                                               "/v1/sessions/{token}",
                                               "/v1/users/current",
                                               "/v1/projects"};
  for (const Route& row : routes())
    if (needs_session(row.gate.access) && !row.gate.scope.audit_of) {
      EXPECT_TRUE(server_wide.contains(row.pattern)) << row.pattern;
    }
}

/// Every row, asked with a good and a bad token, from here and from afar. tests/integration/server/routes/access_test.cpp asks as whom.
TEST(Routes, LetInOnlyWithTheTokenOfTheSession) {
  int asked = 0;
  for (const Route& row : routes())
    for (const bool signed_in : {true, false})
      for (const bool good_token : {true, false})
        for (const bool loopback : {true, false})
          for (const bool own_page : {true, false}) {
            Caller caller;
            if (signed_in) {
              caller.account_id = 1;
              caller.is_admin = true;
              caller.audit = {1};
              caller.csrf_token = "right";
            }
            http::Request request;
            request.method = row.method;
            request.host = "audit.example.org";
            request.from_loopback = loopback;
            request.headers = {{"x-csrf-token", good_token ? "right" : "wrong"},
                               {"origin", own_page ? "http://audit.example.org" : "http://evil.example"}};
            bool expected = true;
            if (needs_session(row.gate.access))
              expected = signed_in && (!is_unsafe(row.method) || good_token);
            else if (row.gate.access == Access::loopback)
              expected = loopback;
            else if (row.gate.access == Access::anyone && is_unsafe(row.method))
              expected = own_page;
            EXPECT_EQ(static_cast<bool>(auth::check_access(row, caller, request)), expected)
                << row.pattern << " signed in " << signed_in << " token " << good_token << " loopback " << loopback << " own page "
                << own_page;
            ++asked;
          }
  EXPECT_GE(asked, 20 * 2 * 8);
}

}  // namespace
}  // namespace cityaudit::server
