#pragma once
// A photo: the original that came with a submission and what was derived from it. Only the derivatives, which carry no
// metadata, are ever served.

#include "ingest/events.h"
#include "ingest/jobs.h"

namespace cityaudit::ingest {

inline constexpr std::string_view derive_job = "photo.derive";

struct Photo {
  PhotoId id;
  Uuid uuid;
  SubmissionId submission;
  std::string attachment_name;
  Sha256 original;
  std::string state;  // waiting, ready, refused
  std::string refusal_code;
  bool damaged = false;  // decoded, but parts were missing
  std::int64_t width = 0, height = 0;
  std::optional<Sha256> thumbnail, preview;
  std::string publication;
};

struct DerivedPhoto {
  std::int64_t width = 0, height = 0;  // as seen, after orientation
  bool damaged = false;
  Sha256 thumbnail, preview;
};

class Photos {
 public:
  Photos(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// A file of a submission that is, or was declared to be, a photo. In the transaction that stores the attachment.
  static void add(store::Transaction& tx, SubmissionId submission, std::string_view attachment_name, const Sha256& original, UtcMillis at);

  Result<std::optional<Photo>> find(const Uuid& uuid);
  Result<std::optional<Photo>> find(PhotoId id);
  static std::vector<Photo> of_submission(store::Transaction& tx, SubmissionId submission);

  /// Stores what became of a photo and finishes its job. The original must still be `original`: a photo that was
  /// replaced meanwhile stays waiting for its next job.
  Result<> mark_ready(const Job& job, const Sha256& original, const DerivedPhoto& derived);
  Result<> mark_refused(const Job& job, const Sha256& original, std::string_view refusal_code);

 private:
  Result<> settle(const Job& job, const Sha256& original, std::string_view type, const std::function<void(store::Transaction&)>& change);

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
