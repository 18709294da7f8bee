// Who sees what of a photo: over the routes, as every role.

#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;

class PhotoRoutes : public RoutesFixture {
 protected:
  Uuid photo_with(const std::string& people) {
    static int number = 0;
    const Uuid submission = receive(fmt::format("uuid:00000000-0000-4000-8000-0000000001{:02}", ++number),
                                    {{"a.jpg", fmt::format("photo {}", number)}}, "WA01", "2", people);
    derive_photo(submission);
    return photo_of(submission);
  }
  std::string at(const Uuid& photo, const char* what = "") { return "/api/photos/" + to_string(photo) + what; }
  Answer change(http::Method method, const std::string& target, const Person& person, std::string_view body = {}) {
    return ask(method, target, person, body);
  }

  Person facilitator = staff("facilitator");
  Person admin = staff("admin");
};

TEST_F(PhotoRoutes, ServeOnlyTheVeilUntilSomebodyHasClearedThePhoto) {
  const Uuid photo = photo_with("identifiable");
  for (const char* what : {"/thumbnail", "/preview"}) {
    const Answer refused = get(at(photo, what), admin);
    EXPECT_EQ(refused.status, 403u) << what;
    EXPECT_EQ(refused.code(), "photo.veiled");
  }
  EXPECT_EQ(get(at(photo, "/veil"), facilitator).text(), "veil");
  const json::value detail = get(at(photo), facilitator).json();
  EXPECT_EQ(detail.at("veiled"), json::value(true));
  EXPECT_TRUE(detail.at("preview_url").is_null());
  EXPECT_NE(detail.at("thumbnail_url").as_string().find("/veil?v="), json::string::npos);
  const Answer uncleared = get(at(photo, "/uncleared"), facilitator);
  EXPECT_EQ(uncleared.status, 200u);
  EXPECT_EQ(uncleared.response.header("cache-control"), "private, no-store");

  EXPECT_EQ(change(http::Method::put, at(photo, "/clearance"), facilitator, R"({"ground":"sure"})").status, 400u);
  EXPECT_EQ(change(http::Method::put, at(photo, "/clearance"), facilitator, R"({"ground":"covered"})").code(), "photo.nothing_covered");
  EXPECT_EQ(change(http::Method::put, at(photo, "/clearance"), facilitator, R"({"ground":"released"})").code(), "release.missing");
  const Answer cleared = change(http::Method::put, at(photo, "/clearance"), facilitator, R"({"ground":"nobody_recognisable"})");
  EXPECT_EQ(cleared.json().at("veiled"), json::value(false));
  const std::string preview(cleared.json().at("preview_url").as_string());
  const Answer open = get(preview, facilitator);
  EXPECT_EQ(open.status, 200u);
  EXPECT_EQ(open.response.header("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_EQ(get(at(photo, "/preview"), facilitator).response.header("cache-control"), "private, no-cache")
      << "an address without a version follows what is covered";

  EXPECT_EQ(change(http::Method::del, at(photo, "/clearance"), facilitator).json().at("veiled"), json::value(true));
  EXPECT_EQ(get(preview, facilitator).status, 403u);
}

TEST_F(PhotoRoutes, TakeCoversAndTellWhatIsWrongWithThem) {
  const Uuid photo = photo_with("identifiable");
  EXPECT_EQ(change(http::Method::put, at(photo, "/covers"), facilitator, R"({"covers":[{"cover":"blur"}]})").code(),
            "photo.redactions_invalid");
  EXPECT_EQ(change(http::Method::put, at(photo, "/covers"), facilitator, "{}").code(), "photo.redactions_invalid");
  const Answer covered = change(http::Method::put, at(photo, "/covers"), facilitator,
                                R"({"covers":[{"cover":"blur","points":[[1,1],[500,500]],"radius":0}]})");
  EXPECT_EQ(covered.json().at("state"), "waiting");
  EXPECT_EQ(covered.json().at("covers").as_array().size(), 1u);
  EXPECT_EQ(get(at(photo, "/uncleared"), facilitator).code(), "photo.waiting");
  EXPECT_EQ(get(at(photo, "/veil"), facilitator).status, 200u) << "the veil hides everybody anyhow";
}

TEST_F(PhotoRoutes, KeepPhotosOfChildrenForThoseWhoMaySeeIdentities) {
  const Uuid photo = photo_with("minors");
  for (const char* what : {"", "/uncleared"}) EXPECT_EQ(get(at(photo, what), facilitator).code(), "photo.minors") << what;
  EXPECT_EQ(get(at(photo), admin).status, 200u);
  EXPECT_EQ(get(at(photo, "/veil"), facilitator).status, 200u);
}

TEST_F(PhotoRoutes, ShowWhatIsUnderACoverToFewAndWriteItDown) {
  const Uuid photo = photo_with("identifiable");
  EXPECT_EQ(change(http::Method::post, at(photo, "/unsealed"), facilitator, R"({"reason":"curious"})").code(), "access.capability");
  EXPECT_EQ(change(http::Method::post, at(photo, "/unsealed"), admin, R"({"reason":" "})").status, 400u);
  // Without a media worker nothing can be shown, but who wanted to look is written down first.
  EXPECT_EQ(change(http::Method::post, at(photo, "/unsealed"), admin, R"({"reason":"a court asks"})").status, 503u);
  const auto noted = domain->database->read([](store::Transaction& tx) -> Result<std::int64_t> {
    return tx.integer("SELECT count(*) FROM photo_unsealing WHERE reason = 'a court asks'").value_or(0);
  });
  EXPECT_EQ(*noted, 1);
}

TEST_F(PhotoRoutes, ListPhotosByWhatWaits) {
  photo_with("identifiable");
  photo_with("minors");
  const Uuid open = photo_with("none");
  const json::value waiting = get("/api/audits/test-city/photos", facilitator).json();
  ASSERT_EQ(waiting.at("items").as_array().size(), 1u);
  EXPECT_EQ(waiting.at("counts"), (json::value{{"waiting", 1}, {"minors", 1}, {"cleared", 0}, {"all", 3}}));
  const json::value all = get("/api/audits/test-city/photos?queue=all", facilitator).json();
  ASSERT_EQ(all.at("items").as_array().size(), 3u);
  EXPECT_EQ(all.at("items").at(0).at("id"), json::value(to_string(open)));
  EXPECT_EQ(all.at("items").at(0).at("participant"), "WA01");
  EXPECT_EQ(get("/api/audits/test-city/photos?queue=best&cursor=x", facilitator).json().at("fields").as_array().size(), 2u);
}

TEST_F(PhotoRoutes, KnowNothingOfWithdrawnPhotos) {
  const Uuid submission = receive("uuid:00000000-0000-4000-8000-000000000199", {{"a.jpg", "gone"}}, "WA01", "2", "identifiable");
  derive_photo(submission);
  const Uuid photo = photo_of(submission);
  ASSERT_TRUE(domain->submissions.withdraw(submission, "participant"));
  for (const char* what : {"", "/veil", "/thumbnail", "/preview", "/uncleared"})
    EXPECT_EQ(get(at(photo, what), admin).status, 404u) << what;
  EXPECT_EQ(change(http::Method::post, at(photo, "/unsealed"), admin, R"({"reason":"x"})").status, 404u);
  EXPECT_EQ(get("/api/audits/test-city/photos?queue=all", admin).json().at("items").as_array().size(), 0u);
}

}  // namespace
}  // namespace cityaudit::server::tests
