#include "store/disk/disk_blob_store.h"

#include "base/log.h"
#include "store/disk/disk_blob_writer.h"
#include "store/disk/disk_reserve.h"
#include "store/disk/plain_partial.h"
#include "store/disk/sealed_partial.h"

#include <vector>

namespace cityaudit::store {
namespace {

namespace fs = std::filesystem;

Error damaged(const Sha256& name, const char* what) {
  return Error(ErrorKind::internal, "blob.damaged", "blob " + to_hex(name) + ": " + what);
}

/// A file from its `head_bytes`-th byte on.
class FileReader final : public BlobReader {
 public:
  FileReader(File file, std::int64_t file_bytes, std::size_t head_bytes)
      : file_(std::move(file)), head_bytes_(static_cast<std::int64_t>(head_bytes)), bytes_(file_bytes - head_bytes_) {}
  std::int64_t bytes() const override { return bytes_; }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override { return file_.read(offset + head_bytes_, out); }

 private:
  File file_;
  std::int64_t head_bytes_;
  std::int64_t bytes_;
};

/// The milliseconds since a file was last written; nothing when it is gone.
std::optional<std::int64_t> written_at(const fs::path& path) {
  std::error_code fault;
  const auto time = fs::last_write_time(path, fault);
  if (fault) return std::nullopt;
  const auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::duration_cast<std::chrono::milliseconds>(system.time_since_epoch()).count();
}

Result<Sha256> digest_of(BlobReader& reader) {
  Sha256Stream digest;
  std::vector<unsigned char> piece(chunk_bytes);
  for (std::int64_t offset = 0;;) {
    CITYAUDIT_TRY(got, reader.read(offset, piece));
    if (got == 0) return digest.finish();
    digest.update(Bytes{piece.data(), got});
    offset += static_cast<std::int64_t>(got);
  }
}

class DiskBlobStore final : public BlobStore {
 public:
  DiskBlobStore(const fs::path& folder, std::int64_t disk_reserve_bytes, std::shared_ptr<KeyFile> keys)
      : places_(folder), reserve_(folder.string(), disk_reserve_bytes), keys_(std::move(keys)) {}

  Result<std::unique_ptr<BlobWriter>> create() override {
    if (!reserve_.has_room()) return Error(ErrorKind::storage_full, "store.full", "free space is below store.disk_reserve_bytes");
    CITYAUDIT_TRY(writer, DiskBlobWriter::create(places_, ring().get()));
    return std::unique_ptr<BlobWriter>(std::move(writer));
  }

  Result<std::unique_ptr<PartialBlob>> open_partial(const Uuid& id, std::int64_t bytes) override {
    if (!reserve_.has_room()) return Error(ErrorKind::storage_full, "store.full", "free space is below store.disk_reserve_bytes");
    const fs::path path = places_.partial(id);
    CITYAUDIT_TRY(file, File::open_alone(path));
    unsigned char format = 0;
    CITYAUDIT_TRY(got, file.read(0, {&format, 1}));
    if (got == 0 && bytes > 0) {
      std::error_code ignored;
      fs::remove(path, ignored);
      return Error(ErrorKind::not_found, "blob.missing", "a partial is not there");
    }
    if (got == 0) return new_partial(std::move(file), path);
    if (format == plain_format) return open_plain_partial(std::move(file), path, bytes);
    auto partial = SealedPartial::open(places_, std::move(file), path, ring().get(), bytes);
    if (partial) return std::unique_ptr<PartialBlob>(*std::move(partial));
    if (partial.error().code != "blob.damaged") return std::move(partial).error();
    // Its bytes cannot be had again but from the sender.
    CITYAUDIT_CHECK(remove_partial(id));
    if (bytes > 0) return Error(ErrorKind::not_found, "blob.missing", partial.error().message);
    CITYAUDIT_TRY(fresh, File::open_alone(path));
    return new_partial(std::move(fresh), path);
  }

  Result<> remove_partial(const Uuid& id) override {
    const fs::path path = places_.partial(id);
    std::error_code fault;
    fs::remove(path, fault);
    if (!fault) fs::remove(Places::tail_of(path), fault);
    if (fault) return file_error(fault.value(), "a partial could not be removed");
    return {};
  }

  Result<std::unique_ptr<BlobReader>> open(const Sha256& name) override {
    auto opened = open_checked(name, true);
    if (!opened && opened.error().code == "blob.damaged") log::error("a damaged blob is not given out", {{"blob", to_hex(name)}});
    return opened;
  }

  Result<bool> is_intact(const Sha256& name) override {
    const auto opened = open_checked(name, false);
    if (!opened) return opened.error().code == "blob.damaged" ? Result<bool>(false) : Result<bool>(opened.error());
    const auto digest = digest_of(**opened);
    if (!digest) return digest.error().code == "blob.damaged" ? Result<bool>(false) : Result<bool>(digest.error());
    return *digest == name;
  }

  Result<std::unique_ptr<BlobReader>> open_stored(const Sha256& name) override {
    CITYAUDIT_TRY(file, File::open(places_.file(to_hex(name))));
    CITYAUDIT_TRY(bytes, file.bytes());
    return std::unique_ptr<BlobReader>(std::make_unique<FileReader>(std::move(file), bytes, 0));
  }

  Result<> put_stored(const Sha256& name, BlobReader& stored) override {
    CITYAUDIT_CHECK(check_stored(stored));
    const fs::path path = places_.incoming() / uuid_v4();
    const Result<> copied = copy_stored(stored, path);
    const Result<> kept = copied ? places_.keep(path, name, false) : copied;
    std::error_code ignored;
    if (!kept) fs::remove(path, ignored);
    return kept;
  }

  Result<> remove(const Sha256& name) override {
    const std::string hex = to_hex(name);
    const std::lock_guard lock(places_.lock_of(name));
    std::error_code fault;
    if (fs::remove(places_.file(hex), fault)) return sync_folder(places_.shard(hex));
    if (fault) return file_error(fault.value(), "a blob could not be removed");
    return {};
  }

  Result<> remove_unnamed(const Sha256& name, const std::function<Result<bool>(const Sha256&)>& is_named) override {
    const std::string hex = to_hex(name);
    const std::lock_guard lock(places_.lock_of(name));
    if (places_.held().has(name)) return Error(ErrorKind::unavailable, "blob.held");
    CITYAUDIT_TRY(named, is_named(name));
    if (named) return {};
    std::error_code fault;
    if (fs::remove(places_.file(hex), fault)) return sync_folder(places_.shard(hex));
    if (fault) return file_error(fault.value(), "a blob could not be removed");
    return {};
  }

  Result<std::int64_t> sweep(UtcMillis before, const std::function<bool(const Sha256&)>& is_named) override {
    std::int64_t removed = 0;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(places_.incoming(), fault)) {
      const auto at = written_at(entry.path());
      if (at && *at < before.value && fs::remove(entry.path(), fault)) ++removed;
    }
    const auto consider = [&](const Sha256& name) {
      const fs::path path = places_.file(to_hex(name));
      const std::lock_guard lock(places_.lock_of(name));
      const auto at = written_at(path);
      std::error_code ignored;
      if (at && *at < before.value && !places_.held().has(name) && !is_named(name) && fs::remove(path, ignored)) ++removed;
    };
    CITYAUDIT_CHECK(for_each(consider));
    return removed;
  }

  Result<> for_each(const std::function<void(const Sha256&)>& fn) override { return for_each_blob(places_, fn); }

  Result<> for_each_before(UtcMillis before, const std::function<void(const Sha256&)>& fn) override {
    return for_each([&](const Sha256& name) {
      const auto at = written_at(places_.file(to_hex(name)));
      if (at && *at < before.value) fn(name);
    });
  }

 private:
  std::shared_ptr<const KeyRing> ring() const { return keys_ ? keys_->ring() : nullptr; }

  Result<std::unique_ptr<PartialBlob>> new_partial(File file, const fs::path& path) {
    if (const auto keys = ring()) {
      CITYAUDIT_TRY(partial, SealedPartial::create(places_, std::move(file), path, *keys));
      return std::unique_ptr<PartialBlob>(std::move(partial));
    }
    const unsigned char format[] = {plain_format};
    CITYAUDIT_CHECK(file.write(format));
    CITYAUDIT_CHECK(sync_folder(places_.partials()));
    return std::unique_ptr<PartialBlob>(std::make_unique<PlainPartial>(places_, std::move(file), path, 0, ring()));
  }

  Result<std::unique_ptr<PartialBlob>> open_plain_partial(File file, const fs::path& path, std::int64_t bytes) {
    constexpr auto head_bytes = static_cast<std::int64_t>(plain_header_bytes);
    CITYAUDIT_TRY(held, file.bytes());
    if (held < bytes + head_bytes) return Error(ErrorKind::not_found, "blob.missing", "a partial is shorter than was acknowledged");
    auto partial = std::make_unique<PlainPartial>(places_, std::move(file), path, bytes, ring());
    if (held > bytes + head_bytes) CITYAUDIT_CHECK(partial->cut(bytes));
    return std::unique_ptr<PartialBlob>(std::move(partial));
  }

  /// Plain bytes prove nothing by themselves: they are hashed first, unless they were a short while ago and `may_remember`.
  Result<std::unique_ptr<BlobReader>> open_checked(const Sha256& name, bool may_remember) {
    CITYAUDIT_TRY(file, File::open(places_.file(to_hex(name))));
    unsigned char format = 0;
    CITYAUDIT_TRY(got, file.read(0, {&format, 1}));
    if (got == 1 && format == sealed_format) {
      CITYAUDIT_TRY(reader, SealedReader::open(std::move(file), name, ring().get()));
      return std::unique_ptr<BlobReader>(std::move(reader));
    }
    if (got != 1 || format != plain_format) return damaged(name, "unknown format");
    CITYAUDIT_TRY(version, file.version());
    auto reader = std::make_unique<FileReader>(std::move(file), version.bytes, plain_header_bytes);
    if (may_remember && !places_.checked().has(version)) {
      CITYAUDIT_TRY(digest, digest_of(*reader));
      if (digest != name) return damaged(name, "its bytes have changed");
      places_.checked().add(version);
    }
    return std::unique_ptr<BlobReader>(std::move(reader));
  }

  /// Notes the keys that a stored blob needs before it is there.
  Result<> check_stored(BlobReader& stored) {
    SealedHeader header{};
    CITYAUDIT_TRY(got, stored.read(0, header));
    if (got >= 1 && header[0] == plain_format) return {};
    if (got != header.size() || !text_bytes_of(stored.bytes())) return Error(ErrorKind::invalid, "blob.damaged", "no stored blob");
    CITYAUDIT_TRY(facts, inspect_header(header));
    for (const auto& id : facts.key_ids)
      if (id) CITYAUDIT_CHECK(places_.remember_key(*id));
    return {};
  }

  static Result<> copy_stored(BlobReader& stored, const fs::path& path) {
    CITYAUDIT_TRY(file, File::create(path));
    std::vector<unsigned char> piece(256 * 1024);
    for (std::int64_t offset = 0;;) {
      CITYAUDIT_TRY(got, stored.read(offset, piece));
      if (got == 0) return file.sync();
      CITYAUDIT_CHECK(file.write(Bytes{piece.data(), got}));
      offset += static_cast<std::int64_t>(got);
    }
  }

  Places places_;
  DiskReserve reserve_;
  const std::shared_ptr<KeyFile> keys_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_disk_blob_store(const fs::path& folder, std::int64_t disk_reserve_bytes,
                                                        std::shared_ptr<KeyFile> keys) {
  std::error_code fault;
  fs::create_directories(folder / "incoming", fault);
  if (!fault) fs::create_directories(folder / "partial", fault);
  if (fault) return file_error(fault.value(), "the blob folder could not be made");
  return std::unique_ptr<BlobStore>(std::make_unique<DiskBlobStore>(folder, disk_reserve_bytes, std::move(keys)));
}

Result<> require_keys(const fs::path& folder, KeyFile* keys) {
  Places places(folder);
  CITYAUDIT_TRY(ids, places.key_ids());
  const auto ring = keys == nullptr ? nullptr : keys->ring();
  std::string missing;
  for (const std::string& id : ids)
    if (!ring || ring->find(id) == nullptr) missing += (missing.empty() ? "" : ", ") + id;
  if (missing.empty()) return {};
  if (!ring) return Error(ErrorKind::unavailable, "keys.file_needed", {}, {{"key_ids", missing}});
  return Error(ErrorKind::unavailable, "keys.missing", {}, {{"key_ids", missing}, {"file", keys->path().string()}});
}

}  // namespace cityaudit::store
