// The life of a form over a real store: drafts, tries, versions, states, freezing.

#include "ingest/blob_names.h"
#include "ingest/draft_tests.h"
#include "ingest/form_releases.h"
#include "ingest/waves.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace cityaudit::ingest {
namespace {

struct FormLife : testing::Test, tests::IngestFixture {
  FormDrafts drafts{*database, events, clock, key, forms};
  FormReleases releases{*database, events, clock, forms};
  DraftTests tries{*database, events, clock};
  Waves waves{*database, events, clock};

  Result<FormDraft> upload(const std::string& xml) {
    NewDraft draft;
    draft.xml = xml;
    draft.actor = "account:test";
    return drafts.put(audit, draft);
  }
  Result<Published> publish(const std::string& version = {}) { return releases.publish(audit.id, {"small", version, "account:test"}); }
  std::string state_of(const std::string& version) { return releases.find_version(audit.id, "small", version).value().state; }
  FormFile attach(const std::string& name, std::string_view bytes) {
    const ReceivedFile stored = file(name, bytes);
    return {name, stored.blob.sha256, to_hex(Bytes{md5(bytes_of(bytes))}), stored.blob.bytes, "image/png"};
  }
  Result<Receipt> send_to(const std::string& token, const std::string& xml, const std::vector<ReceivedFile>& files = {}) {
    CITYAUDIT_TRY(found, activities.find_by_token(token));
    CITYAUDIT_TRY(judged, judge(found, xml, clock.now(), 0, {}));
    return found->draft ? tries.receive(judged, files) : submissions.receive(judged, files);
  }
};

TEST_F(FormLife, AFormOfAnActivityIsAFormOfItsAudit) {
  const auto all = releases.list(audit.id).value();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].form_id, "small");
  ASSERT_EQ(all[0].releases.size(), 1u);
  EXPECT_EQ(all[0].releases[0].state, "published");
  ASSERT_EQ(all[0].uses.size(), 1u);
  EXPECT_EQ(all[0].uses[0].activity_code, "walk");
}

TEST_F(FormLife, PublishingADraftMovesTheActivitiesAndDeprecatesWhatNobodyOffers) {
  ASSERT_TRUE(upload(tests::small_form("2")));
  const std::string before = intake()->form->md5;
  const auto published = publish();
  ASSERT_TRUE(published);
  EXPECT_EQ(published->version, "2");
  EXPECT_EQ(published->activities, std::vector<std::string>{"walk"});
  EXPECT_EQ(intake()->form->definition.version, "2");
  EXPECT_NE(intake()->form->md5, before);
  EXPECT_NE(intake()->find_form("small", "1"), nullptr) << "phones with the old version are still served";
  EXPECT_EQ(state_of("1"), "deprecated");
  EXPECT_EQ(drafts.find(audit.id, "small").error().code, "form.no_draft");
  const auto types = event_types();
  for (const char* type : {"form.drafted", "form.published", "form.deprecated", "activity.form_changed"})
    EXPECT_NE(std::find(types.begin(), types.end(), type), types.end()) << type;
}

TEST_F(FormLife, APublishedVersionNeverChangesAndTheNextIsProposed) {
  std::string other = tests::small_form("1");
  other.replace(other.find("Bright"), 6, "Bri8ht");
  ASSERT_TRUE(upload(other));
  const auto refused = publish();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "form.version_published");
  const auto& arguments = refused.error().arguments;
  const auto proposal = std::find_if(arguments.begin(), arguments.end(), [](const auto& one) { return one.name == "proposal"; });
  ASSERT_NE(proposal, arguments.end());
  EXPECT_EQ(proposal->value, "2");
  EXPECT_TRUE(drafts.find(audit.id, "small")) << "nothing was lost";
  ASSERT_TRUE(publish("2"));
  EXPECT_EQ(intake()->form->definition.version, "2");
  EXPECT_NE(forms.xml(intake()->form->id).value().find("<data id=\"small\" version=\"2\">"), std::string::npos);
}

TEST_F(FormLife, AFormWithoutAVersionIsAskedForOne) {
  ASSERT_TRUE(upload(tests::small_form("")));
  EXPECT_EQ(publish().error().code, "form.version_missing");
  EXPECT_EQ(publish(" 2").error().code, "form.version_unusable");
  EXPECT_TRUE(publish("2024"));
}

TEST_F(FormLife, ADraftIsTriedUnderItsOwnTokenAndNothingOfItCounts) {
  const FormDraft draft = upload(tests::small_form("2")).value();
  const std::string token = drafts.token(draft);
  const auto found = activities.find_by_token(token).value();
  ASSERT_TRUE(found->draft);
  EXPECT_EQ(found->form->definition.version, "2");
  tests::SmallAnswers answers;
  answers.instance_id = "uuid:00000000-0000-4000-8000-00000000000a";
  answers.version = "2";
  answers.lighting = "7";
  answers.photo = "a.jpg";
  const auto receipt = send_to(token, tests::small_instance(answers), {file("a.jpg", "bytes")}).value();
  EXPECT_TRUE(receipt.created);
  EXPECT_EQ(receipt.files_present, 1);
  EXPECT_FALSE(send_to(token, tests::small_instance(answers)).value().created);
  EXPECT_EQ(count("SELECT count(*) FROM submission"), 0);
  const auto listed = tries.list(draft.form, 10).value();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].files, 1);
  EXPECT_NE(listed[0].problems.find("\"path\""), std::string::npos) << "7 is no choice: " << listed[0].problems;
  const Sha256 blob = file("again", "bytes").blob.sha256;
  const auto named = [&] {
    return database->read([&](store::Transaction& tx) -> Result<bool> { return is_blob_named(tx, blob); }).value();
  };
  EXPECT_TRUE(named());
  ASSERT_TRUE(tries.erase_all(draft, "account:test"));
  EXPECT_TRUE(tries.list(draft.form, 10).value().empty());
  EXPECT_FALSE(named());
}

TEST_F(FormLife, TheTokenStaysThroughUploadsAndEndsWithTheDraft) {
  const FormDraft draft = upload(tests::small_form("2")).value();
  const FormDraft again = upload(tests::small_form("3")).value();
  EXPECT_EQ(drafts.token(draft), drafts.token(again));
  EXPECT_EQ(again.revision, draft.revision + 1);
  EXPECT_EQ(activities.find_by_token(drafts.token(draft)).value()->form->definition.version, "3");
  ASSERT_TRUE(publish());
  EXPECT_EQ(activities.find_by_token(drafts.token(draft)).error().code, "link.unknown");
}

TEST_F(FormLife, FilesTravelFromDraftToVersionToTheNextDraft) {
  ASSERT_TRUE(upload(tests::small_form("2")));
  ASSERT_TRUE(drafts.put_file(audit.id, "small", attach("map.png", "a map"), "account:test"));
  EXPECT_EQ(drafts.put_file(audit.id, "small", attach("stops.csv", "x"), "account:test").error().code, "form.file_is_live_list");
  EXPECT_EQ(drafts.put_file(audit.id, "small", attach("a/b.png", "x"), "account:test").error().code, "form.file_name_unusable");
  ASSERT_TRUE(publish());
  ASSERT_EQ(intake()->form->files.size(), 1u);
  EXPECT_EQ(intake()->form->files[0].name, "map.png");
  const FormDraft next = drafts.start(audit, "small", "account:test").value();
  EXPECT_EQ(next.version, "2");
  EXPECT_EQ(activities.find_by_token(drafts.token(next)).value()->form->files.size(), 1u);
  EXPECT_EQ(publish().error().code, "form.version_published");
}

TEST_F(FormLife, AFrozenWaveKeepsItsForms) {
  ASSERT_TRUE(waves.set_freeze(audit.id, 1, true, "account:test"));
  ASSERT_TRUE(upload(tests::small_form("2")));
  EXPECT_EQ(publish().error().code, "form.frozen");
  NewActivity same;
  same.code = "walk";
  same.instrument = "walk";
  const auto other = forms.publish(tests::small_form("5")).value();
  EXPECT_EQ(activities.open(audit, same, *other).error().code, "form.frozen");
  EXPECT_TRUE(activities.open(audit, same, *intake()->form)) << "the same form is no change";
  ASSERT_TRUE(waves.set_freeze(audit.id, 1, false, "account:test"));
  EXPECT_TRUE(publish());
  EXPECT_EQ(waves.set_freeze(audit.id, 9, true, "account:test").error().code, "wave.unknown");
}

TEST_F(FormLife, StatesFollowOneAnother) {
  EXPECT_EQ(releases.set_state(audit.id, "small", "1", "deprecated", "account:test").error().code, "form.version_offered");
  EXPECT_EQ(releases.set_state(audit.id, "small", "1", "archived", "account:test").error().code, "form.state_not_next");
  ASSERT_TRUE(upload(tests::small_form("2")));
  ASSERT_TRUE(publish());
  EXPECT_EQ(state_of("1"), "deprecated");
  ASSERT_TRUE(releases.set_state(audit.id, "small", "1", "archived", "account:test"));
  EXPECT_EQ(state_of("1"), "archived");
  ASSERT_TRUE(releases.set_state(audit.id, "small", "1", "deprecated", "account:test"));
  EXPECT_EQ(releases.set_state(audit.id, "small", "9", "archived", "account:test").error().code, "form.version_unknown");
}

TEST_F(FormLife, AnEditOfAnOlderDraftIsRefused) {
  const FormDraft draft = upload(tests::small_form("2")).value();
  ASSERT_TRUE(upload(tests::small_form("3")));
  NewDraft edit;
  const std::string xml = tests::small_form("4");
  edit.xml = xml;
  edit.expected_revision = draft.revision;
  EXPECT_EQ(drafts.put(audit, edit).error().code, "form.draft_changed");
  edit.expected_revision.reset();
  edit.expected_form_id = "other";
  EXPECT_EQ(drafts.put(audit, edit).error().code, "form.id_differs");
  edit.expected_form_id.clear();
  edit.only_if_new = true;
  EXPECT_EQ(drafts.put(audit, edit).error().code, "form.id_taken");
}

TEST_F(FormLife, ADraftThatWasNeverPublishedLeavesNothing) {
  std::string xml = tests::small_form("1");
  xml.replace(xml.find("id=\"small\""), 10, "id=\"other\"");
  ASSERT_TRUE(upload(xml));
  EXPECT_EQ(releases.list(audit.id).value().size(), 2u);
  ASSERT_TRUE(drafts.erase(audit.id, "other", "account:test"));
  EXPECT_EQ(releases.list(audit.id).value().size(), 1u);
}

}  // namespace
}  // namespace cityaudit::ingest
