#pragma once
// What people who can be recognised in a photo signed: where it may be shown. For a child a guardian signs. Thread-safe; calls block.

#include "ingest/consent.h"
#include "ingest/photos.h"
#include "store/blob_store.h"

namespace cityaudit::ingest {

struct NewRelease {
  std::string subject;  // which of the people: "the woman on the left", never a name
  bool guardian = false;
  Channels channels;
  UtcMillis signed_at;
  std::optional<store::BlobName> scan;  // of the paper
};

struct PhotoRelease {
  std::int64_t id = 0;
  Uuid uuid;
  std::string subject;
  bool guardian = false;
  Channels channels;
  UtcMillis signed_at, recorded_at;
  std::optional<Sha256> scan;
  AccountId recorded_by;  // may be none
  std::optional<UtcMillis> withdrawn_at;
};

class PhotoReleases {
 public:
  PhotoReleases(store::Database& database, const Events& events, const Clock& clock)
      : database_(database), events_(events), clock_(clock) {}

  /// not_found ("photo.unknown", "photo.erased"), invalid ("request.fields").
  Result<PhotoRelease> add(const Uuid& photo, const NewRelease& release, AccountId account, std::string_view actor);
  /// A photo that was cleared on the strength of it alone goes behind its veil in the same transaction. not_found ("release.unknown").
  Result<> withdraw(const Uuid& photo, const Uuid& release, std::string_view actor);

  /// Withdrawn ones too, in the order in which they came.
  static std::vector<PhotoRelease> of_photo(store::Transaction& tx, PhotoId photo);

 private:
  Result<Photo> open(store::Transaction& tx, const Uuid& photo) const;
  void announce(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

/// Whether a photo may be cleared because of what was signed; conflict: "release.missing", of children "release.guardian_missing".
Result<> check_release(store::Transaction& tx, const Photo& photo);

/// Where it may be shown in public: where its author agreed and, if it was cleared by what people in it signed, each of them too.
Channels publishable_channels(store::Transaction& tx, const Photo& photo);

}  // namespace cityaudit::ingest
