#include "server/http/chunked.h"

#include "base/text.h"
#include "server/http/request_head.h"

#include <algorithm>
#include <cstring>

namespace cityaudit::server::http {
namespace {

constexpr std::size_t size_digits_max = 15;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void skip_white_space(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

bool take_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_token_byte(text[length])) ++length;
  text.remove_prefix(length);
  return length > 0;
}

/// After the opening quote; false when it never closes.
bool take_quoted(std::string_view& text) {
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return true;
    if (c == '\\') {
      if (text.empty()) return false;
      text.remove_prefix(1);
    }
  }
  return false;
}

/// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool is_valid_extension(std::string_view text) {
  while (!text.empty()) {
    skip_white_space(text);
    if (text.empty() || text.front() != ';') return false;
    text.remove_prefix(1);
    skip_white_space(text);
    if (!take_token(text)) return false;
    std::string_view ahead = text;
    skip_white_space(ahead);
    if (ahead.empty() || ahead.front() != '=') continue;
    ahead.remove_prefix(1);
    skip_white_space(ahead);
    text = ahead;
    if (!text.empty() && text.front() == '"') {
      text.remove_prefix(1);
      if (!take_quoted(text)) return false;
    } else if (!take_token(text)) {
      return false;
    }
  }
  return true;
}

bool decides_framing(std::string_view name) {
  return equals_ignoring_case(name, "content-length") || equals_ignoring_case(name, "transfer-encoding") ||
         equals_ignoring_case(name, "host") || equals_ignoring_case(name, "content-encoding");
}

}  // namespace

void ChunkedDecoder::refuse(const char* reason) {
  state_ = State::fault;
  fault_ = reason;
}

ChunkedDecoder::Step ChunkedDecoder::decode(char* bytes, std::size_t size) {
  Step step;
  while (step.consumed < size && state_ != State::done && state_ != State::fault) {
    if (state_ == State::data) {
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, size - step.consumed));
      if (step.produced != step.consumed) std::memmove(bytes + step.produced, bytes + step.consumed, length);
      step.produced += length;
      step.consumed += length;
      remaining_ -= length;
      if (remaining_ == 0) state_ = State::data_end;
      continue;
    }
    const char c = bytes[step.consumed++];
    if (state_ == State::data_end) {
      take_data_end(c);
    } else {
      take_byte_of_line(c);
    }
  }
  return step;
}

void ChunkedDecoder::take_data_end(char c) {
  if (!after_return_) {
    if (c != '\r') return refuse("chunk_end");
    after_return_ = true;
    return;
  }
  if (c != '\n') return refuse("chunk_end");
  after_return_ = false;
  state_ = State::size_line;
}

void ChunkedDecoder::take_byte_of_line(char c) {
  if (after_return_) {
    if (c != '\n') return refuse("bare_carriage_return");
    after_return_ = false;
    if (state_ == State::size_line) {
      take_size_line();
    } else {
      take_trailer_line();
    }
    line_.clear();
    return;
  }
  if (c == '\r') {
    after_return_ = true;
    return;
  }
  if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return refuse("control_byte");
  if (state_ == State::trailer_line && ++trailer_bytes_ > limits_.trailer_bytes_max) return refuse("trailers_too_large");
  if (line_.size() >= limits_.line_bytes_max) return refuse("chunk_line_too_long");
  line_ += c;
}

void ChunkedDecoder::take_size_line() {
  std::size_t digits = 0;
  remaining_ = 0;
  while (digits < line_.size() && hex_value(line_[digits]) >= 0) {
    if (digits >= size_digits_max) return refuse("chunk_size");
    remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(hex_value(line_[digits]));
    ++digits;
  }
  const std::string_view extension = std::string_view(line_).substr(digits);
  if (digits == 0 || !is_valid_extension(extension)) return refuse(digits == 0 ? "chunk_size" : "chunk_extension");
  extension_bytes_ += extension.size();
  if (extension_bytes_ > limits_.extension_bytes_max) return refuse("chunk_extensions_too_large");
  state_ = remaining_ > 0 ? State::data : State::trailer_line;
}

void ChunkedDecoder::take_trailer_line() {
  if (line_.empty()) {
    state_ = State::done;
    return;
  }
  trailer_bytes_ += 2;
  const auto colon = line_.find(':');
  if (colon == std::string::npos || !is_token(std::string_view(line_).substr(0, colon))) return refuse("trailer");
  if (decides_framing(std::string_view(line_).substr(0, colon))) return refuse("trailer_frames");
}

}  // namespace cityaudit::server::http
