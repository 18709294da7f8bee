#pragma once
// The figures of one audit by theme and area, read from the aggregates. Walks give scores, PhotoVoice gives counts of
// photos, and the two never mix. For one transaction on one thread.

#include "analysis/review_class.h"
#include "analysis/scores.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <map>
#include <string>

namespace cityaudit::analysis {

/// In place of an area's id: all areas together, the unknown one too.
inline constexpr std::int64_t all_areas = -1;

struct PhotoFigure {
  std::int64_t n_people = 0;
  std::int64_t n_photos = 0;
  std::int64_t up = 0, down = 0, mixed = 0;  // the rest is neutral or was not said
  std::int64_t n_waiting = 0;                // people of whom something still awaits review
};

/// Absent: nothing of that instrument, not even waiting.
struct Cell {
  std::optional<ScoreFigure> walk;
  std::optional<PhotoFigure> photovoice;
};

/// The people whose dimension (or, for level 1, any of whose dimensions) has a value at a stop.
struct StopMean {
  std::int64_t area = 0;
  std::int64_t stop = 0;
  double mean = 0;            // points
  std::int64_t n_people = 0;  // of the dimension with most of them
};

class CellTable {
 public:
  static CellTable load(store::Transaction& tx, ingest::AuditId audit, Counted counted);

  /// `theme`: a code of either level; `area`: an id or all_areas. A theme of level 1 is the mean of its dimensions.
  Cell cell(store::Transaction& tx, std::string_view theme, std::int64_t area, const FigureOptions& options) const;

  /// The mean of every stop with a value, in order of area and stop. For a theme of level 1 the mean of its dimensions there.
  std::vector<StopMean> stops(std::string_view theme, std::int64_t area) const;

  /// People who rated anything at all there on a walk.
  std::int64_t walkers(std::int64_t area) const;
  /// PhotoVoice as a whole, photos without a theme too; nothing when there are no photos.
  std::optional<PhotoFigure> all_photos() const;
  /// Photos whose author named this very theme, not one below it.
  std::int64_t photos_named(std::string_view theme, std::int64_t area) const;

 private:
  struct Count {
    std::int64_t people = 0, count = 0, waiting_people = 0;
  };
  struct StopScore {
    std::int64_t area = 0, stop = 0, people = 0, sum = 0;
  };
  struct Dimension {
    std::string theme;
    std::vector<StopScore> stops;  // by area and stop
  };

  std::optional<PhotoFigure> photo_figure(std::string_view theme, std::int64_t area) const;
  const Count* find(std::string_view instrument, std::string_view theme, std::int64_t area, std::string_view measure) const;
  std::vector<const Dimension*> dimensions_of(std::string_view theme) const;
  double mean_of(std::string_view theme, std::int64_t area) const;
  std::vector<double> impressions(store::Transaction& tx, std::string_view theme, std::int64_t area) const;

  ingest::AuditId audit_;
  Counted counted_ = Counted::approved;
  std::map<std::tuple<std::string, std::string, std::int64_t, std::string>, Count, std::less<>> counts_;
  std::vector<Dimension> dimensions_;
};

}  // namespace cityaudit::analysis
