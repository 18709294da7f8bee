// The derivatives of photos, which carry no metadata. An original is never served here; and of a photo that may show people who
// were not asked only the veil, until somebody has cleared it (server/routes/photo_review.cpp).

#include "server/routes/photo_answer.h"

#include "ingest/submission_list.h"
#include "server/blob_source.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/review_detail.h"

namespace cityaudit::server::handlers {
namespace {

Result<ingest::Photo> shown_photo(Server& server, const http::Request& request, const Caller& caller) {
  const ingest::Reviewer reviewer = reviewer_of(caller);
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  return server.domain.database->read([&](store::Transaction& tx) -> Result<ingest::Photo> {
    auto photo = ingest::Photos::find(tx, uuid);
    if (!photo || !ingest::is_shown_to(tx, photo->submission, reviewer.account, reviewer.role))
      return Error(ErrorKind::not_found, "photo.unknown");
    return std::move(*photo);
  });
}

Result<http::Response> derivative(Server& server, const http::Request& request, const Caller& caller,
                                  std::optional<Sha256> ingest::Photo::* which, std::string_view word, bool lifts_veil) {
  CITYAUDIT_TRY(photo, shown_photo(server, request, caller));
  if (lifts_veil && ingest::is_veiled(photo)) return Error(ErrorKind::forbidden, "photo.veiled");
  return photo_answer(server, request, photo, photo.*which, word);
}

}  // namespace

std::string photo_address(const ingest::Photo& photo, std::string_view word, const Sha256& blob) {
  return "/api/photos/" + to_string(photo.uuid) + "/" + std::string(word) + "?v=" + to_hex(blob).substr(0, 12);
}

Result<http::Response> photo_answer(Server& server, const http::Request& request, const ingest::Photo& photo,
                                    const std::optional<Sha256>& blob, std::string_view word, PhotoCache cache) {
  if (photo.erased_at) return Error(ErrorKind::not_found, "photo.erased");
  if (!blob) return Error(ErrorKind::conflict, photo.state == "refused" ? "photo.refused" : "photo.waiting");
  CITYAUDIT_TRY(reader, server.domain.blobs->open(*blob));
  http::Response response;
  response.set("Content-Type", "image/jpeg");
  // What an address with a version shows never changes; a photo's other addresses follow what is covered in it.
  const bool immutable = request.query_value("v") == to_hex(*blob).substr(0, 12);
  response.set("Cache-Control", cache == PhotoCache::forget ? "private, no-store"
                                : immutable                 ? "private, max-age=31536000, immutable"
                                                            : "private, no-cache");
  response.set("Content-Disposition", "inline; filename=\"photo-" + to_string(photo.uuid) + "-" + std::string(word) + ".jpg\"");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::make_shared<BlobSource>(std::move(reader));
  return http::with_etag(request, '"' + to_hex(*blob) + '"', std::move(response));
}

Result<http::Response> get_thumbnail(Server& server, http::Request& request, const Caller& caller) {
  return derivative(server, request, caller, &ingest::Photo::thumbnail, "thumbnail", true);
}

Result<http::Response> get_preview(Server& server, http::Request& request, const Caller& caller) {
  return derivative(server, request, caller, &ingest::Photo::preview, "preview", true);
}

Result<http::Response> get_veil(Server& server, http::Request& request, const Caller& caller) {
  return derivative(server, request, caller, &ingest::Photo::veil, "veil", false);
}

}  // namespace cityaudit::server::handlers
