#pragma once
// A partial of format 2. For one thread at a time.
//
// The file has head and whole chunks of the blob to be, none of them the last. The unfinished chunk (1 byte to a full one; a full chunk
// waits for the next byte) is in memory, and since the last sync() in a second file, NAME.tail, which has two slots that are written in
// turn: a write that breaks off at any byte costs what was never acknowledged. A slot: chunk (8 bytes), sequence (8), text bytes (4), all
// little-endian, and a record bound to these. The newest slot that opens wins. Chunks leave the file only when a slot has what was
// acknowledged of them.

#include "store/disk/file.h"
#include "store/disk/places.h"
#include "store/disk/sealed_chunks.h"

#include <memory>
#include <optional>

namespace cityaudit::store {

class SealedPartial final : public PartialBlob {
 public:
  /// A new one, empty, in an empty file that is held alone.
  static Result<std::unique_ptr<SealedPartial>> create(Places& places, File file, std::filesystem::path path, const KeyRing& ring);
  /// The first `bytes` of one that is there. not_found ("blob.missing") when it holds fewer that are whole.
  static Result<std::unique_ptr<SealedPartial>> open(Places& places, File file, std::filesystem::path path, const KeyRing* ring,
                                                     std::int64_t bytes);

  std::int64_t bytes() const override { return chunks_ * static_cast<std::int64_t>(chunk_bytes) + static_cast<std::int64_t>(filled_); }
  Result<> append(Bytes piece) override;
  Result<> cut(std::int64_t bytes) override;
  Result<> sync() override;
  Result<BlobName> commit() override;

 private:
  SealedPartial(Places& places, File file, std::filesystem::path path, const SecretKey& key)
      : places_(places), file_(std::move(file)), path_(std::move(path)), cipher_(key) {}
  Result<> restore(std::int64_t bytes);
  Result<> load_chunk(std::int64_t chunk, std::size_t text_bytes);
  /// The newest slot's text of this chunk into the buffer, if it has so many bytes.
  Result<bool> load_tail(std::int64_t chunk, std::size_t text_bytes);
  Result<> write_tail();
  Result<> open_tail_file();
  Result<> digest_whole_chunks(Sha256Stream& digest);

  Places& places_;
  File file_;
  std::filesystem::path path_;
  Cipher cipher_;
  std::optional<File> tail_;
  ChunkBuffer buffer_;
  std::size_t filled_ = 0;
  std::int64_t chunks_ = 0;     // whole, in the file
  std::uint64_t sequence_ = 0;  // of the newest slot
  bool tail_is_durable_ = false;
  bool broken_ = false;  // a write failed: only what was acknowledged before may be counted on
};

}  // namespace cityaudit::store
