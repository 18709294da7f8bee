#include "store/disk/sealed_partial.h"

#include <algorithm>
#include <cstring>

namespace cityaudit::store {
namespace {

constexpr auto chunk_step = static_cast<std::int64_t>(chunk_bytes);
constexpr std::size_t slot_head_bytes = 20;
constexpr std::size_t slot_bytes_max = slot_head_bytes + chunk_record_bytes;
constexpr std::int64_t slot_step = 66 * 1024;  // the slots share no disk sector
static_assert(slot_step >= static_cast<std::int64_t>(slot_bytes_max));

Error missing(const char* detail) { return Error(ErrorKind::not_found, "blob.missing", detail); }
Error damaged(const char* detail) { return Error(ErrorKind::internal, "blob.damaged", detail); }

struct SlotHead {
  std::int64_t chunk = 0;
  std::uint64_t sequence = 0;
  std::uint32_t text_bytes = 0;

  std::array<unsigned char, slot_head_bytes> bytes() const {
    std::array<unsigned char, slot_head_bytes> out{};
    for (std::size_t i = 0; i < 8; ++i) {
      out[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(chunk) >> (8 * i));
      out[8 + i] = static_cast<unsigned char>(sequence >> (8 * i));
    }
    for (std::size_t i = 0; i < 4; ++i) out[16 + i] = static_cast<unsigned char>(text_bytes >> (8 * i));
    return out;
  }
  static SlotHead from(const std::array<unsigned char, slot_head_bytes>& in) {
    SlotHead head;
    std::uint64_t chunk = 0;
    for (std::size_t i = 8; i-- > 0;) {
      chunk = chunk << 8 | in[i];
      head.sequence = head.sequence << 8 | in[8 + i];
    }
    head.chunk = static_cast<std::int64_t>(chunk);
    for (std::size_t i = 4; i-- > 0;) head.text_bytes = head.text_bytes << 8 | in[16 + i];
    return head;
  }
};

}  // namespace

Result<std::unique_ptr<SealedPartial>> SealedPartial::create(Places& places, File file, std::filesystem::path path, const KeyRing& ring) {
  CITYAUDIT_CHECK(places.remember_key(ring.current().id));
  std::error_code fault;
  std::filesystem::remove(Places::tail_of(path), fault);  // of an upload of the same id that is a blob now
  const SecretKey key = SecretKey::random();
  CITYAUDIT_CHECK(file.write(make_header(key, ring)));
  CITYAUDIT_CHECK(sync_folder(places.partials()));
  return std::unique_ptr<SealedPartial>(new SealedPartial(places, std::move(file), std::move(path), key));
}

Result<std::unique_ptr<SealedPartial>> SealedPartial::open(Places& places, File file, std::filesystem::path path, const KeyRing* ring,
                                                           std::int64_t bytes) {
  CITYAUDIT_TRY(header, read_header(file));
  CITYAUDIT_TRY(opened, open_header(header, ring));
  std::unique_ptr<SealedPartial> partial(new SealedPartial(places, std::move(file), std::move(path), opened.blob_key));
  CITYAUDIT_CHECK(partial->restore(bytes));
  return partial;
}

Result<> SealedPartial::append(Bytes piece) {
  if (broken_) return damaged("a write to this partial has failed before");
  while (!piece.empty()) {
    if (filled_ == chunk_bytes) {
      const auto record = buffer_.record(filled_);
      seal_chunk(cipher_, record, chunks_, nullptr);
      broken_ = true;
      CITYAUDIT_CHECK(file_.write(record));
      broken_ = false;
      ++chunks_;
      filled_ = 0;
    }
    const std::size_t taken = std::min(piece.size(), chunk_bytes - filled_);
    std::memcpy(buffer_.text() + filled_, piece.data(), taken);
    filled_ += taken;
    tail_is_durable_ = false;
    piece = piece.subspan(taken);
  }
  return {};
}

Result<> SealedPartial::cut(std::int64_t bytes) {
  if (broken_ || bytes > this->bytes()) return damaged("a partial cannot be cut there");
  tail_is_durable_ = false;
  if (bytes > chunks_ * chunk_step) {
    filled_ = static_cast<std::size_t>(bytes - chunks_ * chunk_step);
    return {};
  }
  broken_ = true;
  const std::int64_t chunk = bytes == 0 ? 0 : (bytes - 1) / chunk_step;
  if (bytes > 0) {
    // The file has what was appended since; slots of before a restart may know it otherwise.
    CITYAUDIT_CHECK(load_chunk(chunk, static_cast<std::size_t>(bytes - chunk * chunk_step)));
    CITYAUDIT_CHECK(file_.sync());
    CITYAUDIT_CHECK(write_tail());
  }
  filled_ = static_cast<std::size_t>(bytes - chunk * chunk_step);
  chunks_ = chunk;
  CITYAUDIT_CHECK(file_.cut(record_offset(chunk)));
  broken_ = false;
  return {};
}

Result<> SealedPartial::sync() {
  if (broken_) return damaged("a write to this partial has failed before");
  // The chunks first: a slot of a later chunk may take the place of the one that had the earlier chunk's text.
  CITYAUDIT_CHECK(file_.sync());
  if (filled_ > 0 && !tail_is_durable_) return write_tail();
  return {};
}

/// Brings memory and file to exactly `bytes`, all of which some earlier sync() has made durable.
Result<> SealedPartial::restore(std::int64_t bytes) {
  const std::int64_t chunk = bytes == 0 ? 0 : (bytes - 1) / chunk_step;
  const auto text_bytes = static_cast<std::size_t>(bytes - chunk * chunk_step);
  CITYAUDIT_TRY(file_bytes, file_.bytes());
  if (file_bytes < record_offset(chunk)) return missing("a partial is shorter than was acknowledged");
  // Also when nothing is wanted: the next slot must be newer than what is there.
  CITYAUDIT_TRY(found, load_tail(chunk, text_bytes));
  if (text_bytes > 0 && !found) {
    CITYAUDIT_CHECK(load_chunk(chunk, text_bytes));
    CITYAUDIT_CHECK(write_tail());
  }
  filled_ = text_bytes;
  chunks_ = chunk;
  return file_bytes > record_offset(chunk) ? file_.cut(record_offset(chunk)) : Result<>();
}

Result<> SealedPartial::load_chunk(std::int64_t chunk, std::size_t text_bytes) {
  const auto record = buffer_.record(chunk_bytes);
  CITYAUDIT_TRY(got, file_.read(record_offset(chunk), record));
  if (got != record.size() || !open_chunk(cipher_, record, chunk, nullptr))
    return missing("what was acknowledged of a partial is not whole");
  filled_ = text_bytes;
  chunks_ = chunk;
  return {};
}

Result<> SealedPartial::open_tail_file() {
  if (tail_) return {};
  CITYAUDIT_TRY(file, File::open_to_change(Places::tail_of(path_), true));
  tail_.emplace(std::move(file));
  return sync_folder(places_.partials());
}

Result<bool> SealedPartial::load_tail(std::int64_t chunk, std::size_t text_bytes) {
  if (std::error_code fault; !tail_ && !std::filesystem::exists(Places::tail_of(path_), fault)) return false;
  CITYAUDIT_CHECK(open_tail_file());
  std::optional<std::uint64_t> newest;
  ChunkBuffer candidate;
  for (std::int64_t slot = 0; slot < 2; ++slot) {
    std::array<unsigned char, slot_head_bytes> head_bytes{};
    CITYAUDIT_TRY(head_got, tail_->read(slot * slot_step, head_bytes));
    const SlotHead head = SlotHead::from(head_bytes);
    if (head_got != head_bytes.size() || head.text_bytes > chunk_bytes) continue;
    const auto record = candidate.record(head.text_bytes);
    CITYAUDIT_TRY(got, tail_->read(slot * slot_step + static_cast<std::int64_t>(slot_head_bytes), record));
    if (got != record.size() || !cipher_.open(record, head_bytes)) continue;
    sequence_ = std::max(sequence_, head.sequence);
    if (head.chunk != chunk || head.text_bytes < text_bytes || (newest && *newest > head.sequence)) continue;
    newest = head.sequence;
    std::memcpy(buffer_.text(), candidate.text(), text_bytes);
  }
  return newest.has_value();
}

Result<> SealedPartial::write_tail() {
  CITYAUDIT_CHECK(open_tail_file());
  const SlotHead head{chunks_, sequence_ + 1, static_cast<std::uint32_t>(filled_)};
  const auto head_bytes = head.bytes();
  const auto slot = std::make_unique_for_overwrite<unsigned char[]>(slot_bytes_max);
  std::memcpy(slot.get(), head_bytes.data(), head_bytes.size());
  const std::span record(slot.get() + slot_head_bytes, filled_ + record_overhead_bytes);
  std::memcpy(record.data() + nonce_bytes, buffer_.text(), filled_);
  cipher_.seal(record, head_bytes);
  const std::int64_t at = static_cast<std::int64_t>(head.sequence % 2) * slot_step;
  CITYAUDIT_CHECK(tail_->write_at(at, {slot.get(), slot_head_bytes + record.size()}));
  CITYAUDIT_CHECK(tail_->sync());
  sequence_ = head.sequence;
  tail_is_durable_ = true;
  return {};
}

Result<> SealedPartial::digest_whole_chunks(Sha256Stream& digest) {
  ChunkBuffer chunk_buffer;
  const auto record = chunk_buffer.record(chunk_bytes);
  for (std::int64_t chunk = 0; chunk < chunks_; ++chunk) {
    CITYAUDIT_TRY(got, file_.read(record_offset(chunk), record));
    if (got != record.size() || !open_chunk(cipher_, record, chunk, nullptr)) {
      // Nothing can be made of it: the sender starts again.
      std::error_code ignored;
      std::filesystem::remove(path_, ignored);
      return damaged("a partial has changed on the disk");
    }
    digest.update({chunk_buffer.text(), chunk_bytes});
  }
  return {};
}

Result<BlobName> SealedPartial::commit() {
  if (broken_) return damaged("a write to this partial has failed before");
  Sha256Stream digest;
  CITYAUDIT_CHECK(digest_whole_chunks(digest));
  digest.update({buffer_.text(), filled_});
  BlobName name{digest.finish(), bytes()};
  name.hold = places_.held().hold(name.sha256);
  broken_ = true;  // the text is gone from here on
  const auto record = buffer_.record(filled_);
  seal_chunk(cipher_, record, chunks_, &name.sha256);
  CITYAUDIT_CHECK(file_.write(record));
  CITYAUDIT_CHECK(file_.sync());
  CITYAUDIT_CHECK(places_.keep(path_, name.sha256));
  // Only now: until the file has its name these bytes may be all that is left of what was acknowledged.
  std::error_code ignored;
  std::filesystem::remove(Places::tail_of(path_), ignored);
  return name;
}

}  // namespace cityaudit::store
