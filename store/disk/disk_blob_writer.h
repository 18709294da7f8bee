#pragma once
// A blob on its way into a folder: format 2 with a ring of keys, else format 1. For one thread at a time.

#include "store/disk/places.h"
#include "store/disk/sealed_chunks.h"

#include <memory>
#include <optional>

namespace cityaudit::store {

class DiskBlobWriter final : public BlobWriter {
 public:
  /// `ring` may be null.
  static Result<std::unique_ptr<DiskBlobWriter>> create(Places& places, const KeyRing* ring);
  ~DiskBlobWriter() override;

  Result<> write(Bytes piece) override;
  std::int64_t bytes_written() const override { return bytes_; }
  Result<BlobName> commit() override;
  /// Takes the place of the blob of these bytes if it is still there; nothing when it is not, or its name is another.
  Result<bool> commit_over(const Sha256& name);

 private:
  DiskBlobWriter(Places& places, File file, std::filesystem::path path) : places_(places), file_(std::move(file)), path_(std::move(path)) {}
  Result<BlobName> finish();

  Places& places_;
  File file_;
  std::filesystem::path path_;
  std::optional<SealedWriter> sealed_;
  Sha256Stream digest_;
  std::int64_t bytes_ = 0;
  bool committed_ = false;
};

}  // namespace cityaudit::store
