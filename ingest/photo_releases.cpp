#include "ingest/photo_releases.h"

#include "base/text.h"
#include "ingest/effective_consent.h"
#include "ingest/photo_events.h"
#include "ingest/submission_list.h"

namespace cityaudit::ingest {

Result<Photo> PhotoReleases::open(store::Transaction& tx, const Uuid& uuid) const {
  auto photo = Photos::find(tx, uuid);
  if (!photo || !is_shown(tx, photo->submission)) return Error(ErrorKind::not_found, "photo.unknown");
  if (photo->state == "erased") return Error(ErrorKind::not_found, "photo.erased");
  return std::move(*photo);
}

Result<PhotoRelease> PhotoReleases::add(const Uuid& uuid, const NewRelease& release, AccountId account, std::string_view actor) {
  constexpr std::size_t subject_bytes_max = 200;
  Error faults(ErrorKind::invalid, "request.fields");
  const std::string_view subject = trim(release.subject);
  if (subject.empty()) faults.fields.push_back({"subject", "field.missing", {}});
  if (subject.size() > subject_bytes_max) faults.fields.push_back({"subject", "field.unusable", {}});
  if (!release.channels.any()) faults.fields.push_back({"channels", "consent.channels_missing", {}});
  if (release.signed_at > clock_.now() + millis_per_day) faults.fields.push_back({"signed_on", "field.unusable", {}});
  if (!faults.fields.empty()) return faults;
  return database_.write([&](store::Transaction& tx) -> Result<PhotoRelease> {
    CITYAUDIT_TRY(photo, open(tx, uuid));
    const std::optional<Sha256> scan = release.scan ? std::optional(release.scan->sha256) : std::nullopt;
    tx.execute(
        "INSERT INTO photo_release (uuid, photo_id, subject_ref, guardian, channels, signed_at, scan_sha256, recorded_at, recorded_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        random_uuid(), photo.id, subject, release.guardian, release.channels.text(), release.signed_at, scan, clock_.now(),
        account ? std::optional(account.value) : std::nullopt);
    announce(tx, "photo.released", photo, actor);
    return of_photo(tx, photo.id).back();
  });
}

Result<> PhotoReleases::withdraw(const Uuid& uuid, const Uuid& release, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(photo, open(tx, uuid));
    const auto changed = tx.execute("UPDATE photo_release SET withdrawn_at = coalesce(withdrawn_at, $3) WHERE uuid = $1 AND photo_id = $2",
                                    release, photo.id, clock_.now());
    if (changed == 0) return Error(ErrorKind::not_found, "release.unknown");
    announce(tx, "photo.release_withdrawn", photo, actor);
    const bool published = photo.publication == "selected" || photo.publication == "published";
    if (photo.clearance != "released" || (check_release(tx, photo) && !published)) return {};
    tx.execute("UPDATE photo SET publication = $2, cleared_at = NULL, cleared_by = NULL, clearance = NULL WHERE id = $1", photo.id,
               published ? "unpublished" : "private");
    announce(tx, published ? "photo.unpublished" : "photo.veiled", photo, actor);
    return {};
  });
}

std::vector<PhotoRelease> PhotoReleases::of_photo(store::Transaction& tx, PhotoId photo) {
  std::vector<PhotoRelease> out;
  store::Rows rows = tx.query(
      "SELECT id, uuid, subject_ref, guardian, channels, signed_at, recorded_at, scan_sha256, recorded_by, withdrawn_at FROM photo_release "
      "WHERE photo_id = $1 ORDER BY id",
      photo);
  while (rows.next()) {
    PhotoRelease& each = out.emplace_back();
    each.id = rows.integer(0);
    each.uuid = rows.uuid(1);
    each.subject = rows.string(2);
    each.guardian = rows.integer(3) != 0;
    each.channels = Channels::of(rows.text(4));
    each.signed_at = {rows.integer(5)};
    each.recorded_at = {rows.integer(6)};
    if (!rows.is_null(7)) each.scan = rows.sha256(7);
    each.recorded_by = {rows.integer(8)};
    if (!rows.is_null(9)) each.withdrawn_at = UtcMillis{rows.integer(9)};
  }
  return out;
}

void PhotoReleases::announce(store::Transaction& tx, std::string_view type, const Photo& photo, std::string_view actor) const {
  events_.append(tx, photo_event(tx, type, photo, actor, clock_.now()));
}

Result<> check_release(store::Transaction& tx, const Photo& photo) {
  bool any = false, guardian = false;
  for (const PhotoRelease& each : PhotoReleases::of_photo(tx, photo.id)) {
    any = any || !each.withdrawn_at;
    guardian = guardian || (!each.withdrawn_at && each.guardian);
  }
  if (photo.people == "minors" && !guardian) return Error(ErrorKind::conflict, "release.guardian_missing");
  if (!any) return Error(ErrorKind::conflict, "release.missing");
  return {};
}

Channels publishable_channels(store::Transaction& tx, const Photo& photo) {
  if (is_veiled(photo) || photo.state == "erased") return {};
  Channels out = effective_consent(tx, photo.submission).may_publish();
  if (photo.clearance != "released") return out;
  for (const PhotoRelease& each : PhotoReleases::of_photo(tx, photo.id))
    if (!each.withdrawn_at) out = out & each.channels;
  return out;
}

}  // namespace cityaudit::ingest
