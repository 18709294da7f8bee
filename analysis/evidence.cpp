#include "analysis/evidence.h"

#include "analysis/shown_themes.h"
#include "base/text.h"
#include "ingest/submission_view.h"
#include "ingest/taxonomy.h"

#include <fmt/format.h>

#include <algorithm>

namespace cityaudit::analysis {
namespace {

#define EVIDENCE_COLUMNS                                                                                                               \
  "o.submission_id, o.seq, o.area_id, o.theme, s.uuid, o.activity_id, o.instrument, coalesce(p.code, s.claimed_code), o.observed_at, " \
  "t.code, t.name, o.item, o.role, o.value, o.score_thirds, o.polarity, o.words, o.review_class, o.photo, s.form_version_id"
#define EVIDENCE_TABLES                                                                                                      \
  " FROM observation o JOIN submission s ON s.id = o.submission_id LEFT JOIN participation p ON p.id = s.participation_id "  \
  "LEFT JOIN stop t ON t.id = o.stop_id WHERE o.audit_id = $1 AND o.theme = $2 AND o.review_class <= $3 AND s.state NOT IN " \
  "('withdrawn', 'erased') AND s.replaced_by_id IS NULL AND (s.flags & 416) = 0 AND "
#define AFTER_IN_AREA "o.area_id = $4 AND (o.submission_id, o.seq) > ($5, $6) "
#define AFTER_ANYWHERE "(o.area_id, o.submission_id, o.seq) > ($4, $5, $6) "
#define IN_ORDER "ORDER BY o.area_id, o.submission_id, o.seq LIMIT $7"

/// Where the page before ended: in this theme, after this observation.
struct Position {
  std::string theme;
  std::int64_t area = -1, submission = 0, seq = 0;
};

/// Nothing for what is no cursor of a page about `theme`. Codes hold a dot, so the numbers are taken from the end.
std::optional<Position> read_cursor(const std::string& cursor, const std::string& theme) {
  if (cursor.empty()) return Position{theme};
  const auto parts = split(cursor, '.');
  if (parts.size() != 4 && parts.size() != 5) return std::nullopt;
  const auto area = parse_integer(parts[parts.size() - 3]), submission = parse_integer(parts[parts.size() - 2]),
             seq = parse_integer(parts.back());
  std::string at(parts[0]);
  if (parts.size() == 5) at += '.' + std::string(parts[1]);
  if (!area || !submission || !seq || (at != theme && ingest::level_one_of(at) != theme)) return std::nullopt;
  return Position{at, *area, *submission, *seq};
}

struct Found {
  Evidence evidence;
  ingest::FormVersionId form;
  std::int64_t seq = 0;
};

Found read_row(const store::Rows& rows) {
  Found found;
  Evidence& e = found.evidence;
  e.submission_key = {rows.integer(0)};
  found.seq = rows.integer(1);
  e.area = rows.integer(2);
  e.theme = rows.string(3);
  e.submission = rows.uuid(4);
  e.id = fmt::format("{}:{}", to_string(e.submission), found.seq);
  e.activity = {rows.integer(5)};
  e.instrument = rows.string(6);
  e.participant = rows.string(7);
  e.at = {rows.integer(8)};
  e.stop_code = rows.string(9);
  if (!rows.is_null(10)) e.stop_name = ingest::localized_from_json(rows.text(10));
  e.item = rows.string(11);
  e.role = rows.string(12);
  e.value = rows.string(13);
  if (const auto thirds = rows.optional_integer(14)) e.score = static_cast<double>(*thirds) / 3;
  e.polarity = rows.string(15);
  e.quote = rows.string(16);
  e.review = static_cast<ReviewClass>(rows.integer(17));
  e.photo_name = rows.string(18);
  found.form = {rows.integer(19)};
  return found;
}

/// Review classes are numbered so that "approved" is 1 and both are at most 2.
std::int64_t class_max(Counted counted) { return counted == Counted::approved ? 1 : 2; }

void read_theme(store::Transaction& tx, const EvidenceQuery& query, const std::string& theme, const Position& after, std::size_t count,
                std::vector<Found>& out) {
  const bool anywhere = query.area == all_areas;
  const std::string_view sql = query.words_only
                                   ? (anywhere ? "SELECT " EVIDENCE_COLUMNS EVIDENCE_TABLES "o.role <> 'score' AND " AFTER_ANYWHERE IN_ORDER
                                               : "SELECT " EVIDENCE_COLUMNS EVIDENCE_TABLES "o.role <> 'score' AND " AFTER_IN_AREA IN_ORDER)
                                   : (anywhere ? "SELECT " EVIDENCE_COLUMNS EVIDENCE_TABLES AFTER_ANYWHERE IN_ORDER
                                               : "SELECT " EVIDENCE_COLUMNS EVIDENCE_TABLES AFTER_IN_AREA IN_ORDER);
  store::Rows rows =
      tx.query(sql, query.audit, theme, class_max(query.counted), anywhere ? after.area : query.area, after.submission, after.seq, count);
  while (rows.next()) out.push_back(read_row(rows));
}

void find_photos(store::Transaction& tx, std::vector<Found>& found) {
  std::map<ingest::SubmissionId, std::vector<ingest::Photo>> photos;
  for (Found& each : found) {
    Evidence& e = each.evidence;
    if (e.photo_name.empty()) continue;
    auto known = photos.find(e.submission_key);
    if (known == photos.end()) known = photos.emplace(e.submission_key, ingest::Photos::of_submission(tx, e.submission_key)).first;
    for (const ingest::Photo& photo : known->second)
      if (photo.attachment_name == e.photo_name) e.photo = photo;
    // Erased: what stands in the place of a file's name, or for a moment still the name, says nothing to anybody.
    if (e.photo_name == e.value && (!e.photo || e.photo->erased_at)) e.value.clear();
  }
}

#undef EVIDENCE_COLUMNS
#undef EVIDENCE_TABLES
#undef AFTER_IN_AREA
#undef AFTER_ANYWHERE
#undef IN_ORDER

void name_item(Evidence& evidence, const ingest::CompiledForm& form) {
  const ingest::MappingItem* item = form.mapping.find(evidence.item);
  if (!item) return;
  evidence.item_label = ingest::to_localized(item->label);
  for (const ingest::Choice& choice : item->choices)
    if (choice.value == evidence.value) evidence.value_label = ingest::to_localized(choice.label);
}

}  // namespace

Result<EvidencePage> evidence(store::Database& database, ingest::FormVersions& forms, const EvidenceQuery& query) {
  const auto start = read_cursor(query.cursor, query.theme);
  if (!start) return Error(ErrorKind::invalid, "evidence.cursor_unusable");
  EvidencePage page;
  const auto read = [&](store::Transaction& tx) -> Result<std::vector<Found>> {
    std::vector<Found> found;
    page.next_cursor.clear();
    std::vector<std::string> themes = observed_themes(tx, query.audit, query.theme);
    themes.insert(themes.begin(), query.theme);
    for (const std::string& theme : themes) {
      if (theme < start->theme) continue;
      if (found.size() > query.count) break;
      const std::size_t before = found.size();
      // One more than asked for tells whether there is a next page.
      read_theme(tx, query, theme, theme == start->theme ? *start : Position{theme}, query.count + 1 - before, found);
      if (found.size() <= query.count) continue;
      found.resize(query.count);
      if (found.size() == before) {
        page.next_cursor = fmt::format("{}.-1.0.0", theme);
      } else {
        const Found& last = found.back();
        page.next_cursor = fmt::format("{}.{}.{}.{}", theme, last.evidence.area, last.evidence.submission_key.value, last.seq);
      }
      break;
    }
    find_photos(tx, found);
    return found;
  };
  CITYAUDIT_TRY(found, database.read(read));
  for (Found& each : found) {
    CITYAUDIT_TRY(form, forms.load(each.form));
    name_item(each.evidence, *form);
    page.items.push_back(std::move(each.evidence));
  }
  return page;
}

}  // namespace cityaudit::analysis
