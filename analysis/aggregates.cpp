#include "analysis/aggregates.h"

#include "analysis/cell_table.h"
#include "ingest/taxonomy.h"

#include <algorithm>

namespace cityaudit::analysis {
namespace {

std::string_view photo_measure(std::string_view polarity) {
  if (polarity == "up") return "photo_up";
  if (polarity == "down") return "photo_down";
  if (polarity == "mixed") return "photo_mixed";
  if (polarity == "neutral") return "photo_neutral";
  return {};
}

template <std::size_t n>
bool is_zero(const std::array<std::int64_t, n>& counts) {
  return std::all_of(counts.begin(), counts.end(), [](std::int64_t c) { return c == 0; });
}

std::optional<std::string_view> or_null(std::string_view text) { return text.empty() ? std::nullopt : std::optional(text); }

}  // namespace

void AggregateUpdate::replace(const Contribution& now) {
  take_away(now.submission);
  if (now.tally) insert(now);
}

void AggregateUpdate::take_away(ingest::SubmissionId submission) {
  Tally tally;
  {
    store::Rows rows = tx_.query(
        "SELECT activity_id, participation_key, review_class, approved, undecided, problems, photos, photos_missing FROM submission_tally "
        "WHERE submission_id = $1",
        submission);
    if (!rows.next()) return;
    tally = {
        static_cast<ReviewClass>(rows.integer(2)), rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(6), rows.integer(7)};
    count_tally({rows.integer(0)}, rows.integer(1), tally, -1);
  }
  tx_.execute("DELETE FROM submission_tally WHERE submission_id = $1", submission);
  if (tally.review == ReviewClass::none) return;
  {
    store::Rows rows = tx_.query(
        "SELECT audit_id, instrument, theme, area_id, stop_id, participation_key, role, polarity, review_class, score_thirds FROM "
        "observation WHERE submission_id = $1",
        submission);
    while (rows.next()) {
      const std::string instrument = rows.string(1), theme = rows.string(2), role = rows.string(6), polarity = rows.string(7);
      const Key key{rows.integer(0),
                    instrument,
                    theme,
                    rows.integer(3),
                    rows.integer(4),
                    rows.integer(5),
                    role,
                    polarity,
                    static_cast<ReviewClass>(rows.integer(8))};
      count_observation(key, rows.optional_integer(9), -1);
    }
  }
  tx_.execute("DELETE FROM observation WHERE submission_id = $1", submission);
}

void AggregateUpdate::insert(const Contribution& now) {
  const Tally& tally = *now.tally;
  count_tally(now.activity, now.participation_key, tally, +1);
  tx_.execute(
      "INSERT INTO submission_tally (submission_id, activity_id, participation_key, review_class, approved, undecided, problems, photos, "
      "photos_missing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      now.submission, now.activity, now.participation_key, static_cast<std::int64_t>(tally.review), tally.approved, tally.undecided,
      tally.problems, tally.photos, tally.photos_missing);
  if (tally.review == ReviewClass::none) return;
  for (const Observation& o : now.observations) {
    tx_.execute(
        "INSERT INTO observation (submission_id, seq, audit_id, activity_id, instrument, area_id, stop_id, participation_key, item, "
        "repeat_key, theme, role, score_thirds, polarity, words, photo, observed_at, value, review_class) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        now.submission, o.seq, now.audit, now.activity, now.instrument, o.area, o.stop, now.participation_key, o.item, o.repeat_key,
        o.theme, ingest::to_word(o.role), o.score_thirds ? std::optional<std::int64_t>(*o.score_thirds) : std::nullopt, or_null(o.polarity),
        or_null(o.words), or_null(o.photo), o.at, o.value, static_cast<std::int64_t>(tally.review));
    const Key key{now.audit.value,       now.instrument,          o.theme,    o.area,      o.stop,
                  now.participation_key, ingest::to_word(o.role), o.polarity, tally.review};
    count_observation(key, o.score_thirds, +1);
  }
}

void AggregateUpdate::count_observation(const Key& key, std::optional<std::int64_t> thirds, std::int64_t sign) {
  const bool approved = key.review == ReviewClass::approved;
  if (key.role == "score" && !key.theme.empty()) {
    PersonItems& person =
        people_[{key.audit, std::string(key.instrument), std::string(key.theme), key.area, key.stop, key.participation_key}];
    (approved ? person.approved : person.awaiting) += ItemCounts{sign, thirds ? sign : 0, thirds ? sign * *thirds : 0};
  }
  if (key.role == "photo") {
    const ThreeCounts change{approved ? sign : 0, approved ? 0 : sign, sign};
    count_cell_person(key, "photo", change);
    if (const auto measure = photo_measure(key.polarity); !measure.empty()) count_cell_person(key, measure, change);
  }
}

/// In every cell it stands in: its theme, the theme above and all themes; its area and all areas.
void AggregateUpdate::count_cell_person(const Key& key, std::string_view measure, const ThreeCounts& change) {
  const std::string_view level_one = ingest::level_one_of(key.theme);
  std::vector<std::string_view> themes{key.theme};
  if (!level_one.empty() && level_one != key.theme) themes.push_back(level_one);
  if (!key.theme.empty()) themes.push_back({});
  for (const std::string_view theme : themes) {
    for (const std::int64_t area : {key.area, all_areas}) {
      ThreeCounts& counts =
          cell_people_[{{key.audit, std::string(key.instrument), std::string(theme), area, measure}, key.participation_key}];
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += change[i];
    }
  }
}

void AggregateUpdate::count_tally(ingest::ActivityId activity, std::int64_t participation_key, const Tally& tally, std::int64_t sign) {
  const std::int64_t nobody_known = participation_key < 0 ? 1 : 0;
  const ActivityCounts change{1, tally.approved, tally.undecided, tally.problems, tally.photos, tally.photos_missing, nobody_known};
  ActivityCounts& counts = activities_[activity.value];
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += sign * change[i];
  if (nobody_known == 0) activity_people_[{activity.value, participation_key}] += sign;
}

void AggregateUpdate::finish() {
  finish_people();
  finish_stops();
  finish_cell_people();
  finish_cells();
  finish_activities();
}

void AggregateUpdate::finish_people() {
  for (const auto& [key, change] : people_)
    if (change.approved != ItemCounts{} || change.awaiting != ItemCounts{}) finish_person(key, change);
}

void AggregateUpdate::finish_person(const PersonKey& person, const PersonItems& change) {
  const auto& [audit, instrument, theme, area, stop, participation_key] = person;
  PersonItems before;
  {
    store::Rows rows = tx_.query(
        "SELECT approved_relevant, approved_answered, approved_thirds, awaiting_relevant, awaiting_answered, awaiting_thirds FROM "
        "person_score WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 AND stop_id = $5 AND participation_key = $6",
        audit, instrument, theme, area, stop, participation_key);
    if (rows.next()) before = {{rows.integer(0), rows.integer(1), rows.integer(2)}, {rows.integer(3), rows.integer(4), rows.integer(5)}};
  }
  PersonItems after = before;
  after.approved += change.approved;
  after.awaiting += change.awaiting;
  if (after.approved == ItemCounts{} && after.awaiting == ItemCounts{}) {
    tx_.execute(
        "DELETE FROM person_score WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 AND stop_id = $5 AND "
        "participation_key = $6",
        audit, instrument, theme, area, stop, participation_key);
  } else {
    tx_.execute(
        "INSERT INTO person_score (audit_id, instrument, theme, area_id, stop_id, participation_key, approved_relevant, "
        "approved_answered, approved_thirds, awaiting_relevant, awaiting_answered, awaiting_thirds) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
        "ON CONFLICT (audit_id, instrument, theme, area_id, stop_id, participation_key) DO UPDATE SET approved_relevant = $7, "
        "approved_answered = $8, approved_thirds = $9, awaiting_relevant = $10, awaiting_answered = $11, awaiting_thirds = $12",
        audit, instrument, theme, area, stop, participation_key, after.approved.relevant, after.approved.answered, after.approved.thirds,
        after.awaiting.relevant, after.awaiting.answered, after.awaiting.thirds);
  }

  const auto scores = [](const PersonItems& items) {
    ItemCounts combined = items.approved;
    combined += items.awaiting;
    return std::array{dimension_score(items.approved), dimension_score(items.awaiting), dimension_score(combined)};
  };
  const auto old_scores = scores(before), new_scores = scores(after);
  ThreeSums& at_stop = stops_[{audit, instrument, theme, area, stop}];
  ThreeCounts valued{};
  for (std::size_t i = 0; i < valued.size(); ++i) {
    valued[i] = (new_scores[i] ? 1 : 0) - (old_scores[i] ? 1 : 0);
    at_stop.people[i] += valued[i];
    at_stop.sum[i] += new_scores[i].value_or(0) - old_scores[i].value_or(0);
  }
  if (is_zero(valued)) return;
  const Key key{audit, instrument, theme, area, stop, participation_key, "score", {}, ReviewClass::none};
  count_cell_person(key, "score", valued);
}

void AggregateUpdate::finish_stops() {
  for (const auto& [key, change] : stops_) {
    if (is_zero(change.people) && is_zero(change.sum)) continue;
    const auto& [audit, instrument, theme, area, stop] = key;
    tx_.execute(
        "INSERT INTO stop_score (audit_id, instrument, theme, area_id, stop_id, approved_people, approved_sum, awaiting_people, "
        "awaiting_sum, combined_people, combined_sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (audit_id, instrument, theme, area_id, stop_id) DO UPDATE SET approved_people = stop_score.approved_people + $6, "
        "approved_sum = stop_score.approved_sum + $7, awaiting_people = stop_score.awaiting_people + $8, awaiting_sum = "
        "stop_score.awaiting_sum + $9, combined_people = stop_score.combined_people + $10, combined_sum = stop_score.combined_sum + $11",
        audit, instrument, theme, area, stop, change.people[0], change.sum[0], change.people[1], change.sum[1], change.people[2],
        change.sum[2]);
    tx_.execute(
        "DELETE FROM stop_score WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 AND stop_id = $5 AND "
        "approved_people = 0 AND awaiting_people = 0 AND combined_people = 0",
        audit, instrument, theme, area, stop);
  }
}

void AggregateUpdate::finish_cell_people() {
  for (const auto& [key, change] : cell_people_) {
    if (is_zero(change)) continue;
    const auto& [cell, participation_key] = key;
    const auto& [audit, instrument, theme, area, measure] = cell;
    ThreeCounts before{};
    {
      store::Rows rows = tx_.query(
          "SELECT approved, awaiting, combined FROM cell_person WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 "
          "AND "
          "measure = $5 AND participation_key = $6",
          audit, instrument, theme, area, measure, participation_key);
      if (rows.next()) before = {rows.integer(0), rows.integer(1), rows.integer(2)};
    }
    ThreeCounts after = before;
    ThreeSums& counted = cells_[cell];
    for (std::size_t i = 0; i < after.size(); ++i) {
      after[i] += change[i];
      counted.sum[i] += change[i];
      counted.people[i] += (after[i] > 0 ? 1 : 0) - (before[i] > 0 ? 1 : 0);
    }
    if (is_zero(after)) {
      tx_.execute(
          "DELETE FROM cell_person WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 AND measure = $5 AND "
          "participation_key = $6",
          audit, instrument, theme, area, measure, participation_key);
    } else {
      tx_.execute(
          "INSERT INTO cell_person (audit_id, instrument, theme, area_id, measure, participation_key, approved, awaiting, combined) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (audit_id, instrument, theme, area_id, measure, participation_key) DO "
          "UPDATE SET approved = $7, awaiting = $8, combined = $9",
          audit, instrument, theme, area, measure, participation_key, after[0], after[1], after[2]);
    }
  }
}

void AggregateUpdate::finish_cells() {
  for (const auto& [key, change] : cells_) {
    if (is_zero(change.people) && is_zero(change.sum)) continue;
    const auto& [audit, instrument, theme, area, measure] = key;
    tx_.execute(
        "INSERT INTO cell_count (audit_id, instrument, theme, area_id, measure, approved_people, approved, awaiting_people, awaiting, "
        "combined_people, combined) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (audit_id, instrument, theme, area_id, measure) DO UPDATE SET approved_people = cell_count.approved_people + $6, "
        "approved = cell_count.approved + $7, awaiting_people = cell_count.awaiting_people + $8, awaiting = cell_count.awaiting + $9, "
        "combined_people = cell_count.combined_people + $10, combined = cell_count.combined + $11",
        audit, instrument, theme, area, measure, change.people[0], change.sum[0], change.people[1], change.sum[1], change.people[2],
        change.sum[2]);
    tx_.execute(
        "DELETE FROM cell_count WHERE audit_id = $1 AND instrument = $2 AND theme = $3 AND area_id = $4 AND measure = $5 AND "
        "approved_people = 0 AND awaiting_people = 0 AND combined_people = 0",
        audit, instrument, theme, area, measure);
  }
}

void AggregateUpdate::finish_activities() {
  for (const auto& [key, change] : activity_people_) {
    if (change == 0) continue;
    const auto& [activity, participation_key] = key;
    const std::int64_t before = tx_.integer("SELECT submissions FROM activity_person WHERE activity_id = $1 AND participation_key = $2",
                                            activity, participation_key)
                                    .value_or(0);
    const std::int64_t after = before + change;
    activities_[activity][6] += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    if (after == 0) {
      tx_.execute("DELETE FROM activity_person WHERE activity_id = $1 AND participation_key = $2", activity, participation_key);
    } else {
      tx_.execute(
          "INSERT INTO activity_person (activity_id, participation_key, submissions) VALUES ($1, $2, $3) "
          "ON CONFLICT (activity_id, participation_key) DO UPDATE SET submissions = $3",
          activity, participation_key, after);
    }
  }
  for (const auto& [activity, c] : activities_) {
    if (is_zero(c)) continue;
    tx_.execute(
        "INSERT INTO activity_count (activity_id, submissions, approved, undecided, problems, photos, photos_missing, people) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (activity_id) DO UPDATE SET submissions = activity_count.submissions + $2, "
        "approved = activity_count.approved + $3, undecided = activity_count.undecided + $4, problems = activity_count.problems + $5, "
        "photos = activity_count.photos + $6, photos_missing = activity_count.photos_missing + $7, people = activity_count.people + $8",
        activity, c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
    tx_.execute("DELETE FROM activity_count WHERE activity_id = $1 AND submissions = 0", activity);
  }
}

}  // namespace cityaudit::analysis
