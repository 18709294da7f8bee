#pragma once
// The files of a zip container held in memory, unpacked one at a time within limits: entries, bytes, and how far a file may
// swell. Included by the .cpp files of ingest/forms only. An archive is for one thread.

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct ZipLimits {
  std::size_t entries_max = 0;
  std::size_t unzipped_bytes_max = 0;  // of one file
  std::size_t ratio_max = 0;           // unzipped to zipped, where more than 1 MiB comes out
};

class ZipArchive {
 public:
  /// `bytes` must outlive the archive.
  static Result<ZipArchive> open(std::string_view bytes, const ZipLimits& limits);
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  bool has(const std::string& name);
  /// The file's bytes, checked against its CRC. "workbook.unreadable" when it is not there or damaged, "workbook.bomb" when it
  /// swells beyond the limits: what it declares is not believed, what comes out is counted.
  Result<std::string> read(const std::string& name);

 private:
  struct Source;
  ZipArchive(std::unique_ptr<Source> source, const ZipLimits& limits);
  std::unique_ptr<Source> source_;
  ZipLimits limits_;
};

}  // namespace cityaudit::ingest
