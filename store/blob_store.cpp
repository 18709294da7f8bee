#include "store/blob_store.h"

namespace cityaudit::store {

Result<Sha256> write_all(BlobStore& blobs, std::string_view bytes) {
  CITYAUDIT_TRY(writer, blobs.create());
  CITYAUDIT_CHECK(writer->write(bytes_of(bytes)));
  CITYAUDIT_TRY(blob, writer->commit());
  return blob.sha256;
}

Result<std::string> read_all(BlobStore& blobs, const Sha256& name, std::int64_t bytes_max) {
  CITYAUDIT_TRY(reader, blobs.open(name));
  if (reader->bytes() > bytes_max) return Error(ErrorKind::too_large, "blob.too_large");
  std::string out(static_cast<std::size_t>(reader->bytes()), '\0');
  CITYAUDIT_TRY(got, reader->read(0, {reinterpret_cast<unsigned char*>(out.data()), out.size()}));
  out.resize(got);
  return out;
}

}  // namespace cityaudit::store
