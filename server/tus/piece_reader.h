#pragma once
// The bytes of one request on their way into an upload. What arrived before a cut is kept. One exchange; give_way() from any thread.

#include "server/http/route.h"
#include "server/server.h"
#include "server/tus/checksum.h"

#include <mutex>
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
  /// The sender asks from elsewhere: keeps what arrived and takes no more. Nothing happens when all of it is there.
  void give_way();

 private:
  Result<> settle();
  void keep_arrived();
  bool is_all_there() const;

  Server& server_;
  const http::Request& request_;  // outlives the reader: both belong to one exchange of the connection
  const ingest::Activity activity_;
  const ingest::Upload upload_;
  const std::int64_t bytes_before_;
  std::mutex mutex_;                             // guards what follows
  std::unique_ptr<store::PartialBlob> partial_;  // null for an upload that is complete or empty, after settle() and give_way()
  std::int64_t bytes_;
  bool gave_way_ = false;
  std::optional<Checksum> checksum_;
  const bool created_;
};

}  // namespace cityaudit::server::tus
