#pragma once
// The chunked transfer coding (RFC 9112 section 7.1), strictly: sizes in hex digits only, extensions checked, bounded and
// ignored, trailers checked, bounded and dropped. No sockets; one object per body, one thread at a time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cityaudit::server::http {

struct ChunkedLimits {
  std::size_t line_bytes_max = 1024;        // one chunk header with its extensions
  std::size_t extension_bytes_max = 16384;  // all extensions of one body
  std::size_t trailer_bytes_max = 4096;     // all trailers together
};

class ChunkedDecoder {
 public:
  struct Step {
    std::size_t consumed = 0;  // bytes of the input that belonged to the body
    std::size_t produced = 0;  // bytes of data, now at the start of the input
  };

  explicit ChunkedDecoder(ChunkedLimits limits) : limits_(limits) {}

  /// Decodes `size` bytes at `bytes` where they lie. Stops at the end of the body or at a fault.
  Step decode(char* bytes, std::size_t size);

  bool done() const { return state_ == State::done; }
  /// A constant fit for logs and counters; null while all is well.
  const char* fault() const { return fault_; }

 private:
  enum class State { size_line, data, data_end, trailer_line, done, fault };
  void take_byte_of_line(char c);
  void take_size_line();
  void take_trailer_line();
  void take_data_end(char c);
  void refuse(const char* reason);

  ChunkedLimits limits_;
  State state_ = State::size_line;
  const char* fault_ = nullptr;
  std::string line_;  // the chunk header or trailer being read, without its end
  bool after_return_ = false;
  std::uint64_t remaining_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace cityaudit::server::http
