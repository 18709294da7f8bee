#include "media/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>

namespace cityaudit::media {

Channel& Channel::operator=(Channel&& other) noexcept {
  close();
  socket_ = std::exchange(other.socket_, -1);
  return *this;
}

void Channel::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

Channel::Outcome<void> Channel::wait(short events, Deadline deadline) {
  for (;;) {
    int millis = -1;
    if (deadline) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now()).count();
      if (left <= 0) return Fault::timed_out;
      millis = static_cast<int>(std::min<std::int64_t>(left + 1, 3'600'000));
    }
    pollfd entry{socket_, events, 0};
    const int ready = ::poll(&entry, 1, millis);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Fault::closed;
  }
}

Channel::Outcome<void> Channel::send_bytes(const unsigned char* data, std::size_t bytes, Deadline deadline) {
  while (bytes > 0) {
    const ssize_t sent = ::send(socket_, data, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      data += sent;
      bytes -= static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (auto ready = wait(POLLOUT, deadline); !ready) return ready.error();
    } else if (errno != EINTR) {
      return Fault::closed;
    }
  }
  return {};
}

Channel::Outcome<void> Channel::receive_bytes(unsigned char* data, std::size_t bytes, Deadline deadline) {
  while (bytes > 0) {
    const ssize_t got = ::recv(socket_, data, bytes, MSG_DONTWAIT);
    if (got > 0) {
      data += got;
      bytes -= static_cast<std::size_t>(got);
    } else if (got == 0) {
      return Fault::closed;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (auto ready = wait(POLLIN, deadline); !ready) return ready.error();
    } else if (errno != EINTR) {
      return Fault::closed;
    }
  }
  return {};
}

Channel::Outcome<void> Channel::send(FrameType type, std::string_view payload, Deadline deadline) {
  const auto head = encode_head(type, payload.size());
  if (auto sent = send_bytes(head.data(), head.size(), deadline); !sent) return sent;
  return send_bytes(reinterpret_cast<const unsigned char*>(payload.data()), payload.size(), deadline);
}

Channel::Outcome<FrameType> Channel::receive_into(std::string& payload, Deadline deadline) {
  std::array<unsigned char, frame_head_bytes> bytes{};
  if (auto got = receive_bytes(bytes.data(), bytes.size(), deadline); !got) return got.error();
  const auto head = decode_head(bytes);
  if (!head) return Fault::malformed;
  payload.resize(head->payload_bytes);
  if (auto got = receive_bytes(reinterpret_cast<unsigned char*>(payload.data()), payload.size(), deadline); !got) return got.error();
  return head->type;
}

Channel::Outcome<Channel::Frame> Channel::receive(Deadline deadline) {
  Frame frame;
  auto type = receive_into(frame.payload, deadline);
  if (!type) return type.error();
  frame.type = *type;
  return frame;
}

}  // namespace cityaudit::media
