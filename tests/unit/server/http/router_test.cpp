#include "server/http/router.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace cityaudit::server::http {
namespace {

using Outcome = Router::Outcome;

Router example() {
  Router router;
  router.add({Method::get}, "/", 0);
  router.add({Method::get}, "/v1/key/{token}/projects/{number}/formList/?", 1);
  router.add({Method::post, Method::head}, "/v1/key/{token}/projects/{number}/submission", 2);
  router.add({Method::get}, "/v1/key/{token}/projects/{number}/submission", 3);
  router.add({Method::get}, "/forms/{id}.xml", 4);
  router.add({Method::get}, "/forms/{id}", 5);
  router.add({Method::get}, "/forms/list", 6);
  router.add({Method::get}, "/assets/{path...}", 7);
  router.add({Method::get}, "/odata/Submissions('{id}')", 8);
  router.add({Method::post}, "/forms/{id}/publish", 9);
  router.add({Method::del}, "/forms/{other}", 10);
  return router;
}

std::size_t route_of(Method method, std::string_view path) {
  const auto match = example().match(method, path);
  EXPECT_EQ(match.outcome, Outcome::found) << path;
  return match.route;
}

TEST(Router, FindsRoutesAndTheirParameters) {
  const auto match = example().match(Method::post, "/v1/key/abc/projects/12/submission");
  ASSERT_EQ(match.outcome, Outcome::found);
  EXPECT_EQ(match.route, 2u);
  EXPECT_EQ(match.parameters.at("token"), "abc");
  EXPECT_EQ(match.parameters.at("number"), "12");
  EXPECT_EQ(route_of(Method::get, "/"), 0u);
}

TEST(Router, FixedTextGoesBeforeParametersAndLongerBeforeShorter) {
  EXPECT_EQ(route_of(Method::get, "/forms/list"), 6u);
  EXPECT_EQ(route_of(Method::get, "/forms/walk.xml"), 4u);
  EXPECT_EQ(route_of(Method::get, "/forms/walk"), 5u);
  EXPECT_EQ(example().match(Method::get, "/forms/walk.xml").parameters.at("id"), "walk");
  EXPECT_EQ(example().match(Method::get, "/odata/Submissions('uuid:1')").parameters.at("id"), "uuid:1");
}

TEST(Router, GoesBackWhenFixedTextLeadsNowhere) {
  EXPECT_EQ(route_of(Method::post, "/forms/list/publish"), 9u);
  EXPECT_EQ(route_of(Method::del, "/forms/list"), 10u);
  EXPECT_EQ(example().match(Method::del, "/forms/list").parameters.count("id"), 0u);
}

TEST(Router, TheRestMayHoldSlashesButIsNeverEmpty) {
  EXPECT_EQ(example().match(Method::get, "/assets/a/b.js").parameters.at("path"), "a/b.js");
  EXPECT_EQ(example().match(Method::get, "/assets/").outcome, Outcome::not_found);
  EXPECT_EQ(example().match(Method::get, "/assets").outcome, Outcome::not_found);
}

TEST(Router, ASlashAtTheEndIsTakenWhereThePatternSaysSo) {
  EXPECT_EQ(route_of(Method::get, "/v1/key/t/projects/1/formList"), 1u);
  EXPECT_EQ(route_of(Method::get, "/v1/key/t/projects/1/formList/"), 1u);
  EXPECT_EQ(example().match(Method::post, "/v1/key/t/projects/1/submission/").outcome, Outcome::not_found);
}

TEST(Router, HeadIsGetUnlessItHasItsOwn) {
  EXPECT_EQ(route_of(Method::head, "/forms/list"), 6u);
  EXPECT_EQ(route_of(Method::head, "/v1/key/t/projects/1/submission"), 2u);
  EXPECT_EQ(route_of(Method::get, "/v1/key/t/projects/1/submission"), 3u);
}

TEST(Router, SaysWhichMethodsAreAllowed) {
  const auto refused = example().match(Method::put, "/forms/walk");
  EXPECT_EQ(refused.outcome, Outcome::method_not_allowed);
  EXPECT_EQ(refused.allow, "GET, HEAD, DELETE, OPTIONS");
  const auto asked = example().match(Method::options, "/v1/key/t/projects/1/submission");
  EXPECT_EQ(asked.outcome, Outcome::options);
  EXPECT_EQ(asked.allow, "GET, HEAD, POST, OPTIONS");
}

TEST(Router, EmptySegmentsAndOtherPathsAreNotFound) {
  for (const char* path : {"", "*", "//", "/v1/key//projects/1/submission", "/forms/", "/forms/.xml/x", "/nothing", "forms/list"}) {
    EXPECT_EQ(example().match(Method::get, path).outcome, Outcome::not_found) << path;
  }
}

TEST(Router, BadPatternsAreBugs) {
  Router router = example();
  EXPECT_THROW(router.add({Method::get}, "no-slash", 20), std::logic_error);
  EXPECT_THROW(router.add({Method::get}, "/{open", 20), std::logic_error);
  EXPECT_THROW(router.add({Method::get}, "/{}", 20), std::logic_error);
  EXPECT_THROW(router.add({Method::get}, "/{a}{b}", 20), std::logic_error);
  EXPECT_THROW(router.add({Method::get}, "/{rest...}/more", 20), std::logic_error);
  EXPECT_THROW(router.add({Method::get}, "/forms/list", 20), std::logic_error);
}

}  // namespace
}  // namespace cityaudit::server::http
