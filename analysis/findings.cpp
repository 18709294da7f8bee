#include "analysis/findings.h"

#include "analysis/matrix.h"

#include <algorithm>

namespace cityaudit::analysis {
namespace {

constexpr double strength_points_min = 60, weakness_points_max = 40;
constexpr std::size_t examples_max = 3;
constexpr std::size_t examples_looked_at = 40;

ingest::Localized in_all_languages(const Messages& messages, std::string_view key, const std::vector<MessageArgument>& arguments = {}) {
  ingest::Localized out;
  for (const std::string& language : messages.languages()) out[language] = messages.format(language, key, arguments);
  return out;
}

/// What a page of findings is made of, of one snapshot.
struct Snapshot {
  Matrix matrix;
  std::map<std::int64_t, std::int64_t> walkers;                               // by area
  std::map<std::int64_t, std::int64_t> stops;                                 // of the walks of an area
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> photos_named;  // by theme of level 1 and area
  std::optional<PhotoFigure> all_photos;
};

Snapshot read_snapshot(store::Transaction& tx, ingest::AuditId audit, Counted counted, const FigureOptions& options) {
  const CellTable table = CellTable::load(tx, audit, counted);
  Snapshot out;
  out.matrix = matrix_in(tx, table, audit, counted, options);
  out.all_photos = table.all_photos();
  store::Rows stops = tx.query(
      "SELECT w.area_id, count(*) FROM walk w JOIN stop s ON s.walk_id = w.id WHERE w.audit_id = $1 AND s.seq > 0 GROUP BY w.area_id",
      audit);
  while (stops.next()) {
    out.stops[stops.integer(0)] += stops.integer(1);
    out.stops[all_areas] += stops.integer(1);
  }
  std::vector<std::int64_t> areas{all_areas};
  for (const ingest::Area& area : out.matrix.areas) areas.push_back(area.id.value);
  for (const std::int64_t area : areas) {
    out.walkers[area] = table.walkers(area);
    for (const MatrixRow& row : out.matrix.rows)
      if (row.theme.level == 1) out.photos_named[{row.theme.code, area}] = table.photos_named(row.theme.code, area);
  }
  return out;
}

Support walk_support(const ScoreFigure& walk, const Snapshot& snapshot, std::int64_t area, const Messages& messages) {
  Support support;
  support.instrument = "walk";
  support.unit = "stops";
  support.people = walk.n_people;
  support.people_total = snapshot.walkers.at(area);
  support.units = walk.n_units;
  const auto stops = snapshot.stops.find(area);
  // A stop that was taken off the walk keeps the answers given there.
  support.units_total = std::max(walk.n_units, stops == snapshot.stops.end() ? 0 : stops->second);
  support.show = walk.show;
  support.score = walk.centre();
  support.text = in_all_languages(messages, "finding.support_walk",
                                  {{"people", std::to_string(support.people)},
                                   {"people_total", std::to_string(support.people_total)},
                                   {"stops", std::to_string(support.units)},
                                   {"stops_total", std::to_string(support.units_total)}});
  return support;
}

Support photo_support(const PhotoFigure& photos, const Snapshot& snapshot, const Messages& messages) {
  Support support;
  support.instrument = "photovoice";
  support.unit = "photos";
  support.people = photos.n_people;
  support.people_total = snapshot.all_photos ? snapshot.all_photos->n_people : photos.n_people;
  support.units = photos.n_photos;
  support.units_total = snapshot.all_photos ? snapshot.all_photos->n_photos : photos.n_photos;
  support.show = show_of(photos.n_people);
  support.up = photos.up;
  support.down = photos.down;
  support.mixed = photos.mixed;
  support.text = in_all_languages(messages, "finding.support_photovoice",
                                  {{"people", std::to_string(support.people)},
                                   {"people_total", std::to_string(support.people_total)},
                                   {"photos", std::to_string(support.units)}});
  return support;
}

std::optional<Finding> make_finding(const MatrixRow& row, const Cell& cell, const ingest::Area* area, const Snapshot& snapshot,
                                    const Messages& messages) {
  const std::int64_t area_id = area ? area->id.value : all_areas;
  if (row.theme.level == 1 && snapshot.photos_named.at({row.theme.code, area_id}) <= 0) return std::nullopt;
  const auto walk_says = cell.walk ? says(*cell.walk) : std::nullopt;
  const auto photos_say = cell.photovoice ? says(*cell.photovoice) : std::nullopt;
  if (row.theme.level == 1 && !photos_say) return std::nullopt;
  const auto polarity = together(walk_says, photos_say);
  if (!polarity) return std::nullopt;
  Finding finding;
  finding.theme = row.theme;
  finding.polarity = *polarity;
  if (area) finding.area = *area;
  if (cell.walk && cell.walk->n_people > 0) finding.support.push_back(walk_support(*cell.walk, snapshot, area_id, messages));
  if (cell.photovoice && cell.photovoice->n_people > 0) finding.support.push_back(photo_support(*cell.photovoice, snapshot, messages));
  return finding;
}

/// Lower comes first: agrees with the finding, takes no side, disagrees; with a photo before without.
int example_rank(const Evidence& evidence, FindingPolarity polarity) {
  const std::string_view wanted = polarity == FindingPolarity::strength ? "up" : polarity == FindingPolarity::weakness ? "down" : "mixed";
  const int agreement = evidence.polarity == wanted ? 0 : evidence.polarity.empty() || evidence.polarity == "neutral" ? 1 : 2;
  return 2 * agreement + (evidence.photo && !evidence.photo->erased_at ? 0 : 1);
}

Result<> add_examples(Finding& finding, store::Database& database, ingest::FormVersions& forms, ingest::AuditId audit, Counted counted) {
  EvidenceQuery query;
  query.audit = audit;
  query.theme = finding.theme.code;
  query.area = finding.area ? finding.area->id.value : all_areas;
  query.counted = counted;
  query.words_only = true;
  query.count = examples_looked_at;
  CITYAUDIT_TRY(page, evidence(database, forms, query));
  std::stable_sort(page.items.begin(), page.items.end(), [&](const Evidence& a, const Evidence& b) {
    return example_rank(a, finding.polarity) < example_rank(b, finding.polarity);
  });
  if (page.items.size() > examples_max) page.items.resize(examples_max);
  finding.examples = std::move(page.items);
  return {};
}

}  // namespace

std::string_view to_word(FindingPolarity polarity) {
  constexpr std::string_view words[] = {"strength", "weakness", "mixed"};
  return words[static_cast<int>(polarity)];
}

std::optional<FindingPolarity> says(const ScoreFigure& walk) {
  const auto centre = walk.centre();
  if (walk.show < Show::indicative || !centre) return std::nullopt;
  if (*centre >= strength_points_min) return FindingPolarity::strength;
  return *centre <= weakness_points_max ? FindingPolarity::weakness : FindingPolarity::mixed;
}

std::optional<FindingPolarity> says(const PhotoFigure& photovoice) {
  const std::int64_t taking_sides = photovoice.up + photovoice.down + photovoice.mixed;
  if (show_of(photovoice.n_people) < Show::indicative || taking_sides == 0) return std::nullopt;
  if (2 * photovoice.up > taking_sides) return FindingPolarity::strength;
  return 2 * photovoice.down > taking_sides ? FindingPolarity::weakness : FindingPolarity::mixed;
}

std::optional<FindingPolarity> together(std::optional<FindingPolarity> walk, std::optional<FindingPolarity> photovoice) {
  if (!walk || !photovoice) return walk ? walk : photovoice;
  return *walk == *photovoice ? *walk : FindingPolarity::mixed;
}

Result<Findings> findings(store::Database& database, ingest::FormVersions& forms, const Messages& messages, ingest::AuditId audit,
                          Counted counted, const FigureOptions& options) {
  CITYAUDIT_TRY(snapshot,
                database.read([&](store::Transaction& tx) -> Result<Snapshot> { return read_snapshot(tx, audit, counted, options); }));
  Findings out;
  out.note = in_all_languages(messages, "finding.note");
  for (const MatrixRow& row : snapshot.matrix.rows) {
    if (auto found = make_finding(row, row.total, nullptr, snapshot, messages)) out.findings.push_back(std::move(*found));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (auto found = make_finding(row, row.cells[i], &snapshot.matrix.areas[i], snapshot, messages))
        out.findings.push_back(std::move(*found));
  }
  for (Finding& finding : out.findings) CITYAUDIT_CHECK(add_examples(finding, database, forms, audit, counted));
  return out;
}

}  // namespace cityaudit::analysis
