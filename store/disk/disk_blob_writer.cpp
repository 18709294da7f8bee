#include "store/disk/disk_blob_writer.h"

namespace cityaudit::store {

Result<std::unique_ptr<DiskBlobWriter>> DiskBlobWriter::create(Places& places, const KeyRing* ring) {
  if (ring != nullptr) CITYAUDIT_CHECK(places.remember_key(ring->current().id));
  const std::filesystem::path path = places.incoming() / uuid_v4();
  CITYAUDIT_TRY(file, File::create(path));
  std::unique_ptr<DiskBlobWriter> writer(new DiskBlobWriter(places, std::move(file), path));
  if (ring == nullptr) {
    const unsigned char format[] = {plain_format};
    CITYAUDIT_CHECK(writer->file_.write(format));
  } else {
    const SecretKey key = SecretKey::random();
    CITYAUDIT_CHECK(writer->file_.write(make_header(key, *ring)));
    writer->sealed_.emplace(writer->file_, key);
  }
  return writer;
}

DiskBlobWriter::~DiskBlobWriter() {
  std::error_code ignored;
  if (!committed_) std::filesystem::remove(path_, ignored);
}

Result<> DiskBlobWriter::write(Bytes piece) {
  digest_.update(piece);
  bytes_ += static_cast<std::int64_t>(piece.size());
  return sealed_ ? sealed_->write(piece) : file_.write(piece);
}

Result<BlobName> DiskBlobWriter::finish() {
  const BlobName name{digest_.finish(), bytes_};
  if (sealed_) CITYAUDIT_CHECK(sealed_->finish(name.sha256));
  CITYAUDIT_CHECK(file_.sync());
  return name;
}

Result<BlobName> DiskBlobWriter::commit() {
  CITYAUDIT_TRY(name, finish());
  name.hold = places_.held().hold(name.sha256);
  CITYAUDIT_CHECK(places_.keep(path_, name.sha256));
  committed_ = true;
  return name;
}

Result<bool> DiskBlobWriter::commit_over(const Sha256& name) {
  CITYAUDIT_TRY(finished, finish());
  if (finished.sha256 != name) return false;
  CITYAUDIT_TRY(replaced, places_.replace(path_, name));
  committed_ = replaced;
  return replaced;
}

}  // namespace cityaudit::store
