#pragma once
// A derivative of a photo as an answer, and its address. Blocks on the blob store.

#include "ingest/photos.h"
#include "server/http/request.h"
#include "server/http/response.h"
#include "server/server.h"

namespace cityaudit::server::handlers {

/// "/api/photos/ID/preview?v=…": what stands there never changes.
std::string photo_address(const ingest::Photo& photo, std::string_view word, const Sha256& blob);

/// Whether a browser may keep what it got: a reader's derivative, or what one person was shown for a moment.
enum class PhotoCache { keep, forget };

/// conflict ("photo.waiting", "photo.refused") without a blob, not_found ("photo.erased"). Whether this reader may see it is the caller's
/// to check.
Result<http::Response> photo_answer(Server& server, const http::Request& request, const ingest::Photo& photo,
                                    const std::optional<Sha256>& blob, std::string_view word, PhotoCache cache = PhotoCache::keep);

}  // namespace cityaudit::server::handlers
