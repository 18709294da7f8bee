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
    EXPECT_GE(static_cast<int>(row.access), static_cast<int>(Access::anyone));
    EXPECT_LE(static_cast<int>(row.access), static_cast<int>(Access::admin));
  }
  EXPECT_GT(seen.size(), 20u);
}

TEST(Routes, WhatNeedsASessionNeverRunsOnTheEventLoop) {
  for (const Route& row : routes()) {
    if (needs_session(row.access) || (row.access == Access::link && row.method != http::Method::options)) {
      EXPECT_NE(row.pool, http::Pool::strand) << row.pattern;
    }
  }
}

TEST(Routes, BodiesInPiecesComeOnlyByLink) {
  for (const Route& row : routes())
    if (row.begin) {
      EXPECT_EQ(row.access, Access::link) << row.pattern << ": nobody asks who sends it before the body comes";
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
  const std::set<std::string_view> open{"/",        "/sign-in", "/a/{rest...}", "/assets/{name...}", "/robots.txt",
                                        "/healthz", "/readyz",  "/api/session", "/api/session/link", "/v1/sessions"};
  for (const Route& row : routes()) {
    SCOPED_TRACE(row.pattern);
    if (row.access == Access::anyone) {
      EXPECT_TRUE(open.contains(row.pattern));
    }
    if (row.access == Access::link) {
      EXPECT_TRUE(row.pattern.starts_with("/p/{token}") || row.pattern.starts_with("/v1/key/{token}/") ||
                  row.pattern.starts_with("/api/uploads"));
    }
    if ((row.pattern.starts_with("/api/") || row.pattern.starts_with("/v1/")) && row.access == Access::anyone) {
      EXPECT_EQ(row.method, http::Method::post) << "signing in";
    }
    if (row.pattern == "/metrics") {
      EXPECT_EQ(row.access, Access::loopback);
    }
  }
}

/// Every row, asked as everybody, with a good and a bad token, from here and from afar: the table is the truth.
TEST(Routes, LetInWhomTheirRowNames) {
  const auto rank = [](std::string_view role) { return role == "admin" ? 3 : role == "auditor" ? 2 : role == "facilitator" ? 1 : 0; };
  const auto needed = [](Access access) { return access == Access::admin ? 3 : access == Access::auditor ? 2 : 1; };
  int asked = 0;
  for (const Route& row : routes())
    for (const std::string_view role : {"", "participant", "facilitator", "auditor", "admin"})
      for (const bool good_token : {true, false})
        for (const bool loopback : {true, false})
          for (const bool own_page : {true, false}) {
            Caller caller;
            caller.role = role;
            if (!role.empty()) caller.csrf_token = "right";
            http::Request request;
            request.method = row.method;
            request.host = "audit.example.org";
            request.from_loopback = loopback;
            request.headers = {{"x-csrf-token", good_token ? "right" : "wrong"},
                               {"origin", own_page ? "http://audit.example.org" : "http://evil.example"}};
            bool expected = true;
            if (needs_session(row.access))
              expected = !role.empty() && rank(role) >= needed(row.access) && (!is_unsafe(row.method) || good_token);
            else if (row.access == Access::loopback)
              expected = loopback;
            else if (row.access == Access::anyone && is_unsafe(row.method))
              expected = own_page;
            EXPECT_EQ(static_cast<bool>(auth::check_access(row, caller, request)), expected)
                << row.pattern << " as '" << role << "' token " << good_token << " loopback " << loopback << " own page " << own_page;
            ++asked;
          }
  EXPECT_GE(asked, 20 * 5 * 8);
}

}  // namespace
}  // namespace cityaudit::server
