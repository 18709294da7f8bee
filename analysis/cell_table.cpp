#include "analysis/cell_table.h"

#include "ingest/taxonomy.h"

#include <algorithm>

namespace cityaudit::analysis {
namespace {

/// Ratings shown one by one; with at most four people there are seldom more.
constexpr std::size_t impressions_max = 100;

}  // namespace

CellTable CellTable::load(store::Transaction& tx, ingest::AuditId audit, Counted counted) {
  CellTable table;
  table.audit_ = audit;
  table.counted_ = counted;
  const bool approved = counted == Counted::approved;
  store::Rows counts = tx.query(
      approved
          ? "SELECT instrument, theme, area_id, measure, awaiting_people, approved_people, approved FROM cell_count WHERE audit_id = $1"
          : "SELECT instrument, theme, area_id, measure, awaiting_people, combined_people, combined FROM cell_count WHERE audit_id = $1",
      audit);
  while (counts.next())
    table.counts_[{counts.string(0), counts.string(1), counts.integer(2), counts.string(3)}] = {counts.integer(5), counts.integer(6),
                                                                                                counts.integer(4)};
  store::Rows stops = tx.query(
      approved
          ? "SELECT theme, area_id, stop_id, approved_people, approved_sum FROM stop_score WHERE audit_id = $1 AND instrument = 'walk' "
            "AND approved_people > 0 ORDER BY theme, area_id, stop_id"
          : "SELECT theme, area_id, stop_id, combined_people, combined_sum FROM stop_score WHERE audit_id = $1 AND instrument = 'walk' "
            "AND combined_people > 0 ORDER BY theme, area_id, stop_id",
      audit);
  while (stops.next()) {
    if (table.dimensions_.empty() || table.dimensions_.back().theme != stops.text(0)) table.dimensions_.push_back({stops.string(0), {}});
    table.dimensions_.back().stops.push_back({stops.integer(1), stops.integer(2), stops.integer(3), stops.integer(4)});
  }
  return table;
}

const CellTable::Count* CellTable::find(std::string_view instrument, std::string_view theme, std::int64_t area,
                                        std::string_view measure) const {
  const auto found = counts_.find(std::tuple(instrument, theme, area, measure));
  return found == counts_.end() ? nullptr : &found->second;
}

std::vector<const CellTable::Dimension*> CellTable::dimensions_of(std::string_view theme) const {
  std::vector<const Dimension*> out;
  for (const Dimension& dimension : dimensions_)
    if (dimension.theme == theme || ingest::level_one_of(dimension.theme) == theme) out.push_back(&dimension);
  return out;
}

double CellTable::mean_of(std::string_view theme, std::int64_t area) const {
  double sum = 0;
  std::int64_t dimensions = 0;
  for (const Dimension* dimension : dimensions_of(theme)) {
    double stop_sum = 0;
    std::int64_t stops = 0;
    for (const StopScore& stop : dimension->stops) {
      if (area != all_areas && stop.area != area) continue;
      stop_sum += to_points(stop.sum, stop.people);
      ++stops;
    }
    if (stops == 0) continue;
    sum += stop_sum / static_cast<double>(stops);
    ++dimensions;
  }
  return dimensions == 0 ? 0 : sum / static_cast<double>(dimensions);
}

std::vector<StopMean> CellTable::stops(std::string_view theme, std::int64_t area) const {
  std::map<std::pair<std::int64_t, std::int64_t>, std::pair<StopMean, std::int64_t>> by_stop;  // with the number of dimensions
  for (const Dimension* dimension : dimensions_of(theme)) {
    for (const StopScore& stop : dimension->stops) {
      if (area != all_areas && stop.area != area) continue;
      auto& [mean, dimensions] = by_stop[{stop.area, stop.stop}];
      mean.area = stop.area;
      mean.stop = stop.stop;
      mean.mean += to_points(stop.sum, stop.people);
      mean.n_people = std::max(mean.n_people, stop.people);
      ++dimensions;
    }
  }
  std::vector<StopMean> out;
  for (auto& [key, entry] : by_stop) {
    entry.first.mean /= static_cast<double>(entry.second);
    out.push_back(entry.first);
  }
  return out;
}

Cell CellTable::cell(store::Transaction& tx, std::string_view theme, std::int64_t area, const FigureOptions& options) const {
  Cell cell;
  if (const Count* rated = find("walk", theme, area, "score")) {
    ScoreFigure figure;
    figure.n_people = rated->people;
    figure.n_waiting = rated->waiting_people;
    std::vector<double> means;
    for (const StopMean& stop : stops(theme, area)) means.push_back(stop.mean);
    fill_figure(figure, means, mean_of(theme, area), options);
    if (figure.show == Show::impressions) figure.values = impressions(tx, theme, area);
    if (figure.n_people > 0 || figure.n_waiting > 0) cell.walk = std::move(figure);
  }
  cell.photovoice = photo_figure(theme, area);
  return cell;
}

std::optional<PhotoFigure> CellTable::photo_figure(std::string_view theme, std::int64_t area) const {
  const Count* photos = find("photovoice", theme, area, "photo");
  if (!photos || (photos->people == 0 && photos->waiting_people == 0)) return std::nullopt;
  const auto count = [&](std::string_view measure) {
    const Count* found = find("photovoice", theme, area, measure);
    return found ? found->count : 0;
  };
  return PhotoFigure{photos->people, photos->count, count("photo_up"), count("photo_down"), count("photo_mixed"), photos->waiting_people};
}

/// One value per person and stop, in the order of the keys; of level 1 the mean of that person's dimensions there.
std::vector<double> CellTable::impressions(store::Transaction& tx, std::string_view theme, std::int64_t area) const {
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::pair<double, std::int64_t>> by_person;
  for (const Dimension* dimension : dimensions_of(theme)) {
    store::Rows rows = tx.query(
        "SELECT area_id, stop_id, participation_key, approved_relevant, approved_answered, approved_thirds, awaiting_relevant, "
        "awaiting_answered, awaiting_thirds FROM person_score WHERE audit_id = $1 AND instrument = 'walk' AND theme = $2 AND ($3 = -1 OR "
        "area_id = $3)",
        audit_, dimension->theme, area);
    while (rows.next()) {
      ItemCounts items{rows.integer(3), rows.integer(4), rows.integer(5)};
      if (counted_ == Counted::approved_and_awaiting) items += {rows.integer(6), rows.integer(7), rows.integer(8)};
      const auto score = dimension_score(items);
      if (!score) continue;
      auto& [sum, dimensions] = by_person[{rows.integer(0), rows.integer(1), rows.integer(2)}];
      sum += to_points(*score, 1);
      ++dimensions;
    }
  }
  std::vector<double> out;
  for (const auto& [key, entry] : by_person) {
    if (out.size() == impressions_max) break;
    out.push_back(entry.first / static_cast<double>(entry.second));
  }
  return out;
}

std::int64_t CellTable::walkers(std::int64_t area) const {
  const Count* found = find("walk", "", area, "score");
  return found ? found->people : 0;
}

std::optional<PhotoFigure> CellTable::all_photos() const { return photo_figure("", all_areas); }

std::int64_t CellTable::photos_named(std::string_view theme, std::int64_t area) const {
  std::int64_t named = 0;
  for (auto at = counts_.lower_bound(std::tuple("photovoice", theme, std::int64_t{all_areas}, "")); at != counts_.end(); ++at) {
    const auto& [instrument, code, of_area, measure] = at->first;
    if (instrument != "photovoice" || !code.starts_with(theme)) break;
    if (of_area != area || measure != "photo") continue;
    if (code == theme) named += at->second.count;
    if (code != theme && ingest::level_one_of(code) == theme) named -= at->second.count;
  }
  return named;
}

}  // namespace cityaudit::analysis
