#pragma once
// Bytes in and out of one socket, plain or through OpenSSL, never waiting: what cannot be done now says what to wait for.
// So the connection needs a single kind of asynchronous operation, and an idle one holds no buffer.
// One strand at a time. OpenSSL writes with write(2): the process ignores SIGPIPE (Server::start).

#include <cstddef>
#include <memory>
#include <string_view>

struct ssl_st;

namespace cityaudit::server::http {

struct Transfer {
  enum class State { done, wait_readable, wait_writable, closed };
  State state = State::done;
  std::size_t bytes = 0;
};

class Stream {
 public:
  /// Owns `ssl` (null: plain), not the descriptor.
  Stream(int descriptor, ssl_st* ssl);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool encrypted() const { return ssl_ != nullptr; }
  /// The server's side of the TLS handshake; done at once on a plain stream.
  Transfer handshake();
  Transfer read(char* out, std::size_t bytes);
  /// `more`: another write follows at once, let the kernel join them.
  Transfer write(std::string_view bytes, bool more = false);
  /// Tells the peer that nothing more comes.
  void end_sending();

 private:
  Transfer outcome_of(int result) const;
  const int descriptor_;
  ssl_st* const ssl_;
};

}  // namespace cityaudit::server::http
