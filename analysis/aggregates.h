#pragma once
// Keeps the tables of 0205_analysis.sql true by differences: what a submission added before is taken away, what it adds now
// is put in. Integers only, so any order of changes ends in the same bytes. For one transaction on one thread.

#include "analysis/reading.h"
#include "analysis/scores.h"

#include <array>
#include <map>
#include <tuple>

namespace cityaudit::analysis {

/// What a submission adds to the counts of its activity.
struct Tally {
  ReviewClass review = ReviewClass::none;
  std::int64_t approved = 0, undecided = 0, problems = 0;  // 0 or 1
  std::int64_t photos = 0, photos_missing = 0;
};

/// Everything that one submission adds, worked out before the write.
struct Contribution {
  ingest::SubmissionId submission;
  ingest::AuditId audit;
  ingest::ActivityId activity;
  std::string instrument;
  std::int64_t participation_key = 0;
  std::optional<Tally> tally;  // none: replaced, withdrawn, erased
  std::vector<Observation> observations;
};

/// Collects the differences of many submissions, so that each aggregate row is touched once a batch.
class AggregateUpdate {
 public:
  explicit AggregateUpdate(store::Transaction& tx) : tx_(tx) {}

  /// Replaces what the submission contributed. Rows of observation and submission_tally change at once.
  void replace(const Contribution& now);
  /// Writes the differences. The last call.
  void finish();

 private:
  /// audit, instrument, theme, area, stop, participation_key
  using PersonKey = std::tuple<std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::int64_t>;
  /// audit, instrument, theme, area, stop
  using StopKey = std::tuple<std::int64_t, std::string, std::string, std::int64_t, std::int64_t>;
  /// audit, instrument, theme, area, measure
  using CellKey = std::tuple<std::int64_t, std::string, std::string, std::int64_t, std::string_view>;
  using CellPersonKey = std::pair<CellKey, std::int64_t>;

  struct PersonItems {
    ItemCounts approved, awaiting;
  };
  /// Per way of counting: 0 approved, 1 awaiting, 2 both combined.
  using ThreeCounts = std::array<std::int64_t, 3>;
  struct ThreeSums {
    ThreeCounts people{}, sum{};
  };
  /// submissions, approved, undecided, problems, photos, photos_missing, people
  using ActivityCounts = std::array<std::int64_t, 7>;

  struct Key {
    std::int64_t audit;
    std::string_view instrument, theme;
    std::int64_t area, stop, participation_key;
    std::string_view role, polarity;
    ReviewClass review;
  };
  void count_observation(const Key& key, std::optional<std::int64_t> thirds, std::int64_t sign);
  void count_tally(ingest::ActivityId activity, std::int64_t participation_key, const Tally& tally, std::int64_t sign);
  void count_cell_person(const Key& key, std::string_view measure, const ThreeCounts& change);
  void take_away(ingest::SubmissionId submission);
  void insert(const Contribution& now);

  void finish_people();
  void finish_person(const PersonKey& key, const PersonItems& change);
  void finish_stops();
  void finish_cell_people();
  void finish_cells();
  void finish_activities();

  store::Transaction& tx_;
  std::map<PersonKey, PersonItems> people_;
  std::map<StopKey, ThreeSums> stops_;
  std::map<CellPersonKey, ThreeCounts> cell_people_;
  std::map<CellKey, ThreeSums> cells_;
  std::map<std::int64_t, ActivityCounts> activities_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> activity_people_;
};

}  // namespace cityaudit::analysis
