#pragma once
// The framing of the body that is arriving. No sockets; one strand.

#include "server/http/chunked.h"
#include "server/http/request_head.h"

#include <algorithm>
#include <cstdint>

namespace cityaudit::server::http {

class IncomingBody {
 public:
  explicit IncomingBody(ChunkedLimits limits) : limits_(limits), chunked_(limits) {}

  void begin(const RequestHead& head) {
    framing_ = head.framing;
    remaining_ = head.content_length;
    received_ = 0;
    chunked_ = ChunkedDecoder(limits_);
  }

  bool ended() const { return framing_ == Framing::none || (framing_ == Framing::length ? remaining_ == 0 : chunked_.done()); }
  bool malformed() const { return framing_ == Framing::chunked && chunked_.fault() != nullptr; }
  /// Known to be no longer than that from here on.
  bool ends_within(std::uint64_t bytes) const { return ended() || (framing_ == Framing::length && remaining_ <= bytes); }
  bool longer_than(std::uint64_t bytes) const { return framing_ == Framing::length && remaining_ > bytes; }

  /// How many raw bytes may be read for the body without taking from what follows it; chunks may be read too far.
  std::size_t wants(std::size_t room) const {
    return framing_ == Framing::length ? static_cast<std::size_t>(std::min<std::uint64_t>(room, remaining_)) : room;
  }

  /// Takes `size` raw bytes and leaves the body's data at their start.
  ChunkedDecoder::Step take(char* bytes, std::size_t size) {
    received_ += size;
    if (framing_ == Framing::chunked) return chunked_.decode(bytes, size);
    remaining_ -= size;
    return {size, size};
  }
  std::uint64_t received() const { return received_; }

 private:
  ChunkedLimits limits_;
  Framing framing_ = Framing::none;
  std::uint64_t remaining_ = 0;
  std::uint64_t received_ = 0;
  ChunkedDecoder chunked_;
};

}  // namespace cityaudit::server::http
