// How long the matrix and the pages below it take over many observations, and how fast the aggregates are kept.
// matrix_bench [observations = 100000]; prints a table. The data is put in by the code that the reader of the log uses.

#include "analysis/aggregates.h"
#include "analysis/cell.h"
#include "analysis/evidence.h"
#include "analysis/findings.h"
#include "analysis/matrix.h"
#include "base/text.h"
#include "ingest/activities.h"
#include "ingest/forms/instruments.h"
#include "tests/support/store_fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <random>

namespace cityaudit {
namespace {

using Stopwatch = std::chrono::steady_clock;

double millis_since(Stopwatch::time_point start) { return std::chrono::duration<double, std::milli>(Stopwatch::now() - start).count(); }

/// The walk's dimensions with the number of their items, as the built-in checklist has them.
constexpr std::pair<std::string_view, int> dimensions[] = {{"T1.2", 2}, {"T1.3", 1}, {"T2.3", 1}, {"T3.1", 1}, {"T3.2", 2},
                                                           {"T3.3", 3}, {"T3.4", 1}, {"T3.5", 2}, {"T3.6", 1}, {"T3.8", 1},
                                                           {"T4.1", 1}, {"T4.3", 1}, {"T4.5", 1}};

struct Town {
  ingest::Audit audit;
  ingest::Activity walk, photovoice;
  ingest::FormVersionId form;
  std::vector<std::int64_t> areas;
  std::vector<std::vector<std::int64_t>> stops;  // by area
};

Town make_town(store::Database& database, const ingest::Events& events, ingest::FormVersions& forms) {
  Town town;
  const SystemClock now;
  ingest::Audits audits(database, events, now);
  ingest::Walks walks(database);
  ingest::Audit wanted;
  wanted.slug = "bench";
  town.audit = *audits.ensure(wanted);
  const auto form = *forms.publish(ingest::built_in_instrument("walk_checklist")->xml);
  town.form = form->id;
  const ingest::LinkKey key = ingest::LinkKey::of("bench");
  ingest::Activities activities(database, events, now, forms, key);
  for (const char* instrument : {"walk", "photovoice"}) {
    ingest::NewActivity activity;
    activity.code = activity.instrument = instrument;
    (activity.code == "walk" ? town.walk : town.photovoice) = *activities.open(town.audit, activity, *form);
  }
  for (int a = 0; a < 3; ++a) {
    ingest::Area area;
    area.code = fmt::format("area-{}", a);
    area.kind = "locality";
    area.name = {{"en", area.code}};
    town.areas.push_back(audits.put_area(town.audit.id, area)->value);
    ingest::Walk walk;
    walk.code = fmt::format("walk-{}", a);
    walk.area = {town.areas.back()};
    for (int s = 1; s <= 7; ++s) {
      walk.stops.push_back({});
      walk.stops.back().seq = s;
      walk.stops.back().code = fmt::format("{}-{}", a, s);
    }
    (void)*walks.put(town.audit.id, walk);
  }
  (void)*database.read([&](store::Transaction& tx) -> Result<bool> {
    for (const ingest::Walk& walk : ingest::Walks::of_audit(tx, town.audit.id)) {
      town.stops.emplace_back();
      for (const ingest::Stop& stop : walk.stops) town.stops.back().push_back(stop.id.value);
    }
    return true;
  });
  return town;
}

/// Every fifth submission is PhotoVoice with five photos, the others a filled checklist by one person at one stop.
analysis::Contribution contribution(const Town& town, std::int64_t submission, std::mt19937_64& random) {
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  analysis::Contribution out;
  out.submission = {submission};
  out.audit = town.audit.id;
  const bool photos = submission % 5 == 0;
  out.activity = photos ? town.photovoice.id : town.walk.id;
  out.instrument = photos ? "photovoice" : "walk";
  out.participation_key = -submission;
  out.tally.emplace();
  out.tally->review = below(5) == 0 ? analysis::ReviewClass::awaiting : analysis::ReviewClass::approved;
  const auto add = [&](std::string_view theme, ingest::Role role) -> analysis::Observation& {
    analysis::Observation& o = out.observations.emplace_back();
    o.seq = static_cast<std::int64_t>(out.observations.size());
    o.theme = theme;
    o.role = role;
    o.item = "/data/welcome/feel_safe";
    return o;
  };
  const auto area = static_cast<std::size_t>(below(3));
  if (photos) {
    for (int i = 0; i < 5; ++i) {
      analysis::Observation& o = add(fmt::format("T{}", 1 + below(4)), ingest::Role::photo);
      o.area = town.areas[area];
      o.polarity = below(2) ? "up" : "down";
      o.words = "What this photo shows, in the words of the person who took it.";
      o.photo = "photo.jpg";
    }
    return out;
  }
  const std::int64_t stop = town.stops[area][static_cast<std::size_t>(below(7))];
  for (const auto& [theme, items] : dimensions) {
    for (int i = 0; i < items; ++i) {
      analysis::Observation& o = add(theme, ingest::Role::score);
      o.area = town.areas[area];
      o.stop = stop;
      if (below(10) != 0) o.score_thirds = 100 * below(4);
      o.value = "2";
    }
  }
  return out;
}

std::size_t fill(store::Database& database, const Town& town, std::size_t observations) {
  std::mt19937_64 random(1);
  std::size_t made = 0;
  for (std::int64_t next = 1; made < observations;) {
    const auto batch = [&](store::Transaction& tx) -> Result<bool> {
      analysis::AggregateUpdate update(tx);
      for (int i = 0; i < 64 && made < observations; ++i, ++next) {
        tx.execute(
            "INSERT INTO submission (id, uuid, activity_id, form_version_id, state, flags, problem_count, revision, received_at, "
            "instance_id, "
            "xml_sha256, xml) VALUES ($1, $2, $3, $4, 'approved', 0, 0, 1, 0, '', $2, $2)",
            next, random_uuid(), town.walk.id, town.form);
        const analysis::Contribution one = contribution(town, next, random);
        made += one.observations.size();
        update.replace(one);
      }
      update.finish();
      return true;
    };
    (void)*database.write(batch, store::WriteClass::reader);
  }
  return made;
}

/// Of this thread alone: what remains of the wall clock on a machine that does something else too.
double cpu_millis() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void measure(std::string_view what, int times, const std::function<void()>& run) {
  std::vector<double> wall, cpu;
  for (int i = 0; i < times; ++i) {
    const auto start = Stopwatch::now();
    const double cpu_start = cpu_millis();
    run();
    wall.push_back(millis_since(start));
    cpu.push_back(cpu_millis() - cpu_start);
  }
  const double first = wall.front();
  std::sort(wall.begin(), wall.end());
  std::sort(cpu.begin(), cpu.end());
  fmt::print("{:<40} median {:7.2f} ms, processor {:7.2f} ms, p95 {:7.2f} ms, first {:7.2f} ms\n", what, wall[wall.size() / 2],
             cpu[cpu.size() / 2], wall[wall.size() * 95 / 100], first);
}

int run(std::size_t wanted) {
  tests::StoreFixture fixture;
  store::Database& database = *fixture.database;
  ingest::Events events;
  const SystemClock now;
  ingest::FormVersions forms(database, events, now, {});
  const Messages messages = std::move(Messages::load()).value();
  const Town town = make_town(database, events, forms);
  const auto start = Stopwatch::now();
  const std::size_t observations = fill(database, town, wanted);
  const double millis = millis_since(start);
  fmt::print("{} observations in {:.1f} s: {:.0f}/s with their aggregates\n", observations, millis / 1000,
             1000 * static_cast<double>(observations) / millis);
  const auto both = analysis::Counted::approved_and_awaiting;
  measure("matrix, approved", 51, [&] { (void)*analysis::matrix(database, town.audit.id, analysis::Counted::approved, {}); });
  measure("matrix, approved and awaiting", 51, [&] { (void)*analysis::matrix(database, town.audit.id, both, {}); });
  measure("cell T3 of all areas, with its stops", 51,
          [&] { (void)*analysis::cell_detail(database, town.audit.id, "T3", analysis::all_areas, both, {}); });
  analysis::EvidenceQuery query;
  query.audit = town.audit.id;
  query.theme = "T3";
  measure("evidence of T3, 50 a page", 51, [&] { (void)*analysis::evidence(database, forms, query); });
  measure("findings", 11, [&] { (void)*analysis::findings(database, forms, messages, town.audit.id, analysis::Counted::approved, {}); });
  return 0;
}

}  // namespace
}  // namespace cityaudit

int main(int count, char** arguments) {
  const auto wanted = count > 1 ? cityaudit::parse_integer(arguments[1]) : std::optional<std::int64_t>(100'000);
  if (!wanted || *wanted < 1) {
    fmt::print(stderr, "matrix_bench [observations = 100000]\n");
    return 2;
  }
  return cityaudit::run(static_cast<std::size_t>(*wanted));
}
