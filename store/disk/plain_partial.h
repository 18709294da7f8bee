#pragma once
// A partial of format 1: the bytes as they came. With a ring of keys at hand its blob becomes one of format 2. For one thread at a time.

#include "store/disk/file.h"
#include "store/disk/places.h"
#include "store/disk/sealed_header.h"

#include <memory>

namespace cityaudit::store {

class PlainPartial final : public PartialBlob {
 public:
  /// The first `bytes` of the file that `file` holds alone, head included in the file and not in `bytes`. `ring` may be null.
  PlainPartial(Places& places, File file, std::filesystem::path path, std::int64_t bytes, std::shared_ptr<const KeyRing> ring)
      : places_(places), file_(std::move(file)), path_(std::move(path)), bytes_(bytes), ring_(std::move(ring)) {}

  std::int64_t bytes() const override { return bytes_; }
  Result<> append(Bytes piece) override;
  Result<> cut(std::int64_t bytes) override;
  Result<> sync() override { return file_.sync(); }
  Result<BlobName> commit() override;

 private:
  Result<> each_piece(const std::function<Result<>(Bytes)>& fn) const;

  Places& places_;
  File file_;
  std::filesystem::path path_;
  std::int64_t bytes_;
  std::shared_ptr<const KeyRing> ring_;
};

}  // namespace cityaudit::store
