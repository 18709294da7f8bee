#pragma once
// Cuts multipart/form-data (RFC 7578, RFC 2046) into its parts as it arrives, whatever the pieces. File data is handed on where it
// lies, never copied. One object per body, one thread at a time.

#include "base/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cityaudit::server::http {

struct MultipartPart {
  std::string name;                     // decoded, valid UTF-8, without control characters
  std::optional<std::string> filename;  // the same; as the sender wrote it, folders and all: never a path of ours
  std::string content_type;             // as sent; empty when not said
};

/// Gets the parts in order: begin, data any number of times, end. An error from it ends the cutting with that error.
class MultipartSink {
 public:
  virtual ~MultipartSink() = default;
  virtual Result<> part_begin(const MultipartPart& part) = 0;
  virtual Result<> part_data(std::span<const unsigned char> data) = 0;
  virtual Result<> part_end() = 0;
};

struct MultipartLimits {
  std::size_t parts_max = 128;
  std::size_t part_head_bytes_max = 8192;
  std::size_t name_bytes_max = 255;      // of a field
  std::size_t filename_bytes_max = 255;  // of a file
  std::size_t preamble_bytes_max = 4096;
};

/// The boundary that a Content-Type of multipart/form-data names; error multipart.boundary_missing when it names none.
Result<std::string> multipart_boundary(std::string_view content_type);

class MultipartCutter {
 public:
  /// `boundary` from multipart_boundary(). The sink outlives the cutter.
  MultipartCutter(const std::string& boundary, MultipartLimits limits, MultipartSink& sink);

  /// The next piece of the body. After an error everything else is refused with the same error.
  Result<> feed(std::span<const unsigned char> piece);
  /// At the end of the body: error multipart.truncated when the closing boundary has not been seen.
  Result<> finish();

 private:
  enum class State { preamble, after_boundary, head, data, epilogue };

  Result<> take(std::string_view& rest);
  Result<> take_data(std::string_view& rest);
  Result<> take_after_boundary(std::string_view& rest);
  Result<> take_head(std::string_view& rest);
  Result<> emit(std::string_view data);
  Result<> begin_part();

  const std::string delimiter_;  // CR LF -- boundary
  const MultipartLimits limits_;
  MultipartSink& sink_;
  State state_ = State::preamble;
  std::size_t matched_ = 2;  // bytes of the delimiter at the end of what was seen ...
  std::size_t assumed_ = 2;  // ... of which so many are no data: a line end that stands before the body or before a part's data
  std::size_t preamble_bytes_ = 0;
  std::size_t parts_ = 0;
  std::string line_;  // what follows a boundary, or the head of a part
  std::optional<Error> failure_;
};

}  // namespace cityaudit::server::http
