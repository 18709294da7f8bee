#pragma once
// The bytes of one request on their way into an upload. What arrived before a cut is kept. One exchange.

#include "server/http/route.h"
#include "server/server.h"
#include "server/tus/checksum.h"

#include <optional>

namespace cityaudit::server::tus {

class PieceReader final : public http::BodyReader {
 public:
  /// `created`: the request that made the upload, answered 201 with its address; else 204.
  PieceReader(Server& server, const http::Request& request, ingest::Activity activity, ingest::Upload upload,
              std::unique_ptr<store::PartialBlob> partial, std::optional<Checksum> checksum, bool created);
  ~PieceReader() override;

  Result<> write(std::span<const unsigned char> piece) override;
  http::Response finish() override;

 private:
  Result<> settle();
  bool is_all_there() const;

  Server& server_;
  const http::Request& request_;  // outlives the reader: both belong to one exchange of the connection
  const ingest::Activity activity_;
  const ingest::Upload upload_;
  const std::int64_t bytes_before_;
  std::unique_ptr<store::PartialBlob> partial_;  // null for an upload that is complete or empty, and after settle()
  std::int64_t bytes_;
  std::optional<Checksum> checksum_;
  const bool created_;
};

}  // namespace cityaudit::server::tus
