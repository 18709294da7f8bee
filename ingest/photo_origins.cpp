#include "ingest/photo_origins.h"

namespace cityaudit::ingest {
namespace {

constexpr std::int32_t e7_per_e5 = 100;

std::optional<std::int64_t> to_e5(std::optional<std::int32_t> e7) {
  if (!e7) return std::nullopt;
  return *e7 / e7_per_e5;  // kept_origin() has rounded it
}

std::optional<std::int32_t> to_e7(std::optional<std::int64_t> e5) {
  if (!e5) return std::nullopt;
  return static_cast<std::int32_t>(*e5) * e7_per_e5;
}

}  // namespace

void PhotoOrigins::keep(store::Transaction& tx, PhotoId photo, const PhotoOrigin& origin, UtcMillis at) {
  forget(tx, photo);
  if (origin.empty()) return;
  tx.execute(
      "INSERT INTO photo_origin (photo_id, taken_at, latitude_e5, longitude_e5, accuracy_metres, kept_at) VALUES ($1, $2, $3, $4, $5, $6)",
      photo, origin.taken_at.empty() ? std::nullopt : std::optional<std::string_view>(origin.taken_at), to_e5(origin.latitude_e7),
      to_e5(origin.longitude_e7), origin.accuracy_metres ? std::optional<std::int64_t>(*origin.accuracy_metres) : std::nullopt, at);
}

void PhotoOrigins::forget(store::Transaction& tx, PhotoId photo) { tx.execute("DELETE FROM photo_origin WHERE photo_id = $1", photo); }

std::int64_t PhotoOrigins::forget_older(store::Transaction& tx, UtcMillis before) {
  // What the worker is asked for when the photo is derived anew: nothing any more.
  tx.execute("UPDATE photo SET keep = '' WHERE id IN (SELECT photo_id FROM photo_origin WHERE kept_at < $1)", before);
  return tx.execute("DELETE FROM photo_origin WHERE kept_at < $1", before);
}

bool PhotoOrigins::has(store::Transaction& tx, PhotoId photo) {
  return tx.integer("SELECT 1 FROM photo_origin WHERE photo_id = $1", photo).has_value();
}

std::optional<PhotoOrigin> PhotoOrigins::find(store::Transaction& tx, PhotoId photo) {
  store::Rows rows = tx.query("SELECT taken_at, latitude_e5, longitude_e5, accuracy_metres FROM photo_origin WHERE photo_id = $1", photo);
  if (!rows.next()) return std::nullopt;
  PhotoOrigin origin;
  if (!rows.is_null(0)) origin.taken_at = rows.string(0);
  origin.latitude_e7 = to_e7(rows.optional_integer(1));
  origin.longitude_e7 = to_e7(rows.optional_integer(2));
  if (!rows.is_null(3)) origin.accuracy_metres = static_cast<std::uint16_t>(rows.integer(3));
  return origin;
}

}  // namespace cityaudit::ingest
