#pragma once
// The body of a blob of format 2: 64 KiB of text a chunk, each a record of store/cipher.h under the blob's own key. One thread per object.
//
// A chunk is bound to its number, and the last one to being the last and to the blob's name: chunks that were moved, dropped or brought
// from another blob, and a file under another blob's name, do not open. A blob of no bytes is one empty last chunk.

#include "store/blob_store.h"
#include "store/disk/file.h"
#include "store/disk/sealed_header.h"

#include <memory>
#include <optional>

namespace cityaudit::store {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t chunk_record_bytes = chunk_bytes + record_overhead_bytes;

/// Where a chunk's record begins in its file.
constexpr std::int64_t record_offset(std::int64_t chunk) {
  return static_cast<std::int64_t>(sealed_header_bytes) + chunk * static_cast<std::int64_t>(chunk_record_bytes);
}
/// How many bytes of text a file of this size holds; nothing when no file of format 2 has this size.
std::optional<std::int64_t> text_bytes_of(std::int64_t file_bytes);

/// One chunk on its way in or out: its text with room for nonce and tag around it.
class ChunkBuffer {
 public:
  ChunkBuffer() : bytes_(std::make_unique_for_overwrite<unsigned char[]>(chunk_record_bytes)) {}
  ~ChunkBuffer();
  ChunkBuffer(ChunkBuffer&&) noexcept = default;
  unsigned char* text() { return bytes_.get() + nonce_bytes; }
  std::span<unsigned char> record(std::size_t text_bytes) { return {bytes_.get(), text_bytes + record_overhead_bytes}; }

 private:
  std::unique_ptr<unsigned char[]> bytes_;
};

/// In place; `name` for the last chunk only. The buffer holds the record afterwards.
void seal_chunk(Cipher& cipher, std::span<unsigned char> record, std::int64_t chunk, const Sha256* name);
/// In place; false when it is not this chunk of this blob, whole.
bool open_chunk(Cipher& cipher, std::span<unsigned char> record, std::int64_t chunk, const Sha256* name);

/// Adds chunks to the end of a file that holds a head and `chunk` chunks already.
class SealedWriter {
 public:
  SealedWriter(File& file, const SecretKey& key) : file_(file), cipher_(key) {}
  Result<> write(Bytes piece);
  /// The last chunk; the file is whole then, not yet synced.
  Result<> finish(const Sha256& name);

 private:
  File& file_;
  Cipher cipher_;
  ChunkBuffer buffer_;
  std::size_t filled_ = 0;
  std::int64_t chunk_ = 0;
};

/// Gives out bytes of authenticated chunks only; internal ("blob.damaged") otherwise.
class SealedReader final : public BlobReader {
 public:
  /// Reads head and last chunk, so that a file that was cut or changed places is refused at once.
  static Result<std::unique_ptr<SealedReader>> open(File file, const Sha256& name, const KeyRing* ring);
  std::int64_t bytes() const override { return bytes_; }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override;

 private:
  SealedReader(File file, const Sha256& name, const SecretKey& key, std::int64_t bytes)
      : file_(std::move(file)), name_(name), cipher_(key), bytes_(bytes) {}
  /// Makes `buffer_` hold this chunk's text.
  Result<> load(std::int64_t chunk);
  std::int64_t last_chunk() const { return bytes_ == 0 ? 0 : (bytes_ - 1) / static_cast<std::int64_t>(chunk_bytes); }

  File file_;
  Sha256 name_;
  Cipher cipher_;
  std::int64_t bytes_;
  ChunkBuffer buffer_;
  std::int64_t loaded_ = -1;
  std::size_t loaded_bytes_ = 0;
};

/// The head of a file of format 2.
Result<SealedHeader> read_header(const File& file);

}  // namespace cityaudit::store
