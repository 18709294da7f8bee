#include "store/disk/plain_partial.h"

#include "store/disk/disk_blob_writer.h"

#include <vector>

namespace cityaudit::store {
namespace {

constexpr std::size_t read_bytes = 256 * 1024;
constexpr auto head_bytes = static_cast<std::int64_t>(plain_header_bytes);

}  // namespace

Result<> PlainPartial::append(Bytes piece) {
  CITYAUDIT_CHECK(file_.write(piece));
  bytes_ += static_cast<std::int64_t>(piece.size());
  return {};
}

Result<> PlainPartial::cut(std::int64_t bytes) {
  CITYAUDIT_CHECK(file_.cut(bytes + head_bytes));
  bytes_ = bytes;
  return {};
}

Result<> PlainPartial::each_piece(const std::function<Result<>(Bytes)>& fn) const {
  std::vector<unsigned char> piece(read_bytes);
  for (std::int64_t at = 0; at < bytes_;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(bytes_ - at, read_bytes));
    CITYAUDIT_TRY(got, file_.read(at + head_bytes, std::span(piece).first(wanted)));
    if (got == 0) return Error(ErrorKind::internal, "blob.damaged", "a partial is shorter than what was written to it");
    CITYAUDIT_CHECK(fn({piece.data(), got}));
    at += static_cast<std::int64_t>(got);
  }
  return {};
}

Result<BlobName> PlainPartial::commit() {
  if (ring_) {
    // Begun before there was a key.
    CITYAUDIT_TRY(writer, DiskBlobWriter::create(places_, ring_.get()));
    CITYAUDIT_CHECK(each_piece([&](Bytes piece) { return writer->write(piece); }));
    CITYAUDIT_TRY(name, writer->commit());
    std::error_code fault;
    std::filesystem::remove(path_, fault);
    if (fault) return file_error(fault.value(), "a partial could not be removed");
    return name;
  }
  CITYAUDIT_CHECK(file_.sync());
  Sha256Stream digest;
  CITYAUDIT_CHECK(each_piece([&](Bytes piece) -> Result<> {
    digest.update(piece);
    return {};
  }));
  BlobName name{digest.finish(), bytes_};
  name.hold = places_.held().hold(name.sha256);
  CITYAUDIT_CHECK(places_.keep(path_, name.sha256));
  return name;
}

}  // namespace cityaudit::store
