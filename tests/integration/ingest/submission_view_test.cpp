#include "ingest/submission_view.h"

#include "base/text.h"
#include "ingest/forms/instruments.h"
#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

class SubmissionViewTest : public testing::Test {
 protected:
  SubmissionView view(std::string_view form_name, const std::string& answers, std::vector<Photo> photos = {}) {
    form = fixture.forms.publish(built_in_instrument(form_name)->xml).value();
    ListedSubmission submission;
    submission.xml = fmt::format(
        "<data id=\"{}\" version=\"{}\" xmlns:orx=\"http://openrosa.org/xforms\">{}<orx:meta><orx:instanceID>uuid:x</orx:instanceID>"
        "</orx:meta></data>",
        form->definition.form_id, form->definition.version, answers);
    return view_submission(submission, activity, *form, places, std::move(photos), true);
  }

  static Photo photo(std::string name) {
    Photo out;
    out.attachment_name = std::move(name);
    return out;
  }
  static std::string entry(std::string_view file, std::string_view polarity, std::string_view caption, std::string_view language) {
    return fmt::format(
        "<photos><picture><photo>{}</photo><polarity>{}</polarity><caption>{}</caption><caption_lang>{}</caption_lang></picture>"
        "<showed><sh_s>A bench</sh_s></showed></photos>",
        file, polarity, caption, language);
  }
  static const ViewedAnswer* find(const SubmissionView& view, std::string_view path) {
    for (const ViewedAnswer& answer : view.answers)
      if (answer.path == path) return &answer;
    return nullptr;
  }

  void SetUp() override {
    Area area;
    area.id = {7};
    area.code = "p7";
    area.name = {{"cs", "Praha 7"}};
    places.areas = {area};
    for (const int number : {1, 2}) {
      Walk walk;
      walk.id = {number};
      walk.code = fmt::format("walk-{}", number);
      walk.name = {{"cs", fmt::format("Procházka {}", number)}};
      if (number == 2) walk.area = area.id;
      Stop stop;
      stop.seq = 1;
      stop.code = "s1";
      stop.name = {{"cs", fmt::format("Zastávka na {}", number)}};
      walk.stops = {stop};
      places.walks.push_back(walk);
    }
  }

  tests::IngestFixture fixture;
  std::shared_ptr<const CompiledForm> form;
  Activity activity;
  AuditPlaces places;
};

TEST_F(SubmissionViewTest, EachPhotoHasItsOwnWords) {
  const SubmissionView seen =
      view("photovoice", entry("b.jpg", "down", "Tma v parku", "cs") + entry("a.jpg", "up", "A place to meet", "en"),
           {photo("a.jpg"), photo("b.jpg"), photo("unnamed.jpg")});
  ASSERT_EQ(seen.photos.size(), 3u);
  EXPECT_EQ(seen.photos[0].caption, "A place to meet");
  EXPECT_EQ(seen.photos[0].caption_language, "en");
  EXPECT_EQ(seen.photos[0].polarity, "up");
  EXPECT_EQ(seen.photos[1].caption, "Tma v parku");
  EXPECT_EQ(seen.photos[1].caption_language, "cs");
  EXPECT_EQ(seen.photos[1].polarity, "down");
  EXPECT_EQ(seen.photos[2].caption, "");
  EXPECT_EQ(seen.excerpt, "Tma v parku");
}

TEST_F(SubmissionViewTest, AnswersSayWhereInTheirRepeatsTheyStand) {
  const SubmissionView seen = view("photovoice", entry("a.jpg", "down", "First", "cs") + entry("b.jpg", "up", "Second", "en"));
  const ViewedAnswer* second = find(seen, "/data/photos[2]/picture/caption");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->value, "Second");
  EXPECT_EQ(second->role, "comment");
  const ViewedAnswer* polarity = find(seen, "/data/photos[1]/picture/polarity");
  ASSERT_TRUE(polarity);
  EXPECT_EQ(polarity->type, "select_one");
  EXPECT_TRUE(polarity->display.contains("cs") && polarity->display.contains("en")) << "in every language of the form";
  EXPECT_EQ(find(seen, "/data/photos[1]/picture/photo")->type, "photo");
}

TEST_F(SubmissionViewTest, WhatThePhoneFilledInByItselfIsNoAnswer) {
  const SubmissionView seen = view("photovoice",
                                   "<start>2018-06-18T10:00:00.000+02:00</start><deviceid>collect:1</deviceid>"
                                   "<you><code>PV01</code><age></age></you><foreign>words</foreign>");
  EXPECT_FALSE(find(seen, "/data/start"));
  EXPECT_FALSE(find(seen, "/data/deviceid"));
  EXPECT_FALSE(find(seen, "/data/you/age")) << "not answered";
  EXPECT_FALSE(find(seen, "/data/meta/instanceID"));
  ASSERT_TRUE(find(seen, "/data/you/code"));
  ASSERT_TRUE(find(seen, "/data/foreign")) << "what the form does not know was written by someone";
}

TEST_F(SubmissionViewTest, AStopIsThatOfTheWalkItWasAnsweredOn) {
  const std::string answers = "<where><walk_id>walk-2</walk_id><stop_id>s1</stop_id></where>";
  const SubmissionView seen = view("walk_checklist", answers);
  ASSERT_TRUE(seen.stop && seen.area);
  EXPECT_EQ(seen.stop->name.at("cs"), "Zastávka na 2");
  EXPECT_EQ(seen.area->code, "p7");
  EXPECT_EQ(find(seen, "/data/where/stop_id")->display.at("cs"), "Zastávka na 2");
  EXPECT_EQ(find(seen, "/data/where/walk_id")->display.at("cs"), "Procházka 2");
  activity.walk = {1};
  const SubmissionView elsewhere = view("walk_checklist", answers);
  EXPECT_EQ(elsewhere.stop->name.at("cs"), "Zastávka na 1") << "the activity's own walk counts, not the typed one";
  EXPECT_FALSE(elsewhere.area);
}

TEST_F(SubmissionViewTest, AStopThatIsNoLongerListedKeepsItsCode) {
  const SubmissionView seen = view("walk_checklist", "<where><walk_id>walk-2</walk_id><stop_id>old</stop_id></where>");
  ASSERT_TRUE(seen.stop);
  EXPECT_EQ(seen.stop->code, "old");
  EXPECT_TRUE(seen.stop->name.empty());
}

TEST_F(SubmissionViewTest, LongWordsAreCutBetweenWordsAndNeverInsideALetter) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += "žluťoučký ";
  const SubmissionView seen = view("photovoice", entry("a.jpg", "up", words, "cs"));
  EXPECT_LE(seen.excerpt.size(), 243u);
  EXPECT_TRUE(seen.excerpt.ends_with("žluťoučký…")) << seen.excerpt;
  std::string unbroken = "x";
  for (int i = 0; i < 200; ++i) unbroken += "ž";
  EXPECT_TRUE(is_valid_utf8(view("photovoice", entry("a.jpg", "up", unbroken, "cs")).excerpt));
}

TEST_F(SubmissionViewTest, AnInstanceThatCannotBeReadShowsNoAnswers) {
  ListedSubmission submission;
  submission.xml = "<data";
  form = fixture.forms.publish(tests::small_form()).value();
  const SubmissionView seen = view_submission(submission, activity, *form, places, {photo("a.jpg")}, true);
  EXPECT_TRUE(seen.answers.empty());
  EXPECT_EQ(seen.photos.size(), 1u);
}

TEST(PathInRepeat, PutsEachPlaceWhereItBelongs) {
  EXPECT_EQ(path_in_repeat("/data/photos/caption", "photos[2]"), "/data/photos[2]/caption");
  EXPECT_EQ(path_in_repeat("/data/streets/houses/number", "streets[1]/houses[3]"), "/data/streets[1]/houses[3]/number");
  EXPECT_EQ(path_in_repeat("/data/photos_taken/photos/photos", "photos[2]"), "/data/photos_taken/photos[2]/photos");
  EXPECT_EQ(path_in_repeat("/data/caption", ""), "/data/caption");
  EXPECT_EQ(path_in_repeat("/data/caption", "photos[2]"), "/data/caption");
}

}  // namespace
}  // namespace cityaudit::ingest
