#pragma once
// Frames over a connected stream socket, with a deadline. One thread at a time per channel; both ends use it.

#include "media/protocol.h"

#include <chrono>

namespace cityaudit::media {

/// Owns the socket and closes it.
class Channel {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;  // none: wait for ever

  enum class Fault { closed, timed_out, malformed };
  template <class T>
  using Outcome = boost::system::result<T, Fault>;

  struct Frame {
    FrameType type = FrameType::ready;
    std::string payload;
  };

  Channel() = default;
  explicit Channel(int socket) : socket_(socket) {}
  ~Channel() { close(); }
  Channel(Channel&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Channel& operator=(Channel&& other) noexcept;

  Outcome<void> send(FrameType type, std::string_view payload, Deadline deadline);
  Outcome<Frame> receive(Deadline deadline);
  /// Reads a frame's payload into `payload` and keeps its capacity: for many pieces in a row.
  Outcome<FrameType> receive_into(std::string& payload, Deadline deadline);
  void close();

 private:
  Outcome<void> send_bytes(const unsigned char* data, std::size_t bytes, Deadline deadline);
  Outcome<void> receive_bytes(unsigned char* data, std::size_t bytes, Deadline deadline);
  Outcome<void> wait(short events, Deadline deadline);

  int socket_ = -1;
};

[[noreturn]] inline void throw_exception_from_error(const Channel::Fault&, const boost::source_location&) {
  throw std::logic_error("a failed channel was used");
}

}  // namespace cityaudit::media
