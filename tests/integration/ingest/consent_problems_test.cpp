// What facilitators have to see to: that each kind of problem arises, is solved, and narrows the list of submissions to the same ones.
#include "ingest/consent_problems.h"

#include "ingest/consents.h"
#include "ingest/photo_releases.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

#include <set>

namespace cityaudit::ingest {
namespace {

using tests::small_instance;

class ConsentProblemsTest : public testing::Test, protected tests::IngestFixture {
 protected:
  using Ids = std::set<std::int64_t>;

  SubmissionId send(int n, const std::string& consent, const std::string& people = {}) {
    const std::string photo = people.empty() ? "" : "a.jpg";
    const std::string xml = small_instance({.instance_id = "uuid:00000000-0000-4000-8000-0000000000" + std::to_string(10 + n),
                                            .photo = photo,
                                            .people = people.empty() ? "none" : people,
                                            .consent = consent});
    const auto receipt = people.empty() ? receive(xml) : receive(xml, {file("a.jpg", "photo " + std::to_string(n))});
    EXPECT_TRUE(receipt);
    return receipt ? receipt->id : SubmissionId();
  }
  /// What the page of problems lists, and what the list of submissions is narrowed to: one and the same.
  Ids with(std::string_view word) {
    SubmissionFilter filter{.audit = audit.id};
    filter.consent_problem = word;
    const auto read = [&](store::Transaction& tx) -> Result<std::pair<Ids, Ids>> {
      Ids listed, narrowed;
      for (const ConsentProblem& problem : consent_problems(tx, audit.id, 100).items) {
        if (word == any_consent_problem || word == to_word(problem.kind)) listed.insert(problem.submission.value);
      }
      for (const ListedSubmission& submission : list_submissions(tx, filter, 100)) narrowed.insert(submission.id.value);
      EXPECT_EQ(find_submissions(tx, filter).size(), narrowed.size());
      return std::pair(listed, narrowed);
    };
    const auto [listed, narrowed] = database->read(read).value();
    EXPECT_EQ(listed, narrowed) << word;
    return narrowed;
  }
  void sign(SubmissionId submission, bool guardian) {
    const auto photo =
        *photos.find(PhotoId{count("SELECT id FROM photo WHERE submission_id = " + std::to_string(submission.value))}).value();
    PhotoReleases releases{*database, events, clock};
    ASSERT_TRUE(releases.add(photo.uuid, {"the one in front", guardian, Channels::all(), clock.now(), {}}, {}, "account:a"));
  }
};

TEST_F(ConsentProblemsTest, NobodyHasAProblemWhoSaidYesAndShowsNobody) {
  send(1, "yes");
  send(2, "yes", "none");
  for (const std::string_view word : {"any", "no_analysis", "release_missing", "guardian_missing"}) EXPECT_EQ(with(word), Ids()) << word;
}

TEST_F(ConsentProblemsTest, WhatIsNotToBeAnalysedIsOne) {
  send(1, "yes");
  const SubmissionId no = send(2, "no");
  EXPECT_EQ(with("no_analysis"), Ids{no.value});
  EXPECT_EQ(with("any"), Ids{no.value});
}

TEST_F(ConsentProblemsTest, PeopleInPhotosNeedASignatureAndChildrenTheirGuardians) {
  const SubmissionId adult = send(1, "yes", "identifiable"), child = send(2, "yes", "minors");
  EXPECT_EQ(with("release_missing"), Ids{adult.value});
  EXPECT_EQ(with("guardian_missing"), Ids{child.value});
  EXPECT_EQ(with("any"), (Ids{adult.value, child.value}));
  sign(adult, false);
  EXPECT_EQ(with("any"), Ids{child.value});
  sign(child, false);
  EXPECT_EQ(with("guardian_missing"), Ids{child.value}) << "the child's own name is not enough";
  sign(child, true);
  EXPECT_EQ(with("any"), Ids());
}

TEST_F(ConsentProblemsTest, WordsThatNobodyCheckedAreOne) {
  const SubmissionId sent = send(1, "yes");
  const Consents consents{*database, events, clock};
  ConsentStatement said;
  said.purpose = Purpose::quote;
  said.decision = ConsentDecision::given;
  said.method = ConsentMethod::told_facilitator;
  said.language = "vi";
  said.given_at = clock.now();
  said.wording_checked = false;
  const auto record = [&](store::Transaction& tx) { return consents.record_in(tx, {{}, sent}, {said}, "account:a"); };
  ASSERT_TRUE(database->write(record));
  EXPECT_EQ(with("unchecked_language"), Ids{sent.value});
}

TEST_F(ConsentProblemsTest, NoOtherWordNarrowsAList) {
  EXPECT_TRUE(is_listed_consent_problem("any"));
  EXPECT_TRUE(is_listed_consent_problem("guardian_missing"));
  EXPECT_FALSE(is_listed_consent_problem("mismatch"));
  EXPECT_FALSE(is_listed_consent_problem(""));
}

}  // namespace
}  // namespace cityaudit::ingest
