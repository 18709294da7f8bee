#pragma once
// A photo: the original that came with a submission and what was derived from it. Only the derivatives, which carry no
// metadata, are ever served; and where people may be recognised only a veil, until a person has cleared the photo
// (ingest/photo_review.h).

#include "ingest/events.h"
#include "ingest/jobs.h"
#include "ingest/photo_origins.h"

namespace cityaudit::ingest {

inline constexpr std::string_view derive_job = "photo.derive";
inline constexpr std::string_view suggest_job = "photo.suggest";

struct Photo {
  PhotoId id;
  Uuid uuid;
  SubmissionId submission;
  std::string attachment_name;
  Sha256 original;    // of an erased one: nothing but zeros
  std::string state;  // waiting, ready, refused, erased (ingest/photo_erasure.h)
  std::string refusal_code;
  bool damaged = false;  // decoded, but parts were missing
  std::int64_t width = 0, height = 0;
  std::optional<Sha256> thumbnail, preview, veil;
  std::string publication;                  // private, cleared, selected, published, unpublished
  std::string people;                       // none, not_identifiable, identifiable, minors; undeclared
  std::string redactions;                   // as to_json() writes them (ingest/redactions.h)
  std::string hints;                        // words: blurred, dark, bright
  std::optional<std::int64_t> fingerprint;  // perceptual hash, 64 bits
  std::optional<UtcMillis> suggested_at;
  OriginParts keep;       // of what the camera wrote; asked of the worker when it is derived
  std::string clearance;  // nobody_recognisable, covered, released; empty while it is not cleared
  std::optional<UtcMillis> erased_at;
};

/// Whether readers see the veil only: the photo may show people who were not asked, and nobody has cleared it.
bool is_veiled(const Photo& photo);

struct DerivedPhoto {
  std::int64_t width = 0, height = 0;  // as seen, after orientation
  bool damaged = false;
  Sha256 thumbnail, preview, veil;
  std::optional<std::int64_t> fingerprint = {};  // none where the photo shows nothing
  std::string hints = {};
  PhotoOrigin origin = {};  // as found; what of it is kept is decided when it is stored
};

class Photos {
 public:
  Photos(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// A file of a submission that is, or was declared to be, a photo. In the transaction that stores the attachment. What the
  /// person said of the people in it stands in the attachment's row.
  static void add(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, const Sha256& original, UtcMillis at);

  Result<std::optional<Photo>> find(const Uuid& uuid);
  Result<std::optional<Photo>> find(PhotoId id);
  static std::optional<Photo> find(store::Transaction& tx, const Uuid& uuid);
  static std::optional<Photo> find(store::Transaction& tx, PhotoId id);
  /// Whatever has become of the photo.
  static std::optional<AuditId> audit_of(store::Transaction& tx, const Uuid& uuid);
  static std::vector<Photo> of_submission(store::Transaction& tx, SubmissionId submission);

  /// Other bytes are about to take the place of this file's: what is there, and was made of it, goes. In the caller's transaction, before
  /// add().
  static void drop_files(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, UtcMillis at);

  /// The derivatives' files go, unless another row names them. In the transaction that takes their names from the photo's row.
  static void drop_derivatives(store::Transaction& tx, const Photo& photo, UtcMillis at);

  /// The covers that a person drew on the photo of an older revision stay on it, and so do releases; its clearance does not. In the caller's transaction,
  /// after add().
  static void keep_covers(store::Transaction& tx, SubmissionId submission, SubmissionId replaced, std::string_view attachment_name);

  /// Stores what became of `photo` and finishes its job. Original and covers must still be those: a photo that was replaced
  /// or covered anew meanwhile stays waiting for its next job, and one that was erased stays erased; what was derived goes.
  Result<> mark_ready(const Job& job, const Photo& photo, const DerivedPhoto& derived);
  Result<> mark_refused(const Job& job, const Photo& photo, std::string_view refusal_code);
  /// Times and places of photos that came before `before` are over: how many went. They are not asked for again.
  Result<std::int64_t> forget_origins(UtcMillis before);
  /// The photo is gone: so is its job.
  Result<> drop_job(const Job& job);

 private:
  /// `derived`: what has to go again when the photo is another one by now; may be null.
  Result<> settle(const Job& job, const Photo& photo, std::string_view type, const DerivedPhoto* derived,
                  const std::function<void(store::Transaction&)>& change);
  void keep_origin(store::Transaction& tx, const Photo& photo, const PhotoOrigin& found);
  Result<> settle(const Job& job, const Photo& photo, std::string_view type, const std::function<void(store::Transaction&)>& change);

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
