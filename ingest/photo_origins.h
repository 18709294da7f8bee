#pragma once
// Times and places of photos, kept only where the form asks for them (ca:keep), in a table that nothing else reads, for who may see
// identities. In the caller's transaction.

#include "ingest/keys.h"
#include "ingest/photo_origin.h"
#include "store/database.h"

namespace cityaudit::ingest {

class PhotoOrigins {
 public:
  /// In place of what was kept of this photo before; nothing is kept when `origin` is empty.
  static void keep(store::Transaction& tx, PhotoId photo, const PhotoOrigin& origin, UtcMillis at);
  /// Goes with its photo's row by itself; this is for a photo that stays or is replaced.
  static void forget(store::Transaction& tx, PhotoId photo);
  /// How many were kept before `before` and are gone now.
  static std::int64_t forget_older(store::Transaction& tx, UtcMillis before);

  static bool has(store::Transaction& tx, PhotoId photo);
  /// Only for PhotoReview::unseal_origin(), which writes down who looks.
  static std::optional<PhotoOrigin> find(store::Transaction& tx, PhotoId photo);
};

}  // namespace cityaudit::ingest
