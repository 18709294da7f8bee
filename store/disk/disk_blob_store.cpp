#include "store/disk/disk_blob_store.h"

#include "store/disk/disk_reserve.h"
#include "store/disk/file.h"

#include <mutex>
#include <unordered_set>

namespace cityaudit::store {
namespace {

namespace fs = std::filesystem;

constexpr unsigned char plain_format = 1;
constexpr std::int64_t format_bytes = 1;

/// What the writers and the sweep of one store share.
class Places {
 public:
  explicit Places(fs::path folder) : folder_(std::move(folder)), incoming_(folder_ / "incoming") {}

  fs::path incoming() const { return incoming_; }
  fs::path partial(const Uuid& id) const { return folder_ / "partial" / to_string(id); }
  fs::path shard(const std::string& hex) const { return folder_ / hex.substr(0, 2); }
  fs::path file(const std::string& hex) const { return shard(hex) / hex; }
  const fs::path& folder() const { return folder_; }
  /// Gives the synced file its name. Over a blob of the same name too: the bytes are the same, and its new date keeps the
  /// sweep away.
  Result<> keep(const fs::path& file_path, const Sha256& name) {
    const std::string hex = to_hex(name);
    const std::lock_guard lock(lock_of(name));
    std::error_code fault;
    if (fs::create_directory(shard(hex), fault)) CITYAUDIT_CHECK(sync_folder(folder_));
    fs::rename(file_path, file(hex), fault);
    if (fault) return file_error(fault.value(), "a blob could not be renamed");
    return sync_folder(shard(hex));
  }
  /// Held while a blob of this name appears or goes, so that a sweep cannot take what a put has just found to be there.
  std::mutex& lock_of(const Sha256& name) { return locks_[name.value[0]]; }

 private:
  const fs::path folder_;
  const fs::path incoming_;
  std::array<std::mutex, 256> locks_;
};

class DiskBlobWriter final : public BlobWriter {
 public:
  DiskBlobWriter(Places& places, File file, fs::path path) : places_(places), file_(std::move(file)), path_(std::move(path)) {}
  ~DiskBlobWriter() override {
    std::error_code ignored;
    if (!committed_) fs::remove(path_, ignored);
  }

  Result<> write(Bytes piece) override {
    digest_.update(piece);
    bytes_ += static_cast<std::int64_t>(piece.size());
    return file_.write(piece);
  }
  std::int64_t bytes_written() const override { return bytes_; }

  Result<BlobName> commit() override {
    const BlobName name{digest_.finish(), bytes_};
    CITYAUDIT_CHECK(file_.sync());
    CITYAUDIT_CHECK(places_.keep(path_, name.sha256));
    committed_ = true;
    return name;
  }

 private:
  Places& places_;
  File file_;
  fs::path path_;
  Sha256Stream digest_;
  std::int64_t bytes_ = 0;
  bool committed_ = false;
};

class DiskPartialBlob final : public PartialBlob {
 public:
  DiskPartialBlob(Places& places, File file, fs::path path, std::int64_t bytes)
      : places_(places), file_(std::move(file)), path_(std::move(path)), bytes_(bytes) {}

  std::int64_t bytes() const override { return bytes_; }
  Result<> append(Bytes piece) override {
    CITYAUDIT_CHECK(file_.write(piece));
    bytes_ += static_cast<std::int64_t>(piece.size());
    return {};
  }
  Result<> cut(std::int64_t bytes) override {
    CITYAUDIT_CHECK(file_.cut(bytes + format_bytes));
    bytes_ = bytes;
    return {};
  }
  Result<> sync() override { return file_.sync(); }

  Result<BlobName> commit() override {
    CITYAUDIT_CHECK(file_.sync());
    Sha256Stream digest;
    std::vector<unsigned char> piece(read_bytes);
    for (std::int64_t at = 0; at < bytes_;) {
      CITYAUDIT_TRY(got, file_.read(at + format_bytes, piece));
      if (got == 0) return Error(ErrorKind::internal, "blob.damaged", "a partial is shorter than what was written to it");
      digest.update({piece.data(), got});
      at += static_cast<std::int64_t>(got);
    }
    const BlobName name{digest.finish(), bytes_};
    CITYAUDIT_CHECK(places_.keep(path_, name.sha256));
    return name;
  }

 private:
  static constexpr std::size_t read_bytes = 256 * 1024;
  Places& places_;
  File file_;
  fs::path path_;
  std::int64_t bytes_;
};

class DiskBlobReader final : public BlobReader {
 public:
  DiskBlobReader(File file, std::int64_t file_bytes) : file_(std::move(file)), bytes_(file_bytes - format_bytes) {}
  std::int64_t bytes() const override { return bytes_; }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override { return file_.read(offset + format_bytes, out); }

 private:
  File file_;
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

class DiskBlobStore final : public BlobStore {
 public:
  DiskBlobStore(fs::path folder, std::int64_t disk_reserve_bytes) : places_(folder), reserve_(folder.string(), disk_reserve_bytes) {}

  Result<std::unique_ptr<BlobWriter>> create() override {
    if (!reserve_.has_room()) return Error(ErrorKind::storage_full, "store.full", "free space is below store.disk_reserve_bytes");
    const fs::path path = places_.incoming() / uuid_v4();
    CITYAUDIT_TRY(file, File::create(path));
    const unsigned char format[] = {plain_format};
    CITYAUDIT_CHECK(file.write(format));
    return std::unique_ptr<BlobWriter>(std::make_unique<DiskBlobWriter>(places_, std::move(file), path));
  }

  Result<std::unique_ptr<PartialBlob>> open_partial(const Uuid& id, std::int64_t bytes) override {
    if (!reserve_.has_room()) return Error(ErrorKind::storage_full, "store.full", "free space is below store.disk_reserve_bytes");
    const fs::path path = places_.partial(id);
    CITYAUDIT_TRY(file, File::open_alone(path));
    CITYAUDIT_TRY(held, file.bytes());
    if (held == 0 && bytes > 0) {
      std::error_code ignored;
      fs::remove(path, ignored);
      return Error(ErrorKind::not_found, "blob.missing", "a partial is not there");
    }
    if (held == 0) {
      const unsigned char format[] = {plain_format};
      CITYAUDIT_CHECK(file.write(format));
      CITYAUDIT_CHECK(sync_folder(path.parent_path()));
      held = format_bytes;
    }
    if (held < bytes + format_bytes) return Error(ErrorKind::not_found, "blob.missing", "a partial is shorter than was acknowledged");
    auto partial = std::make_unique<DiskPartialBlob>(places_, std::move(file), path, bytes);
    if (held > bytes + format_bytes) CITYAUDIT_CHECK(partial->cut(bytes));
    return std::unique_ptr<PartialBlob>(std::move(partial));
  }

  Result<> remove_partial(const Uuid& id) override {
    std::error_code fault;
    fs::remove(places_.partial(id), fault);
    if (fault) return file_error(fault.value(), "a partial could not be removed");
    return {};
  }

  Result<std::unique_ptr<BlobReader>> open(const Sha256& name) override {
    CITYAUDIT_TRY(file, File::open(places_.file(to_hex(name))));
    unsigned char format = 0;
    CITYAUDIT_TRY(got, file.read(0, {&format, 1}));
    if (got != 1 || format != plain_format) return Error(ErrorKind::internal, "blob.damaged", "unknown blob format");
    CITYAUDIT_TRY(bytes, file.bytes());
    return std::unique_ptr<BlobReader>(std::make_unique<DiskBlobReader>(std::move(file), bytes));
  }

  Result<> remove(const Sha256& name) override {
    const std::string hex = to_hex(name);
    const std::lock_guard lock(places_.lock_of(name));
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
    const auto consider = [&](const BlobName& name) {
      const fs::path path = places_.file(to_hex(name.sha256));
      const std::lock_guard lock(places_.lock_of(name.sha256));
      const auto at = written_at(path);
      std::error_code ignored;
      if (at && *at < before.value && !is_named(name.sha256) && fs::remove(path, ignored)) ++removed;
    };
    CITYAUDIT_CHECK(for_each(consider));
    return removed;
  }

  Result<> for_each(const std::function<void(const BlobName&)>& fn) override {
    std::error_code fault;
    for (const auto& shard : fs::directory_iterator(places_.folder(), fault)) {
      if (shard.path().filename().string().size() != 2) continue;
      for (const auto& entry : fs::directory_iterator(shard.path(), fault)) {
        const auto name = sha256_from_hex(entry.path().filename().string());
        std::error_code gone;
        const auto bytes = static_cast<std::int64_t>(entry.file_size(gone));
        if (name && !gone) fn({*name, bytes - format_bytes});
      }
    }
    if (fault) return file_error(fault.value(), "the blobs could not be listed");
    return {};
  }

 private:
  Places places_;
  DiskReserve reserve_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_disk_blob_store(const fs::path& folder, std::int64_t disk_reserve_bytes) {
  std::error_code fault;
  fs::create_directories(folder / "incoming", fault);
  if (!fault) fs::create_directories(folder / "partial", fault);
  if (fault) return file_error(fault.value(), "the blob folder could not be made");
  return std::unique_ptr<BlobStore>(std::make_unique<DiskBlobStore>(folder, disk_reserve_bytes));
}

}  // namespace cityaudit::store
