#include "analysis/search_reader.h"

#include "analysis/covered_words.h"
#include "base/search_form.h"
#include "ingest/submission_list.h"
#include "ingest/word_covers.h"
#include "tests/integration/analysis/audit_fixture.h"

#include <filesystem>
#include <fstream>

namespace cityaudit::analysis {
namespace {

using ingest::SubmissionFilter;
using tests::AuditFixture;

class Search : public testing::Test {
 protected:
  SubmissionFilter all() { return {.audit = audit.audit.id}; }
  SubmissionFilter with(ingest::Facet facet) {
    SubmissionFilter filter = all();
    filter.facets = {facet};
    return filter;
  }
  SubmissionFilter saying(std::string_view typed) {
    SubmissionFilter filter = all();
    filter.words = search_words(typed, SubmissionFilter::words_max);
    return filter;
  }

  /// The participants of what is listed, in its order.
  std::vector<std::string> listed(const SubmissionFilter& filter, std::size_t count = 50) {
    EXPECT_TRUE(thread.catch_up());
    return audit.store.database
        ->read([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
          std::vector<std::string> out;
          for (const auto& each : ingest::list_submissions(tx, filter, count)) out.push_back(each.participant);
          if (count == 50) {
            EXPECT_EQ(ingest::find_submissions(tx, filter).size(), out.size());
          }
          return out;
        })
        .value();
  }
  std::map<std::string, std::int64_t, std::less<>> counted(const SubmissionFilter& filter) {
    EXPECT_TRUE(thread.catch_up());
    return audit.store.database
        ->read([&](store::Transaction& tx) -> Result<std::map<std::string, std::int64_t, std::less<>>> {
          return ingest::count_by_state(tx, filter);
        })
        .value();
  }
  Uuid say(const std::string& instance, const std::string& code, const std::string& words) {
    return audit.send(audit.p7, audit.walk_xml(instance, "walk-p7", "p7-1", code, {{"welcome/feel_safe", "2"}, {"words/best", words}}));
  }
  std::int64_t rows_of(const Uuid& submission) {
    return audit.store.database
        ->read([&](store::Transaction& tx) -> Result<std::int64_t> {
          return tx
              .integer(
                  "SELECT (SELECT count(*) FROM submission_facet f WHERE f.submission_id = s.id) + (SELECT count(*) FROM "
                  "submission_text t WHERE t.submission_id = s.id) FROM submission s WHERE s.uuid = $1",
                  submission)
              .value_or(0);
        })
        .value();
  }
  std::vector<std::string> codes(std::initializer_list<const char*> list) { return {list.begin(), list.end()}; }

  AuditFixture audit;
  SearchReader search{*audit.store.database, audit.forms, {}};
  ingest::LogReaderThread thread{*audit.store.database, search};
};

TEST_F(Search, FindsWordsWithoutDiacriticsAndInOtherScripts) {
  say("a", "WA01", "Rozbitá zastávka u nádraží");
  say("b", "WA02", "Đường phố tối");
  say("c", "WA03", "Темна зупинка");
  say("d", "WA04", "محطة مظلمة");
  say("e", "WA05", "车站很黑");
  EXPECT_EQ(listed(saying("zastavka")), codes({"WA01"}));
  EXPECT_EQ(listed(saying("NADRAZI ZASTÁVKA")), codes({"WA01"}));
  EXPECT_EQ(listed(saying("duong")), codes({"WA02"}));
  EXPECT_EQ(listed(saying("зупинка")), codes({"WA03"}));
  EXPECT_EQ(listed(saying("مظلمة")), codes({"WA04"}));
  EXPECT_EQ(listed(saying("站很")), codes({"WA05"}));
  EXPECT_EQ(listed(saying("wa03")), codes({"WA03"})) << "codes are words too";
  EXPECT_TRUE(listed(saying("zastavka tma")).empty()) << "all words must be there";
}

TEST_F(Search, FindsWordsOfOneQuestionOnly) {
  say("a", "WA01", "lampa");
  SubmissionFilter filter = saying("lampa");
  const auto question = audit.walk_form->definition.find_control("/data/words/best") ? "/data/words/best" : "";
  ASSERT_STRNE(question, "");
  filter.words_question = ingest::facet_of_question(question);
  EXPECT_EQ(listed(filter).size(), 1u);
  filter.words_question = ingest::facet_of_question("/data/words/worst");
  EXPECT_TRUE(listed(filter).empty());
}

TEST_F(Search, FiltersByPlaceThemeParticipantAndAnswer) {
  audit.send_walk(audit.p7, "a", "p7-1", "WA01", {{"welcome/feel_safe", "2"}});
  audit.send_walk(audit.sapa, "b", "sapa-2", "WA02", {{"welcome/feel_safe", "0"}});
  audit.send_photos("c", "PV01", {{"up", "T1.2", "Praha 7"}, {"up", "T2", "SAPA"}});
  EXPECT_EQ(listed(with(ingest::facet_of_area({audit.area_ids["p7"]}))), codes({"PV01", "WA01"}));
  EXPECT_EQ(listed(with(ingest::facet_of_area({audit.area_ids["sapa"]}))), codes({"PV01", "WA02"}));
  EXPECT_EQ(listed(with(ingest::facet_of_theme("T1.2"))), codes({"PV01"}));
  EXPECT_EQ(listed(with(ingest::facet_of_theme("T2"))), codes({"PV01"}));
  EXPECT_EQ(listed(with(ingest::facet_of_participant("WA02"))), codes({"WA02"}));
  EXPECT_EQ(listed(with(ingest::facet_of_choice("/data/welcome/feel_safe", "2"))), codes({"WA01"}));
  SubmissionFilter both = with(ingest::facet_of_area({audit.area_ids["p7"]}));
  both.facets.push_back(ingest::facet_of_participant("WA01"));
  EXPECT_EQ(listed(both), codes({"WA01"}));
  both.activity_code = "walk-sapa";
  EXPECT_TRUE(listed(both).empty());
  const auto stop = audit.store.database->read(
      [&](store::Transaction& tx) -> Result<std::int64_t> { return tx.integer("SELECT id FROM stop WHERE code = 'sapa-2'").value_or(0); });
  EXPECT_EQ(listed(with(ingest::facet_of_stop({*stop}))), codes({"WA02"}));
}

TEST_F(Search, FindsAreasOfWhatTheMatrixLeavesOut) {
  audit.send(audit.p7, audit.walk_xml("a", "walk-p7", "p7-1", "WA01", {{"welcome/feel_safe", "2"}}), {}, false, ingest::flag_late);
  EXPECT_EQ(listed(with(ingest::facet_of_area({audit.area_ids["p7"]}))), codes({"WA01"}));
  SubmissionFilter late = all();
  late.flags = ingest::flag_late;
  EXPECT_EQ(listed(late), codes({"WA01"}));
  late.flags = ingest::flag_late | ingest::flag_closed;
  EXPECT_TRUE(listed(late).empty());
}

TEST_F(Search, FiltersByFilesProblemsAndTime) {
  audit.send_photos("a", "PV01", {{"up", "T1"}});
  const UtcMillis between = audit.clock.now();
  audit.send_photos("b", "PV02", {tests::SentPhoto{"up", "T1", {}, {}, false}});
  audit.send(audit.p7, audit.walk_xml("c", "walk-p7", "p7-1", "WA01", {}), {}, true);
  SubmissionFilter missing = all();
  missing.with_missing_files = true;
  EXPECT_EQ(listed(missing), codes({"PV02"}));
  SubmissionFilter photos = all();
  photos.with_photos = true;
  EXPECT_EQ(listed(photos), codes({"PV01"}));
  SubmissionFilter problems = all();
  problems.with_problems = true;
  EXPECT_EQ(listed(problems), codes({"WA01"}));
  SubmissionFilter early = all();
  early.received_before = between;
  EXPECT_EQ(listed(early), codes({"PV01"}));
  SubmissionFilter recent = all();
  recent.received_from = between;
  EXPECT_EQ(listed(recent), codes({"WA01", "PV02"}));
}

TEST_F(Search, PagesThroughSeveralActivitiesInBothOrders) {
  for (int i = 0; i < 7; ++i) {
    const std::string code = "WA0" + std::to_string(i);
    audit.send_walk(i % 2 == 0 ? audit.p7 : audit.sapa, "uuid:" + std::to_string(i), "p7-1", code, {{"welcome/feel_safe", "2"}});
  }
  for (const bool oldest_first : {false, true}) {
    SubmissionFilter filter = all();
    filter.oldest_first = oldest_first;
    std::vector<std::string> paged;
    const auto page = [&] {
      return audit.store.database
          ->read([&](store::Transaction& tx) -> Result<std::vector<ingest::ListedSubmission>> {
            return ingest::list_submissions(tx, filter, 3);
          })
          .value();
    };
    for (auto items = page(); !items.empty(); items = page()) {
      for (const auto& item : items) paged.push_back(item.participant);
      filter.after = items.back().id;
    }
    ASSERT_EQ(paged.size(), 7u);
    EXPECT_TRUE(oldest_first ? std::is_sorted(paged.begin(), paged.end()) : std::is_sorted(paged.rbegin(), paged.rend()));
  }
}

TEST_F(Search, CountsByStateWhateverStateIsOpen) {
  audit.approve(say("a", "WA01", "lampa"));
  say("b", "WA02", "lampa");
  say("c", "WA03", "nic");
  SubmissionFilter filter = saying("lampa");
  filter.state = "approved";
  const auto counts = counted(filter);
  EXPECT_EQ(counts.at("approved"), 1);
  EXPECT_EQ(counts.at("received"), 1);
  EXPECT_EQ(listed(filter), codes({"WA01"}));
  filter.state = "awaiting";
  EXPECT_EQ(listed(filter), codes({"WA02"}));
}

TEST_F(Search, WithdrawnIsGoneBeforeTheReaderComes) {
  const Uuid gone = say("a", "WA01", "lampa");
  ASSERT_EQ(listed(saying("lampa")).size(), 1u);
  ASSERT_TRUE(audit.submissions.withdraw(gone, "participant"));
  const auto now = audit.store.database->read(
      [&](store::Transaction& tx) -> Result<std::size_t> { return ingest::list_submissions(tx, saying("lampa"), 50).size(); });
  EXPECT_EQ(*now, 0u);
  ASSERT_GT(rows_of(gone), 0);
  ASSERT_TRUE(thread.catch_up());
  EXPECT_EQ(rows_of(gone), 0);
}

TEST_F(Search, ANewRevisionIsFoundByItsOwnWords) {
  const Uuid first = say("a", "WA01", "lampa");
  ASSERT_EQ(listed(saying("lampa")).size(), 1u);
  audit.send(audit.p7, audit.walk_xml("b", "walk-p7", "p7-1", "WA01", {{"words/best", "kašna"}}, "a"));
  EXPECT_TRUE(listed(saying("lampa")).empty());
  EXPECT_EQ(listed(saying("kasna")).size(), 1u);
  EXPECT_EQ(rows_of(first), 0);
}

TEST_F(Search, DoesNotBringBackWhatWasForgottenWhileItRead) {
  const Uuid submission = say("a", "WA01", "lampa");
  const auto events = audit.store.database->read(
      [](store::Transaction& tx) -> Result<std::vector<ingest::Event>> { return ingest::Events::after(tx, 0, 1000); });
  const auto step = search.step(*events);
  ASSERT_TRUE(step);
  ASSERT_TRUE(step->write);
  ASSERT_TRUE(audit.submissions.withdraw(submission, "participant"));
  ASSERT_TRUE(audit.store.database->write([&](store::Transaction& tx) -> Result<> {
    step->write(tx);
    return {};
  }));
  EXPECT_EQ(rows_of(submission), 0);
}

TEST_F(Search, ForgettingLeavesNoByteInTheDatabase) {
  const std::string marker = "markerwordneverseen";
  const Uuid submission = say("a", "WA01", marker);
  ASSERT_EQ(listed(saying(marker)).size(), 1u);
  ASSERT_TRUE(audit.store.database->write([&](store::Transaction& tx) -> Result<> {
    const ingest::SubmissionId id{tx.integer("SELECT id FROM submission WHERE uuid = $1", submission).value_or(0)};
    ingest::forget_found_by(tx, id);
    tx.execute("UPDATE submission SET xml = $2 WHERE id = $1", id, bytes_of(""));
    tx.execute("DELETE FROM observation WHERE submission_id = $1", id);
    return {};
  }));
  ASSERT_TRUE(audit.store.database->forget_deleted());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(audit.store.folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(marker), std::string::npos) << entry.path();
  }
}

TEST_F(Search, CoveredWordsAreGoneAtOnceAndTheOthersAreFoundAgain) {
  audit.events.react(hide_covered_words);
  ingest::WordCovers covers(*audit.store.database, audit.events, audit.clock, audit.forms);
  const Uuid submission = say("a", "WA01", "lampa Novák hluk");
  ASSERT_EQ(listed(saying("novak")).size(), 1u);
  ASSERT_TRUE(covers.cover(submission, {"/data/words/best", 6, 11, "name", "▇▇▇"}, {{}, "account:test", "admin"}));
  const auto now = audit.store.database->read(
      [&](store::Transaction& tx) -> Result<std::size_t> { return ingest::list_submissions(tx, saying("novak"), 50).size(); });
  EXPECT_EQ(*now, 0u) << "before the reader has come by";
  EXPECT_TRUE(listed(saying("novak")).empty());
  EXPECT_EQ(listed(saying("lampa hluk")).size(), 1u);
}

TEST_F(Search, RebuildingGivesTheSameRows) {
  say("a", "WA01", "lampa");
  audit.send_photos("b", "PV01", {{"up", "T1.2", "Praha 7"}, {"down", "T2", "SAPA"}});
  const auto dump = [&] {
    return audit.store.database
        ->read([](store::Transaction& tx) -> Result<std::vector<std::string>> {
          std::vector<std::string> out;
          store::Rows facets = tx.query("SELECT facet, submission_id FROM submission_facet ORDER BY facet, submission_id");
          while (facets.next()) out.push_back(fmt::format("{} {}", facets.integer(0), facets.integer(1)));
          store::Rows texts = tx.query("SELECT submission_id, seq, question, words FROM submission_text ORDER BY submission_id, seq");
          while (texts.next())
            out.push_back(fmt::format("{} {} {} {}", texts.integer(0), texts.integer(1), texts.integer(2), texts.text(3)));
          return out;
        })
        .value();
  };
  ASSERT_TRUE(thread.catch_up());
  const auto before = dump();
  ASSERT_GT(before.size(), 10u);
  ASSERT_TRUE(rebuild_search(*audit.store.database, audit.forms, {}));
  EXPECT_EQ(dump(), before);
}

TEST_F(Search, KeepsWithinItsLimits) {
  SearchLimits limits;
  limits.facets_max = 3;
  limits.text_bytes_max = 20;
  limits.submissions_per_batch_max = 1;
  SearchReader small(*audit.store.database, audit.forms, limits);
  const Uuid one = say("a", "WA01", "a text that is longer than twenty bytes");
  say("b", "WA02", "short");
  ASSERT_TRUE(ingest::LogReaderThread(*audit.store.database, small).catch_up());
  constexpr std::int64_t code_twice = 2;  // as it was typed and as the participant's
  EXPECT_EQ(rows_of(one), 3 + code_twice);
  EXPECT_TRUE(listed(saying("longer")).empty());
  EXPECT_EQ(listed(saying("short")), codes({"WA02"}));
}

}  // namespace
}  // namespace cityaudit::analysis
