#include "server/tus/piece_reader.h"

#include "base/log.h"
#include "server/problem.h"
#include "server/tus/headers.h"

namespace cityaudit::server::tus {

PieceReader::PieceReader(Server& server, const http::Request& request, ingest::Activity activity, ingest::Upload upload,
                         std::unique_ptr<store::PartialBlob> partial, std::optional<Checksum> checksum, bool created)
    : server_(server),
      request_(request),
      activity_(std::move(activity)),
      upload_(std::move(upload)),
      bytes_before_(upload_.bytes),
      partial_(std::move(partial)),
      bytes_(upload_.bytes),
      checksum_(std::move(checksum)),
      created_(created) {
  if (partial_) server_.uploads_under_way.add(upload_.uuid, *this);
}

/// Reached without settle() when the sender went away.
PieceReader::~PieceReader() {
  server_.uploads_under_way.remove(upload_.uuid, *this);
  keep_arrived();
}

void PieceReader::give_way() {
  const std::lock_guard lock(mutex_);
  if (!partial_ || is_all_there()) return;
  keep_arrived();
  partial_.reset();
  gave_way_ = true;
}

/// What arrived is worth keeping, unless a checksum would have judged it.
void PieceReader::keep_arrived() {
  if (!partial_ || checksum_ || bytes_ == bytes_before_ || is_all_there()) return;
  if (!partial_->sync()) return;
  if (const auto kept = server_.domain.uploads.acknowledge(upload_.uuid, bytes_); !kept)
    log::warning("the pieces of an upload were not kept", {{"code", kept.error().code}});
}

bool PieceReader::is_all_there() const { return upload_.bytes_expected && bytes_ == *upload_.bytes_expected; }

Result<> PieceReader::write(std::span<const unsigned char> piece) {
  const std::lock_guard lock(mutex_);
  if (gave_way_) return Error(ErrorKind::conflict, "blob.partial_busy");
  const std::int64_t limit = upload_.bytes_expected.value_or(server_.domain.settings.integer("openrosa.file_bytes_max"));
  if (!partial_ || bytes_ + static_cast<std::int64_t>(piece.size()) > limit)
    return Error(ErrorKind::too_large, "upload.too_long", {}, {{"limit_bytes", std::to_string(limit)}});
  if (checksum_) checksum_->update(piece);
  CITYAUDIT_CHECK(partial_->append(piece));
  bytes_ += static_cast<std::int64_t>(piece.size());
  return {};
}

Result<> PieceReader::settle() {
  const std::lock_guard lock(mutex_);
  if (gave_way_) return Error(ErrorKind::conflict, "blob.partial_busy");
  const auto partial = std::move(partial_);
  if (!partial) return {};
  if (checksum_ && !checksum_->matches()) {
    CITYAUDIT_CHECK(partial->cut(bytes_before_));
    return Error(ErrorKind::invalid, "upload.checksum_mismatch");
  }
  if (is_all_there()) return server_.domain.uploads.complete(activity_, upload_, *partial);
  if (bytes_ == bytes_before_) return {};
  CITYAUDIT_CHECK(partial->sync());
  return server_.domain.uploads.acknowledge(upload_.uuid, bytes_);
}

http::Response PieceReader::finish() {
  const Domain& domain = server_.domain;
  if (const auto settled = settle(); !settled)
    return with_capabilities(problem_document(settled.error(), domain.messages, request_), domain.settings);
  http::Response response;
  response.status = created_ ? 201 : 204;
  if (created_) response.set("Location", "/api/uploads/" + to_string(upload_.uuid));
  return with_progress(with_capabilities(std::move(response), domain.settings), upload_, bytes_);
}

}  // namespace cityaudit::server::tus
