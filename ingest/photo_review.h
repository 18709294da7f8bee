#pragma once
// Deciding what of a photo may be seen: faces and plates that a detector suggests, what a person covers, and the clearance
// that lifts the veil. Thread-safe; calls block.

#include "ingest/photos.h"
#include "ingest/redactions.h"

#include <array>

namespace cityaudit::ingest {

/// Where a detector believes to see something that identifies.
struct PhotoSuggestion {
  std::string kind;  // face, plate
  PhotoPoint from, to;
  std::int64_t score = 0;  // thousandths; 0: the detector gives none
};

/// Why a photo may be seen as it is.
enum class Clearance { nobody_recognisable, covered, released };
std::optional<Clearance> clearance_from(std::string_view word);

enum class PhotoQueue { waiting, minors, cleared, all };
inline constexpr std::size_t photo_queues = 4;
std::string_view to_word(PhotoQueue queue);
std::optional<PhotoQueue> photo_queue_from(std::string_view word);

/// Who looks: an account, and its name in events.
struct PhotoReviewer {
  AccountId account;
  std::string actor;
  bool may_see_identity = false;  // photos of children, and what is under a cover
  std::string role = {};          // in the audit; whom urgent matters are shown to depends on it
};

struct QueuedPhoto {
  Photo photo;
  Uuid submission;
  std::string activity_code;
  std::string participant;  // the code of the participation, else the one that was typed; may be empty
  UtcMillis received_at;
  std::int64_t similar = 0;  // other photos of the audit that show nearly the same
};

struct PhotoFilter {
  AuditId audit;
  PhotoQueue queue = PhotoQueue::waiting;
  std::optional<PhotoId> older_than;  // the last one of the page before
};

class PhotoReview {
 public:
  PhotoReview(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// The photo, erased or not, when readers may know of it and this one may look at it; not_found ("photo.unknown"), forbidden
  /// ("photo.minors").
  Result<Photo> open(const Uuid& photo, const PhotoReviewer& reviewer);
  static std::vector<PhotoSuggestion> suggestions(store::Transaction& tx, const Photo& photo);
  /// Asks for suggestions ahead of everything else, when nobody has looked for them yet.
  Result<> want_suggestions(const Photo& photo);
  Result<> store_suggestions(const Job& job, const std::vector<PhotoSuggestion>& found);

  /// From now on that is covered. What was derived before goes at once, and so does a clearance; the photo waits for its new derivatives.
  Result<> cover(const Uuid& photo, const std::vector<Redaction>& redactions, const PhotoReviewer& reviewer);
  /// Lifts the veil. not_found ("photo.erased") here and below; conflict: "photo.waiting", "photo.refused", "photo.nothing_covered",
  /// "release.missing", "release.guardian_missing" (ingest/photo_releases.h).
  Result<> clear(const Uuid& photo, Clearance ground, const PhotoReviewer& reviewer);
  /// Lets it down again.
  Result<> veil(const Uuid& photo, const PhotoReviewer& reviewer);
  /// Before a photo is shown without its covers: who, when and why. invalid ("photo.reason_missing"), forbidden ("photo.sealed").
  Result<Photo> unseal(const Uuid& photo, std::string_view reason, const PhotoReviewer& reviewer);

  /// The same before it is told when and where the camera says it was; not_found ("photo.no_origin") when nothing of it is kept.
  Result<PhotoOrigin> unseal_origin(const Uuid& photo, std::string_view reason, const PhotoReviewer& reviewer);

  /// At most `count`, newest first.
  static std::vector<QueuedPhoto> list(store::Transaction& tx, const PhotoFilter& filter, std::size_t count);
  /// By queue, in the order of PhotoQueue.
  static std::array<std::int64_t, photo_queues> counts(store::Transaction& tx, AuditId audit);
  /// Other photos of the same audit that show nearly the same, the most similar first; at most `count`.
  static std::vector<Photo> similar(store::Transaction& tx, const Photo& photo, std::size_t count);

 private:
  Result<Photo> open_in(store::Transaction& tx, const Uuid& photo, const PhotoReviewer& reviewer) const;
  /// The same for what needs the picture; not_found ("photo.erased").
  Result<Photo> open_whole(store::Transaction& tx, const Uuid& photo, const PhotoReviewer& reviewer) const;
  static Result<> check_reason(std::string_view reason, const PhotoReviewer& reviewer);
  void write_down(store::Transaction& tx, const Photo& photo, std::string_view what, std::string_view reason,
                  const PhotoReviewer& reviewer) const;
  void announce(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
