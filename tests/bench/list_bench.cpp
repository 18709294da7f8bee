// How long the lists of submissions take over many of them: pages, counts, filters, search, the map, the trail.
// list_bench [submissions = 10000]; prints a table.

#include "analysis/search_reader.h"
#include "base/search_form.h"
#include "base/text.h"
#include "ingest/consent_problems.h"
#include "ingest/submission_list.h"
#include "ingest/trail.h"
#include "tests/support/ingest_fixture.h"
#include "tests/support/many_submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace cityaudit {
namespace {

using Stopwatch = std::chrono::steady_clock;
using ingest::SubmissionFilter;

double millis_since(Stopwatch::time_point start) { return std::chrono::duration<double, std::milli>(Stopwatch::now() - start).count(); }

struct Bench {
  tests::IngestFixture fixture;

  void measure(std::string_view what, const std::function<std::size_t(store::Transaction&)>& run) {
    std::vector<double> wall;
    std::size_t rows = 0;
    for (int i = 0; i < 21; ++i) {
      const auto start = Stopwatch::now();
      rows = fixture.database->read([&](store::Transaction& tx) -> Result<std::size_t> { return run(tx); }).value();
      wall.push_back(millis_since(start));
    }
    std::sort(wall.begin(), wall.end());
    fmt::print("{:<44} {:>7} rows, median {:7.2f} ms, slowest {:7.2f} ms\n", what, rows, wall[wall.size() / 2], wall.back());
  }

  SubmissionFilter filter(std::string_view state = {}, std::string_view typed = {}) {
    SubmissionFilter out{.audit = fixture.audit.id};
    out.state = state;
    out.words = search_words(typed, SubmissionFilter::words_max);
    return out;
  }
  void page(std::string_view what, const SubmissionFilter& wanted) {
    measure(what, [&](store::Transaction& tx) { return ingest::list_submissions(tx, wanted, 51).size(); });
  }
  void counts(std::string_view what, const SubmissionFilter& wanted) {
    measure(what, [&](store::Transaction& tx) {
      std::size_t all = 0;
      for (const auto& [state, count] : ingest::count_by_state(tx, wanted)) all += static_cast<std::size_t>(count);
      return all;
    });
  }
};

Result<> run(std::size_t count) {
  Bench bench;
  tests::IngestFixture& fixture = bench.fixture;
  auto start = Stopwatch::now();
  CITYAUDIT_CHECK((tests::ManySubmissions{fixture.activities, fixture.submissions, fixture.activity}.send(count, fixture.clock.now())));
  fmt::print("{} submissions stored in {:.1f} s\n", count, millis_since(start) / 1000);
  analysis::SearchReader search(*fixture.database, fixture.forms, {});
  start = Stopwatch::now();
  CITYAUDIT_CHECK(ingest::LogReaderThread(*fixture.database, search).catch_up());
  fmt::print("made findable at {:.0f}/s\n", 1000 * static_cast<double>(count) / millis_since(start));
  bench.page("first page", bench.filter());
  bench.page("first page of what awaits review", bench.filter("awaiting"));
  SubmissionFilter deep = bench.filter();
  deep.after = ingest::SubmissionId{static_cast<std::int64_t>(count / 2)};
  bench.page("page in the middle", deep);
  bench.page("nothing of that state", bench.filter("rejected"));
  bench.counts("counts by state", bench.filter());
  SubmissionFilter choice = bench.filter();
  choice.facets = {ingest::facet_of_choice("/data/lighting", "1"), ingest::facet_of_theme("T3.1")};
  bench.page("a choice and a theme, first page", choice);
  bench.counts("a choice and a theme, counts", choice);
  SubmissionFilter code = bench.filter();
  code.facets = {ingest::facet_of_participant("WA0007")};
  bench.page("one participant", code);
  SubmissionFilter missing = bench.filter();
  missing.with_missing_files = true;
  bench.page("a photo is missing: none", missing);
  SubmissionFilter consent = bench.filter();
  consent.consent_problem = ingest::any_consent_problem;
  bench.page("any consent problem, first page", consent);
  bench.counts("any consent problem, counts", consent);
  bench.page("words: zastavka lavicka", bench.filter({}, "zastavka lavicka"));
  bench.counts("words: zastavka lavicka, counts", bench.filter({}, "zastavka lavicka"));
  bench.page("words: krokodyl, one in all", bench.filter({}, "krokodyl"));
  bench.counts("words: krokodyl, counts", bench.filter({}, "krokodyl"));
  bench.measure("all keys for the map", [&](store::Transaction& tx) { return ingest::find_submissions(tx, bench.filter()).size(); });
  bench.measure("trail, first page", [&](store::Transaction& tx) { return ingest::trail(tx, {.audit = fixture.audit.id}, 101).size(); });
  start = Stopwatch::now();
  CITYAUDIT_TRY(faults, ingest::Events::verify(*fixture.database));
  fmt::print("chain of events checked in {:.0f} ms, {} faults\n", millis_since(start), faults.size());
  return {};
}

}  // namespace
}  // namespace cityaudit

int main(int count, char** arguments) {
  const auto wanted = count > 1 ? cityaudit::parse_integer(arguments[1]) : std::optional<std::int64_t>(10'000);
  if (!wanted || *wanted < 1) {
    fmt::print(stderr, "list_bench [submissions = 10000]\n");
    return 2;
  }
  const auto done = cityaudit::run(static_cast<std::size_t>(*wanted));
  if (!done) fmt::print(stderr, "{}: {}\n", done.error().code, done.error().message);
  return done ? 0 : 1;
}
