#include "store/disk/sealed_chunks.h"

#include <openssl/crypto.h>
#include <algorithm>
#include <cstring>

namespace cityaudit::store {
namespace {

constexpr auto chunk_step = static_cast<std::int64_t>(chunk_bytes);

Error damaged(const Sha256& name, std::string_view what) {
  return Error(ErrorKind::internal, "blob.damaged", "blob " + to_hex(name) + ": " + std::string(what));
}

/// What a chunk is and where it belongs.
struct ChunkContext {
  std::array<unsigned char, 8 + 1 + 1 + 32> bytes{};
  std::size_t size = 10;
  ChunkContext(std::int64_t chunk, const Sha256* name) {
    bytes[0] = sealed_format;
    for (std::size_t i = 0; i < 8; ++i) bytes[1 + i] = static_cast<unsigned char>(static_cast<std::uint64_t>(chunk) >> (8 * i));
    bytes[9] = name != nullptr;
    if (name == nullptr) return;
    std::copy(name->value.begin(), name->value.end(), bytes.begin() + 10);
    size = bytes.size();
  }
  operator Bytes() const { return Bytes{bytes}.first(size); }
};

}  // namespace

ChunkBuffer::~ChunkBuffer() {
  if (bytes_) OPENSSL_cleanse(bytes_.get(), chunk_record_bytes);
}

std::optional<std::int64_t> text_bytes_of(std::int64_t file_bytes) {
  const std::int64_t body = file_bytes - static_cast<std::int64_t>(sealed_header_bytes);
  constexpr auto record = static_cast<std::int64_t>(chunk_record_bytes), overhead = static_cast<std::int64_t>(record_overhead_bytes);
  if (body < overhead) return std::nullopt;
  const std::int64_t rest = body % record;
  // The one chunk of an empty blob is the only one without text.
  if (rest != 0 && (rest < overhead || (rest == overhead && body != overhead))) return std::nullopt;
  const std::int64_t chunks = (body + record - 1) / record;
  return body - chunks * overhead;
}

void seal_chunk(Cipher& cipher, std::span<unsigned char> record, std::int64_t chunk, const Sha256* name) {
  cipher.seal(record, ChunkContext(chunk, name));
}

bool open_chunk(Cipher& cipher, std::span<unsigned char> record, std::int64_t chunk, const Sha256* name) {
  return cipher.open(record, ChunkContext(chunk, name));
}

Result<> SealedWriter::write(Bytes piece) {
  while (!piece.empty()) {
    // A full chunk waits for the next byte: only then is it known not to be the last.
    if (filled_ == chunk_bytes) {
      const auto record = buffer_.record(filled_);
      seal_chunk(cipher_, record, chunk_++, nullptr);
      filled_ = 0;
      CITYAUDIT_CHECK(file_.write(record));
    }
    const std::size_t taken = std::min(piece.size(), chunk_bytes - filled_);
    std::memcpy(buffer_.text() + filled_, piece.data(), taken);
    filled_ += taken;
    piece = piece.subspan(taken);
  }
  return {};
}

Result<> SealedWriter::finish(const Sha256& name) {
  const auto record = buffer_.record(filled_);
  seal_chunk(cipher_, record, chunk_, &name);
  return file_.write(record);
}

Result<SealedHeader> read_header(const File& file) {
  SealedHeader header{};
  CITYAUDIT_TRY(got, file.read(0, header));
  if (got != header.size()) return Error(ErrorKind::internal, "blob.damaged", "the head of an encrypted blob is cut off");
  return header;
}

Result<std::unique_ptr<SealedReader>> SealedReader::open(File file, const Sha256& name, const KeyRing* ring) {
  CITYAUDIT_TRY(file_bytes, file.bytes());
  const auto bytes = text_bytes_of(file_bytes);
  if (!bytes) return damaged(name, "the file has a size that no encrypted blob has");
  CITYAUDIT_TRY(header, read_header(file));
  CITYAUDIT_TRY(opened, open_header(header, ring));
  std::unique_ptr<SealedReader> reader(new SealedReader(std::move(file), name, opened.blob_key, *bytes));
  CITYAUDIT_CHECK(reader->load(reader->last_chunk()));
  return reader;
}

Result<> SealedReader::load(std::int64_t chunk) {
  if (chunk == loaded_) return {};
  loaded_ = -1;
  const bool last = chunk == last_chunk();
  const auto text_bytes = static_cast<std::size_t>(std::min(chunk_step, bytes_ - chunk * chunk_step));
  const auto record = buffer_.record(text_bytes);
  CITYAUDIT_TRY(got, file_.read(record_offset(chunk), record));
  if (got != record.size()) return damaged(name_, "the file is shorter than it was");
  if (!open_chunk(cipher_, record, chunk, last ? &name_ : nullptr))
    return damaged(name_, last ? "its last chunk has changed" : "a chunk has changed");
  loaded_ = chunk;
  loaded_bytes_ = text_bytes;
  return {};
}

Result<std::size_t> SealedReader::read(std::int64_t offset, std::span<unsigned char> out) {
  std::size_t done = 0;
  while (done < out.size() && offset >= 0 && offset < bytes_) {
    CITYAUDIT_CHECK(load(offset / chunk_step));
    const auto at = static_cast<std::size_t>(offset % chunk_step);
    const std::size_t taken = std::min(out.size() - done, loaded_bytes_ - at);
    std::memcpy(out.data() + done, buffer_.text() + at, taken);
    done += taken;
    offset += static_cast<std::int64_t>(taken);
  }
  return done;
}

}  // namespace cityaudit::store
