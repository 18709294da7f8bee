// The derivatives of photos, which carry no metadata. An original is never served here.

#include "ingest/submission_list.h"
#include "server/blob_source.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

Result<ingest::Photo> shown_photo(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(photo, server.domain.photos.find(uuid));
  if (!photo) return Error(ErrorKind::not_found, "photo.unknown");
  const auto ask = [&](store::Transaction& tx) -> Result<bool> { return ingest::is_shown(tx, photo->submission); };
  CITYAUDIT_TRY(shown, server.domain.database->read(ask));
  if (!shown) return Error(ErrorKind::not_found, "photo.unknown");
  if (photo->state == "waiting") return Error(ErrorKind::conflict, "photo.waiting");
  if (photo->state == "refused") return Error(ErrorKind::conflict, "photo.refused");
  return std::move(*photo);
}

Result<http::Response> derivative(Server& server, const http::Request& request, std::optional<Sha256> ingest::Photo::* which,
                                  std::string_view word) {
  CITYAUDIT_TRY(photo, shown_photo(server, request));
  const std::optional<Sha256>& name = photo.*which;
  if (!name) return Error(ErrorKind::conflict, "photo.waiting");
  CITYAUDIT_TRY(reader, server.domain.blobs->open(*name));
  http::Response response;
  response.set("Content-Type", "image/jpeg");
  response.set("Cache-Control", "private, max-age=31536000, immutable");
  response.set("Content-Disposition", "inline; filename=\"photo-" + to_string(photo.uuid) + "-" + std::string(word) + ".jpg\"");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::make_shared<BlobSource>(std::move(reader));
  return http::with_etag(request, '"' + to_hex(*name) + '"', std::move(response));
}

}  // namespace

Result<http::Response> get_thumbnail(Server& server, http::Request& request, const Caller&) {
  return derivative(server, request, &ingest::Photo::thumbnail, "thumbnail");
}

Result<http::Response> get_preview(Server& server, http::Request& request, const Caller&) {
  return derivative(server, request, &ingest::Photo::preview, "preview");
}

}  // namespace cityaudit::server::handlers
