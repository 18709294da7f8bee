// Whatever comes in whatever order, read in whatever batches: the aggregates are those that a rebuild makes, byte for byte,
// and say what a plain reading of the observations says.

#include "analysis/cell_table.h"
#include "tests/integration/analysis/audit_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <random>

namespace cityaudit::analysis {
namespace {

using tests::AuditFixture;

constexpr std::string_view tables[] = {"observation",  "submission_tally", "activity_count", "activity_person",
                                       "person_score", "stop_score",       "cell_person",    "cell_count"};

/// Every row of every table of the analysis, as text.
std::vector<std::string> dump(store::Database& database) {
  const auto read = [](store::Transaction& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> out;
    for (const std::string_view table : tables) {
      std::vector<std::string> columns;
      store::Rows names = tx.query("SELECT name FROM pragma_table_info($1)", table);
      while (names.next()) columns.push_back(names.string(0));
      std::string list;
      for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + column;
      store::Rows rows = tx.query(fmt::format("SELECT {0} FROM {1} ORDER BY {0}", list, table));
      while (rows.next()) {
        std::string line(table);
        for (std::size_t i = 0; i < columns.size(); ++i)
          line += " | " + (rows.is_null(static_cast<int>(i)) ? "null" : rows.string(static_cast<int>(i)));
        out.push_back(std::move(line));
      }
    }
    return out;
  };
  return *database.read(read);
}

/// A life of an audit, drawn from a seed.
class RandomAudit {
 public:
  explicit RandomAudit(std::uint64_t seed) : random_(seed) {}

  void live(int steps) {
    for (int i = 0; i < steps; ++i) {
      const int what = below(20);
      if (what < 8 || sent_.empty()) {
        arrive({});
      } else if (what < 12) {
        audit.submissions.review(any().uuid, ingest::Decision::approve, {{}, "system"}, "");
      } else if (what < 14) {
        audit.submissions.review(any().uuid, below(2) ? ingest::Decision::return_to_participant : ingest::Decision::reject, {{}, "system"},
                                 "why");
      } else if (what < 17) {
        edit();
      } else if (what < 18) {
        late_file();
        erase_photo();
        hide_or_show();
      } else {
        audit.submissions.withdraw(any().uuid, "participant");
      }
      if (below(7) == 0) read_some();
    }
    read_some();
  }

  /// With batches of another size each time.
  void read_some() {
    ObservationLimits limits;
    limits.batch_millis_max = below(2) ? 0 : 20;
    Observations reader(*audit.store.database, audit.forms, limits);
    ASSERT_TRUE(ingest::LogReaderThread(*audit.store.database, reader).catch_up());
  }

  /// The whole log once more from nothing, but in any order and in batches of any size.
  void read_shuffled() {
    store::Database& database = *audit.store.database;
    ASSERT_TRUE(database.write([](store::Transaction& tx) -> Result<> {
      for (const std::string_view table : tables) tx.execute(fmt::format("DELETE FROM {}", table));
      return {};
    }));
    auto events =
        *database.read([](store::Transaction& tx) -> Result<std::vector<ingest::Event>> { return ingest::Events::after(tx, 0, 100'000); });
    std::shuffle(events.begin(), events.end(), random_);
    Observations reader(database, audit.forms, {});
    for (std::span<const ingest::Event> rest(events); !rest.empty();) {
      const auto step = reader.step(rest.first(std::min<std::size_t>(rest.size(), 1 + static_cast<std::size_t>(below(40)))));
      ASSERT_TRUE(step);
      ASSERT_TRUE(database.write([&](store::Transaction& tx) -> Result<> {
        if (step->write) step->write(tx);
        return {};
      }));
      rest = rest.subspan(step->events_consumed);
    }
  }

  AuditFixture audit{true};

 private:
  struct Sent {
    Uuid uuid;
    std::string instance, xml;
    bool photos = false;
    bool replaced = false;
  };

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  Sent& any() { return sent_[static_cast<std::size_t>(below(static_cast<int>(sent_.size())))]; }
  std::string rating() { return below(5) == 0 ? (below(2) ? "na" : "") : std::to_string(below(4)); }

  std::string photos_xml(const std::string& instance, const std::string& replaces, std::vector<std::string>& files) {
    std::vector<tests::SentPhoto> photos;
    const char* polarities[] = {"up", "down", "mixed", "?"};
    // Of the program, of the audit, of nobody, and none.
    const char* topics[] = {"T1", "T2", "T3", "T4", "T3.9", "T5.1", "T7.2", ""};
    const char* labels[] = {"Praha 7", "SAPA", "", "elsewhere"};
    for (int i = below(3); i >= 0; --i) photos.push_back({polarities[below(4)], topics[below(8)], labels[below(4)]});
    for (std::size_t i = 0; i < photos.size(); ++i)
      if (below(4) != 0) files.push_back(fmt::format("{}-{}.jpg", instance, i));
    const std::string code = below(5) == 0 ? "nobody" : fmt::format("PV{:02}", below(9));
    return audit.photo_xml(instance, code, photos, below(8) == 0 ? "no" : "yes", replaces);
  }

  std::string walk_xml(const std::string& instance, const std::string& replaces) {
    std::map<std::string, std::string> answers;
    for (const char* path : {"space/openness", "space/visibility", "space/walk_path", "space/barrier_free", "space/upkeep",
                             "welcome/feel_safe", "orientation/sign_clear", "use/shared_use"})
      if (below(6) != 0) answers[path] = rating();
    if (below(8) == 0) answers["consent/c_analyse"] = "no";
    const bool p7 = below(2) == 0;
    const std::string stop = p7 ? fmt::format("p7-{}", 1 + below(4)) : fmt::format("sapa-{}", 1 + below(3));
    const std::string observer = below(5) == 0 ? "nobody" : fmt::format("WA{:02}", below(7));
    return audit.walk_xml(instance, p7 ? "walk-p7" : "walk-sapa", stop, observer, answers, replaces);
  }

  void arrive(const std::string& replaces, std::optional<bool> photos = std::nullopt) {
    const std::string instance = fmt::format("i{}", ++last_);
    const bool is_photos = photos.value_or(below(2) == 0);
    std::vector<std::string> files;
    const std::string xml = is_photos ? photos_xml(instance, replaces, files) : walk_xml(instance, replaces);
    const ingest::Activity& activity = is_photos ? audit.photovoice : audit.p7;
    const Uuid uuid = audit.send(activity, xml, files, below(6) == 0, below(6) == 0 ? std::int64_t{ingest::flag_late} : 0);
    sent_.push_back({uuid, instance, xml, is_photos, false});
  }

  /// A newer revision, where the one it replaces may still be replaced.
  void edit() {
    const std::size_t index = static_cast<std::size_t>(below(static_cast<int>(sent_.size())));
    Sent& old = sent_[index];
    const auto state = audit.store.database->read([&](store::Transaction& tx) -> Result<std::string> {
      return tx.text("SELECT state FROM submission WHERE uuid = $1", old.uuid).value_or("");
    });
    if (old.replaced || *state == "withdrawn") return;
    old.replaced = true;
    const std::string instance = old.instance;
    arrive(instance, old.photos);
  }

  void late_file() {
    const Sent& old = any();
    const auto state = audit.store.database->read([&](store::Transaction& tx) -> Result<std::string> {
      return tx.text("SELECT state FROM submission WHERE uuid = $1", old.uuid).value_or("");
    });
    if (old.photos && *state != "withdrawn") audit.send(audit.photovoice, old.xml, {old.instance + "-0.jpg"});
  }

  void erase_photo() {
    const auto photo = audit.store.database->read([&](store::Transaction& tx) -> Result<std::optional<Uuid>> {
      store::Rows rows = tx.query(
          "SELECT p.uuid FROM photo p JOIN submission s ON s.id = p.submission_id WHERE s.replaced_by_id IS NULL "
          "AND s.state <> 'withdrawn' AND p.state <> 'erased' ORDER BY p.id LIMIT 1 OFFSET $1",
          below(8));
      return rows.next() ? std::optional(rows.uuid(0)) : std::nullopt;
    });
    if (!*photo) return;
    ASSERT_TRUE(audit.erasure.erase(**photo, ingest::ErasureGround::mistake, {}, "account:test"));
  }

  /// What an audit calls its themes and which it shows moves no aggregate.
  void hide_or_show() {
    const char* codes[] = {"T3", "T3.9", "T5", "T1.2"};
    ASSERT_TRUE(
        audit.themes.change(audit.audit.id, codes[below(4)], {{{"cs", std::to_string(below(9))}}, {}, below(2) == 0}, "account:test"));
  }

  std::mt19937_64 random_;
  std::vector<Sent> sent_;
  int last_ = 0;
};

/// Mean of stop means and people of one dimension, read from the observations without any aggregate.
void check_against_observations(store::Database& database, ingest::AuditId audit, Counted counted) {
  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<std::string, std::map<Place, std::map<std::int64_t, std::vector<std::optional<int>>>>> ratings;
  const auto read = [&](store::Transaction& tx) -> Result<CellTable> {
    store::Rows rows = tx.query(
        "SELECT theme, area_id, stop_id, participation_key, score_thirds, review_class FROM observation WHERE role = 'score' AND audit_id "
        "= $1",
        audit);
    while (rows.next())
      if (rows.integer(5) == 1 || counted == Counted::approved_and_awaiting)
        ratings[rows.string(0)][{rows.integer(1), rows.integer(2)}][rows.integer(3)].push_back(
            rows.is_null(4) ? std::nullopt : std::optional(static_cast<int>(rows.integer(4))));
    return CellTable::load(tx, audit, counted);
  };
  const auto table = database.read(read);
  ASSERT_TRUE(table);
  std::size_t compared = 0;
  for (const auto& [theme, places] : ratings) {
    std::map<Place, std::pair<double, std::int64_t>> expected;
    for (const auto& [place, people] : places) {
      for (const auto& [person, items] : people) {
        double sum = 0;
        std::size_t answered = 0;
        for (const auto& item : items)
          if (item) sum += *item, ++answered;
        if (answered == 0 || 2 * answered < items.size()) continue;
        expected[place].first += sum / static_cast<double>(answered) / 3;
        ++expected[place].second;
      }
    }
    const auto stops = table->stops(theme, all_areas);
    ASSERT_EQ(stops.size(), expected.size()) << theme;
    for (const StopMean& stop : stops) {
      const auto& [sum, people] = expected.at({stop.area, stop.stop});
      EXPECT_EQ(stop.n_people, people) << theme;
      EXPECT_NEAR(stop.mean, sum / static_cast<double>(people), 1e-9) << theme;
      ++compared;
    }
  }
  EXPECT_TRUE(compared > 0 || counted == Counted::approved) << "the test compares nothing";
}

class AggregatesProperty : public testing::TestWithParam<int> {};

TEST_P(AggregatesProperty, EqualARebuildForAnyOrderOfArrivalEditAndRemoval) {
  const char* given = std::getenv("CITYAUDIT_TEST_SEED");
  const std::uint64_t seed = (given ? std::strtoull(given, nullptr, 10) : std::random_device{}()) + static_cast<std::uint64_t>(GetParam());
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE(fmt::format("CITYAUDIT_TEST_SEED={} gives this again", seed - static_cast<std::uint64_t>(GetParam())));
  RandomAudit life(seed);
  life.live(220);
  store::Database& database = *life.audit.store.database;
  const auto kept = dump(database);
  ASSERT_GT(kept.size(), 100u);
  check_against_observations(database, life.audit.audit.id, Counted::approved);
  check_against_observations(database, life.audit.audit.id, Counted::approved_and_awaiting);
  ASSERT_TRUE(rebuild(database, life.audit.forms, {}));
  EXPECT_EQ(kept, dump(database)) << "after a rebuild";
  life.read_shuffled();
  EXPECT_EQ(kept, dump(database)) << "after the events in another order";
}

INSTANTIATE_TEST_SUITE_P(Seeds, AggregatesProperty, testing::Range(0, 6));

TEST(Aggregates, NothingIsLeftWhenEverythingIsWithdrawn) {
  AuditFixture audit;
  std::vector<Uuid> sent;
  for (int i = 0; i < 6; ++i) {
    sent.push_back(audit.send_walk(audit.p7, fmt::format("a{}", i), "p7-1", fmt::format("WA{:02}", i), {{"welcome/feel_safe", "1"}}));
    sent.push_back(audit.send_photos(fmt::format("b{}", i), fmt::format("PV{:02}", i), {{}, {"down", "T2"}}));
    if (i % 2) audit.approve(sent.back());
  }
  ASSERT_TRUE(audit.reader.catch_up());
  EXPECT_FALSE(dump(*audit.store.database).empty());
  for (const Uuid& each : sent) ASSERT_TRUE(audit.submissions.withdraw(each, "participant"));
  ASSERT_TRUE(audit.reader.catch_up());
  EXPECT_EQ(dump(*audit.store.database), std::vector<std::string>{});
}

}  // namespace
}  // namespace cityaudit::analysis
