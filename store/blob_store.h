#pragma once
// The blob seam: bytes named by their SHA-256. Thread-safe; calls block, so never on an I/O thread.
// A blob exists only when commit() has returned: bytes, name and folder entry are then on disk.

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"

#include <functional>
#include <memory>

namespace cityaudit::store {

struct BlobName {
  Sha256 sha256;
  std::int64_t bytes = 0;
  /// Of a blob that was just committed: until this and its copies are gone, the blob counts as named. Whoever has it is about to write
  /// the row that names it.
  std::shared_ptr<const void> hold = {};
};

/// A blob on its way in, for one thread at a time. Destroyed before commit(), nothing remains.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  virtual Result<> write(Bytes piece) = 0;
  virtual std::int64_t bytes_written() const = 0;
  /// Durable from here on. A blob of the same bytes that is already there is kept and is the result.
  virtual Result<BlobName> commit() = 0;
};

/// A stored blob, for one thread at a time.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual std::int64_t bytes() const = 0;
  /// Fills `out` from `offset`; the number of bytes read, 0 at the end.
  virtual Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) = 0;
};

/// Bytes that arrive in several calls, over cuts and restarts, before they are a blob. For one thread at a time; nobody else
/// has the same one open meanwhile, in this process or another.
class PartialBlob {
 public:
  virtual ~PartialBlob() = default;
  virtual std::int64_t bytes() const = 0;
  virtual Result<> append(Bytes piece) = 0;
  /// Throws away what lies beyond `bytes`.
  virtual Result<> cut(std::int64_t bytes) = 0;
  /// What was appended so far is durable from here on.
  virtual Result<> sync() = 0;
  /// Makes a blob of all bytes, as BlobWriter::commit() does; the partial is gone. Reads every byte once.
  virtual Result<BlobName> commit() = 0;
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  virtual Result<std::unique_ptr<BlobWriter>> create() = 0;
  /// Made empty when it is not there. Holds `bytes` bytes then: what lies beyond was never acknowledged and is cut off.
  /// conflict ("blob.partial_busy") while somebody has it open; not_found ("blob.missing") when it holds fewer.
  virtual Result<std::unique_ptr<PartialBlob>> open_partial(const Uuid& id, std::int64_t bytes) = 0;
  /// Removing what is not there is no error.
  virtual Result<> remove_partial(const Uuid& id) = 0;
  /// Its bytes are those that its name says: not_found ("blob.missing") when there is none; internal ("blob.damaged"), here or from read(),
  /// when they have changed; unavailable ("blob.key_missing") when they are encrypted with a key that is not at hand.
  virtual Result<std::unique_ptr<BlobReader>> open(const Sha256& name) = 0;
  /// Whether the stored bytes still are those that their name says, read from the disk again whatever open() remembers. Errors as open(),
  /// but for "blob.damaged".
  virtual Result<bool> is_intact(const Sha256& name) = 0;
  /// The bytes as they are stored, encrypted where they are: for copies. Needs no key, and checks nothing.
  virtual Result<std::unique_ptr<BlobReader>> open_stored(const Sha256& name) = 0;
  /// Takes what open_stored() of another store gave. invalid ("blob.damaged") when that is no stored blob.
  virtual Result<> put_stored(const Sha256& name, BlobReader& stored) = 0;
  /// Removing what is not there is no error.
  virtual Result<> remove(const Sha256& name) = 0;
  /// Removes the blob unless `is_named` says yes, or cannot tell: its error is the result. unavailable ("blob.held") while a BlobName of it
  /// is about to become a row. Safe beside a concurrent put of the same bytes.
  virtual Result<> remove_unnamed(const Sha256& name, const std::function<Result<bool>(const Sha256&)>& is_named) = 0;
  /// Removes every blob last written before `before` for which `is_named` says no, and abandoned temporary bytes of that age.
  /// A concurrent put of the same bytes is safe. Returns how many went.
  virtual Result<std::int64_t> sweep(UtcMillis before, const std::function<bool(const Sha256&)>& is_named) = 0;
  virtual Result<> for_each(const std::function<void(const Sha256&)>& fn) = 0;
  /// The same for those last written before `before`.
  virtual Result<> for_each_before(UtcMillis before, const std::function<void(const Sha256&)>& fn) = 0;
};

/// Bytes at hand as a blob; durable when it returns.
Result<Sha256> write_all(BlobStore& blobs, std::string_view bytes);
/// Reads a whole blob of at most `bytes_max`; too_large otherwise.
Result<std::string> read_all(BlobStore& blobs, const Sha256& name, std::int64_t bytes_max);

}  // namespace cityaudit::store
