#include "server/http/multipart.h"

#include "server/http/part_head.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cityaudit::server::http {
namespace {

constexpr std::size_t padding_bytes_max = 256;

Error multipart_error(const char* code, ErrorKind kind = ErrorKind::invalid) { return Error(kind, code); }

/// How many bytes at the end of `text` may be the start of the delimiter. Its only CR is its first byte, so that the last CR of
/// `text` is the only place where it can begin.
std::size_t started_delimiter(std::string_view text, std::string_view delimiter) {
  const std::size_t window = std::min(text.size(), delimiter.size() - 1);
  const std::string_view end = text.substr(text.size() - window);
  const auto begin = end.rfind('\r');
  if (begin == std::string_view::npos) return 0;
  const std::string_view candidate = end.substr(begin);
  return delimiter.starts_with(candidate) ? candidate.size() : 0;
}

}  // namespace

MultipartCutter::MultipartCutter(const std::string& boundary, MultipartLimits limits, MultipartSink& sink)
    : delimiter_("\r\n--" + boundary), limits_(limits), sink_(sink) {}

Result<> MultipartCutter::feed(std::span<const unsigned char> piece) {
  if (failure_) return *failure_;
  std::string_view rest(reinterpret_cast<const char*>(piece.data()), piece.size());
  while (!rest.empty() && state_ != State::epilogue) {
    if (auto taken = take(rest); !taken) {
      failure_ = taken.error();
      return *failure_;
    }
  }
  return {};
}

Result<> MultipartCutter::finish() {
  if (failure_) return *failure_;
  if (state_ != State::epilogue) return multipart_error("multipart.truncated");
  return {};
}

Result<> MultipartCutter::take(std::string_view& rest) {
  switch (state_) {
    case State::after_boundary: return take_after_boundary(rest);
    case State::head: return take_head(rest);
    default: return take_data(rest);
  }
}

/// Data up to the next delimiter; before the first part it is the preamble, which is dropped.
Result<> MultipartCutter::take_data(std::string_view& rest) {
  if (matched_ > 0) {
    const std::size_t length = std::min(rest.size(), delimiter_.size() - matched_);
    std::size_t same = 0;
    while (same < length && rest[same] == delimiter_[matched_ + same]) ++same;
    matched_ += same;
    rest.remove_prefix(same);
    if (matched_ < delimiter_.size() && same == length) return {};
    if (matched_ < delimiter_.size()) {
      const std::size_t held = std::exchange(matched_, 0);
      const std::size_t not_data = std::exchange(assumed_, 0);
      return emit(std::string_view(delimiter_).substr(not_data, held - not_data));
    }
  } else {
    const void* found = memmem(rest.data(), rest.size(), delimiter_.data(), delimiter_.size());
    if (found == nullptr) {
      const std::size_t held = started_delimiter(rest, delimiter_);
      const std::string_view data = rest.substr(0, rest.size() - held);
      rest = {};
      matched_ = held;
      return emit(data);
    }
    const auto before = static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
    CITYAUDIT_CHECK(emit(rest.substr(0, before)));
    rest.remove_prefix(before + delimiter_.size());
  }
  matched_ = 0;
  assumed_ = 0;
  const bool in_part = state_ == State::data;
  state_ = State::after_boundary;
  line_.clear();
  if (in_part) return sink_.part_end();
  return {};
}

Result<> MultipartCutter::emit(std::string_view data) {
  if (data.empty()) return {};
  if (state_ == State::data) return sink_.part_data({reinterpret_cast<const unsigned char*>(data.data()), data.size()});
  preamble_bytes_ += data.size();
  if (preamble_bytes_ > limits_.preamble_bytes_max) return multipart_error("multipart.malformed");
  return {};
}

/// "--" ends the body; white space and a line end begin a part; anything else is a broken boundary.
Result<> MultipartCutter::take_after_boundary(std::string_view& rest) {
  line_ += rest.front();
  rest.remove_prefix(1);
  if (line_ == "--") {
    state_ = State::epilogue;
    return {};
  }
  if (line_ == "-") return {};
  const bool ends = line_.back() == '\n';
  const std::string_view padding = std::string_view(line_).substr(0, line_.find_last_not_of("\r\n") + 1);
  const bool blank = padding.find_first_not_of(" \t") == std::string_view::npos;
  const std::string_view line_end = std::string_view(line_).substr(padding.size());
  if (!blank || line_.size() > padding_bytes_max || (line_end != "" && line_end != "\r" && line_end != "\r\n")) {
    return multipart_error("multipart.malformed");
  }
  if (!ends) return {};
  if (++parts_ > limits_.parts_max) return multipart_error("multipart.too_many_parts", ErrorKind::too_large);
  state_ = State::head;
  line_.clear();
  return {};
}

Result<> MultipartCutter::take_head(std::string_view& rest) {
  const std::size_t known = line_.size();
  const std::size_t length = std::min(rest.size(), limits_.part_head_bytes_max + 4 - known);
  line_.append(rest.substr(0, length));
  const std::size_t from = known < 3 ? 0 : known - 3;
  // A head without any line is a single line end.
  const bool empty = line_.starts_with("\r\n");
  const std::size_t end = empty ? 0 : line_.find("\r\n\r\n", from);
  if (end == std::string::npos) {
    if (line_.size() >= limits_.part_head_bytes_max + 4) return multipart_error("multipart.part_head_too_large", ErrorKind::too_large);
    rest.remove_prefix(length);
    return {};
  }
  const std::size_t head_bytes = end + (empty ? 2 : 4);
  rest.remove_prefix(head_bytes - known);
  line_.resize(end);
  return begin_part();
}

Result<> MultipartCutter::begin_part() {
  CITYAUDIT_TRY(part, parse_part_head(line_));
  if (part.name.size() > limits_.name_bytes_max || (part.filename && part.filename->size() > limits_.filename_bytes_max)) {
    return multipart_error("multipart.name_too_long");
  }
  line_.clear();
  state_ = State::data;
  // A part may have no data at all: then the empty line after its head begins the delimiter.
  matched_ = 2;
  assumed_ = 2;
  return sink_.part_begin(part);
}

}  // namespace cityaudit::server::http
