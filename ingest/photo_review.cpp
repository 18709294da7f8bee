#include "ingest/photo_review.h"

#include "base/text.h"
#include "ingest/likeness.h"
#include "ingest/photo_events.h"
#include "ingest/photo_releases.h"
#include "ingest/submission_list.h"

#include <algorithm>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view clearance_words[] = {"nobody_recognisable", "covered", "released"};
constexpr std::string_view queue_words[] = {"waiting", "minors", "cleared", "all"};

template <class Word, std::size_t count>
std::optional<Word> word_among(const std::string_view (&words)[count], std::string_view word) {
  const auto found = std::find(std::begin(words), std::end(words), word);
  if (found == std::end(words)) return std::nullopt;
  return static_cast<Word>(found - std::begin(words));
}

/// The photos of an audit ($1) that pages show, with their submissions and activities.
std::string shown_photos() {
  return "FROM photo p JOIN submission s ON s.id = p.submission_id JOIN activity a ON a.id = s.activity_id WHERE a.audit_id = $1 AND " +
         std::string(shown_submission);
}

constexpr std::string_view queue_conditions[photo_queues] = {
    "p.publication IN ('private', 'unpublished') AND p.people IN ('identifiable', 'undeclared') AND p.state NOT IN ('refused', 'erased')",
    "p.publication IN ('private', 'unpublished') AND p.people = 'minors' AND p.state NOT IN ('refused', 'erased')",
    "p.publication NOT IN ('private', 'unpublished')", "p.id > 0"};

struct Fingerprint {
  PhotoId photo;
  std::int64_t value = 0;

  int distance_to(std::int64_t other) const {
    return fingerprint_distance(static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(other));
  }
};

std::vector<Fingerprint> fingerprints(store::Transaction& tx, AuditId audit) {
  static const std::string sql = "SELECT p.id, p.fingerprint " + shown_photos() + " AND p.fingerprint IS NOT NULL";
  std::vector<Fingerprint> out;
  store::Rows rows = tx.query(sql, audit);
  while (rows.next()) out.push_back({{rows.integer(0)}, rows.integer(1)});
  return out;
}

}  // namespace

std::optional<Clearance> clearance_from(std::string_view word) { return word_among<Clearance>(clearance_words, word); }
std::string_view to_word(PhotoQueue queue) { return queue_words[static_cast<std::size_t>(queue)]; }
std::optional<PhotoQueue> photo_queue_from(std::string_view word) { return word_among<PhotoQueue>(queue_words, word); }

Result<Photo> PhotoReview::open_in(store::Transaction& tx, const Uuid& uuid, const PhotoReviewer& reviewer) const {
  auto photo = Photos::find(tx, uuid);
  if (!photo || !is_shown_to(tx, photo->submission, reviewer.account, reviewer.role)) return Error(ErrorKind::not_found, "photo.unknown");
  if (photo->people == "minors" && is_veiled(*photo) && !reviewer.may_see_identity) return Error(ErrorKind::forbidden, "photo.minors");
  return std::move(*photo);
}

Result<Photo> PhotoReview::open_whole(store::Transaction& tx, const Uuid& uuid, const PhotoReviewer& reviewer) const {
  CITYAUDIT_TRY(photo, open_in(tx, uuid, reviewer));
  if (photo.state == "erased") return Error(ErrorKind::not_found, "photo.erased");
  return std::move(photo);
}

Result<Photo> PhotoReview::open(const Uuid& photo, const PhotoReviewer& reviewer) {
  return database_.read([&](store::Transaction& tx) { return open_in(tx, photo, reviewer); });
}

std::vector<PhotoSuggestion> PhotoReview::suggestions(store::Transaction& tx, const Photo& photo) {
  std::vector<PhotoSuggestion> out;
  if (!photo.suggested_at) return out;
  const auto side = [](std::int64_t length) { return static_cast<std::uint16_t>(std::clamp<std::int64_t>(length, 0, photo_side)); };
  store::Rows rows =
      tx.query("SELECT kind, from_x, from_y, to_x, to_y, score FROM photo_suggestion WHERE photo_id = $1 ORDER BY seq", photo.id);
  while (rows.next())
    out.push_back(
        {rows.string(0), {side(rows.integer(1)), side(rows.integer(2))}, {side(rows.integer(3)), side(rows.integer(4))}, rows.integer(5)});
  return out;
}

Result<> PhotoReview::want_suggestions(const Photo& photo) {
  if (photo.suggested_at || photo.state != "ready") return {};
  return database_.write([&](store::Transaction& tx) -> Result<> {
    Jobs::add(tx, suggest_job, photo.id.value, UtcMillis{0});
    return {};
  });
}

Result<> PhotoReview::store_suggestions(const Job& job, const std::vector<PhotoSuggestion>& found) {
  const auto change = [&](store::Transaction& tx) -> Result<> {
    Jobs::finish(tx, job.id);
    const auto photo = Photos::find(tx, PhotoId{job.subject_id});
    if (!photo || photo->state == "erased") return {};
    tx.execute("DELETE FROM photo_suggestion WHERE photo_id = $1", photo->id);
    std::int64_t seq = 0;
    for (const PhotoSuggestion& one : found)
      tx.execute(
          "INSERT INTO photo_suggestion (photo_id, seq, kind, from_x, from_y, to_x, to_y, score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          photo->id, ++seq, one.kind, one.from.x, one.from.y, one.to.x, one.to.y, one.score);
    tx.execute("UPDATE photo SET suggested_at = $2 WHERE id = $1", photo->id, clock_.now());
    announce(tx, "photo.suggested", *photo, "system");
    return {};
  };
  return database_.write(change, store::WriteClass::reader);
}

Result<> PhotoReview::cover(const Uuid& uuid, const std::vector<Redaction>& redactions, const PhotoReviewer& reviewer) {
  const std::string covers = to_json(redactions);
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(photo, open_whole(tx, uuid, reviewer));
    if (photo.state == "refused") return Error(ErrorKind::conflict, "photo.refused");
    if (photo.redactions == covers) return {};
    tx.execute(
        "UPDATE photo SET redactions = $2, state = 'waiting', thumbnail_sha256 = NULL, preview_sha256 = NULL, publication = 'private', "
        "cleared_at = NULL, cleared_by = NULL, clearance = NULL WHERE id = $1",
        photo.id, covers);
    Photos::drop_derivatives(tx, photo, clock_.now());
    Jobs::add(tx, derive_job, photo.id.value, UtcMillis{0});
    announce(tx, "photo.covered", photo, reviewer.actor);
    return {};
  });
}

Result<> PhotoReview::clear(const Uuid& uuid, Clearance ground, const PhotoReviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(photo, open_whole(tx, uuid, reviewer));
    if (photo.state != "ready") return Error(ErrorKind::conflict, photo.state == "refused" ? "photo.refused" : "photo.waiting");
    if (ground == Clearance::covered && photo.redactions == "[]") return Error(ErrorKind::conflict, "photo.nothing_covered");
    if (ground == Clearance::released) CITYAUDIT_CHECK(check_release(tx, photo));
    if (photo.publication == "selected" || photo.publication == "published") return {};
    tx.execute("UPDATE photo SET publication = 'cleared', cleared_at = $2, cleared_by = $3, clearance = $4 WHERE id = $1", photo.id,
               clock_.now(), reviewer.account ? std::optional(reviewer.account.value) : std::nullopt,
               clearance_words[static_cast<std::size_t>(ground)]);
    announce(tx, "photo.cleared", photo, reviewer.actor);
    return {};
  });
}

Result<> PhotoReview::veil(const Uuid& uuid, const PhotoReviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(photo, open_whole(tx, uuid, reviewer));
    if (photo.publication == "private") return {};
    tx.execute("UPDATE photo SET publication = 'private', cleared_at = NULL, cleared_by = NULL, clearance = NULL WHERE id = $1", photo.id);
    announce(tx, "photo.veiled", photo, reviewer.actor);
    return {};
  });
}

Result<> PhotoReview::check_reason(std::string_view reason, const PhotoReviewer& reviewer) {
  if (!reviewer.may_see_identity) return Error(ErrorKind::forbidden, "photo.sealed");
  if (trim(reason).empty()) return Error(ErrorKind::invalid, "photo.reason_missing");
  return {};
}

void PhotoReview::write_down(store::Transaction& tx, const Photo& photo, std::string_view what, std::string_view reason,
                             const PhotoReviewer& reviewer) const {
  tx.execute("INSERT INTO photo_unsealing (photo_id, account_id, at, reason, what) VALUES ($1, $2, $3, $4, $5)", photo.id, reviewer.account,
             clock_.now(), trim(reason), what);
}

Result<Photo> PhotoReview::unseal(const Uuid& uuid, std::string_view reason, const PhotoReviewer& reviewer) {
  CITYAUDIT_CHECK(check_reason(reason, reviewer));
  return database_.write([&](store::Transaction& tx) -> Result<Photo> {
    CITYAUDIT_TRY(photo, open_whole(tx, uuid, reviewer));
    write_down(tx, photo, "picture", reason, reviewer);
    announce(tx, "photo.unsealed", photo, reviewer.actor);
    return photo;
  });
}

Result<PhotoOrigin> PhotoReview::unseal_origin(const Uuid& uuid, std::string_view reason, const PhotoReviewer& reviewer) {
  CITYAUDIT_CHECK(check_reason(reason, reviewer));
  return database_.write([&](store::Transaction& tx) -> Result<PhotoOrigin> {
    CITYAUDIT_TRY(photo, open_whole(tx, uuid, reviewer));
    auto origin = PhotoOrigins::find(tx, photo.id);
    if (!origin) return Error(ErrorKind::not_found, "photo.no_origin");
    write_down(tx, photo, "origin", reason, reviewer);
    announce(tx, "photo.origin_unsealed", photo, reviewer.actor);
    return std::move(*origin);
  });
}

void PhotoReview::announce(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor) const {
  events_.append(tx, photo_event(tx, type, photo, actor, clock_.now()));
}

std::vector<QueuedPhoto> PhotoReview::list(store::Transaction& tx, const PhotoFilter& filter, std::size_t count) {
  std::vector<QueuedPhoto> out;
  {
    const std::string sql =
        "SELECT p.uuid, s.uuid, a.code, coalesce((SELECT n.code FROM participation n WHERE n.id = s.participation_id), "
        "s.claimed_code, ''), s.received_at " +
        shown_photos() + " AND p.id < $2 AND " + std::string(queue_conditions[static_cast<std::size_t>(filter.queue)]) +
        " ORDER BY p.id DESC LIMIT $3";
    constexpr std::int64_t no_bound = std::numeric_limits<std::int64_t>::max();
    store::Rows rows = tx.query(sql, filter.audit, filter.older_than ? filter.older_than->value : no_bound, count);
    while (rows.next()) {
      QueuedPhoto item;
      item.photo.uuid = rows.uuid(0);
      item.submission = rows.uuid(1);
      item.activity_code = rows.string(2);
      item.participant = rows.string(3);
      item.received_at = UtcMillis{rows.integer(4)};
      out.push_back(std::move(item));
    }
  }
  const std::vector<Fingerprint> known = fingerprints(tx, filter.audit);
  for (QueuedPhoto& item : out) {
    item.photo = *Photos::find(tx, item.photo.uuid);
    if (!item.photo.fingerprint) continue;
    for (const Fingerprint& other : known)
      if (other.photo != item.photo.id && other.distance_to(*item.photo.fingerprint) <= near_duplicate_distance_max) ++item.similar;
  }
  return out;
}

std::array<std::int64_t, photo_queues> PhotoReview::counts(store::Transaction& tx, AuditId audit) {
  std::array<std::int64_t, photo_queues> out{};
  for (std::size_t queue = 0; queue < photo_queues; ++queue)
    out[queue] = tx.integer("SELECT count(*) " + shown_photos() + " AND " + std::string(queue_conditions[queue]), audit).value_or(0);
  return out;
}

std::vector<Photo> PhotoReview::similar(store::Transaction& tx, const Photo& photo, std::size_t count) {
  std::vector<Photo> out;
  if (!photo.fingerprint) return out;
  std::vector<Fingerprint> near = fingerprints(tx, audit_of(tx, photo));
  const auto distance = [&](const Fingerprint& one) { return one.distance_to(*photo.fingerprint); };
  std::erase_if(near, [&](const Fingerprint& one) { return one.photo == photo.id || distance(one) > near_duplicate_distance_max; });
  std::stable_sort(near.begin(), near.end(), [&](const Fingerprint& a, const Fingerprint& b) { return distance(a) < distance(b); });
  if (near.size() > count) near.resize(count);
  for (const Fingerprint& one : near)
    if (auto found = Photos::find(tx, one.photo)) out.push_back(std::move(*found));
  return out;
}

}  // namespace cityaudit::ingest
