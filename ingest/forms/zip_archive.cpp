#include "ingest/forms/zip_archive.h"

#include <minizip/unzip.h>
#include <algorithm>
#include <array>
#include <cstring>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t small_bytes = 1'048'576;  // below this a high ratio is harmless

/// minizip reads through callbacks: this is a read-only file over the bytes.
struct MemoryFile {
  std::string_view bytes;
  ZPOS64_T at = 0;
};

voidpf open_file(voidpf file, const void*, int) { return file; }

uLong read_file(voidpf, voidpf stream, void* buffer, uLong size) {
  auto& file = *static_cast<MemoryFile*>(stream);
  const ZPOS64_T left = file.at < file.bytes.size() ? file.bytes.size() - file.at : 0;
  const auto count = static_cast<uLong>(std::min<ZPOS64_T>(size, left));
  if (count > 0) std::memcpy(buffer, file.bytes.data() + file.at, count);
  file.at += count;
  return count;
}

uLong write_file(voidpf, voidpf, const void*, uLong) { return 0; }
ZPOS64_T tell_file(voidpf, voidpf stream) { return static_cast<MemoryFile*>(stream)->at; }

long seek_file(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  auto& file = *static_cast<MemoryFile*>(stream);
  ZPOS64_T base = 0;
  if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = file.at;
  if (origin == ZLIB_FILEFUNC_SEEK_END) base = file.bytes.size();
  if (base + offset > file.bytes.size() || base + offset < base) return -1;
  file.at = base + offset;
  return 0;
}

int close_file(voidpf, voidpf) { return 0; }
int file_error(voidpf, voidpf) { return 0; }

Error unreadable(std::string detail) { return Error(ErrorKind::invalid, "workbook.unreadable", std::move(detail)); }

}  // namespace

struct ZipArchive::Source {
  MemoryFile file;
  unzFile zip = nullptr;
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    if (zip) unzClose(zip);
  }
};

ZipArchive::ZipArchive(std::unique_ptr<Source> source, const ZipLimits& limits) : source_(std::move(source)), limits_(limits) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const ZipLimits& limits) {
  auto source = std::make_unique<Source>();
  source->file.bytes = bytes;
  zlib_filefunc64_def functions{open_file, read_file, write_file, tell_file, seek_file, close_file, file_error, &source->file};
  source->zip = unzOpen2_64("", &functions);
  if (!source->zip) return unreadable("no zip container");
  unz_global_info64 info{};
  if (unzGetGlobalInfo64(source->zip, &info) != UNZ_OK) return unreadable("no directory");
  if (info.number_entry > limits.entries_max)
    return Error(ErrorKind::too_large, "workbook.too_much", {}, {{"what", "entries"}, {"limit", std::to_string(limits.entries_max)}});
  return ZipArchive(std::move(source), limits);
}

bool ZipArchive::has(const std::string& name) { return unzLocateFile(source_->zip, name.c_str(), 2) == UNZ_OK; }

Result<std::string> ZipArchive::read(const std::string& name) {
  if (!has(name)) return unreadable("no " + name);
  unz_file_info64 info{};
  if (unzGetCurrentFileInfo64(source_->zip, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) return unreadable(name);
  if (unzOpenCurrentFile(source_->zip) != UNZ_OK) return unreadable(name);
  const ZPOS64_T zipped = std::min<ZPOS64_T>(std::max<ZPOS64_T>(info.compressed_size, 1), source_->file.bytes.size());
  const ZPOS64_T by_ratio = std::max<ZPOS64_T>(zipped * limits_.ratio_max, small_bytes);
  const auto bytes_max = static_cast<std::size_t>(std::min<ZPOS64_T>(limits_.unzipped_bytes_max, by_ratio));
  std::string out;
  std::array<char, 65'536> buffer;
  int count = 0;
  while ((count = unzReadCurrentFile(source_->zip, buffer.data(), buffer.size())) > 0) {
    if (out.size() + static_cast<std::size_t>(count) > bytes_max) {
      unzCloseCurrentFile(source_->zip);
      return Error(ErrorKind::too_large, "workbook.bomb", {}, {{"limit_bytes", std::to_string(bytes_max)}});
    }
    out.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const bool intact = unzCloseCurrentFile(source_->zip) == UNZ_OK;
  if (count < 0 || !intact) return unreadable(name + " is damaged");
  return out;
}

}  // namespace cityaudit::ingest
