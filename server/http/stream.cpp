#include "server/http/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <algorithm>
#include <cerrno>
#include <climits>

namespace cityaudit::server::http {

Stream::Stream(int descriptor, ssl_st* ssl) : descriptor_(descriptor), ssl_(ssl) {
  if (ssl_ != nullptr) SSL_set_fd(ssl_, descriptor);
}

Stream::~Stream() {
  if (ssl_ != nullptr) SSL_free(ssl_);
}

Transfer Stream::outcome_of(int result) const {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ: return {Transfer::State::wait_readable, 0};
    case SSL_ERROR_WANT_WRITE: return {Transfer::State::wait_writable, 0};
    default: return {Transfer::State::closed, 0};
  }
}

Transfer Stream::handshake() {
  if (ssl_ == nullptr) return {};
  ERR_clear_error();
  const int result = SSL_accept(ssl_);
  return result == 1 ? Transfer{} : outcome_of(result);
}

Transfer Stream::read(char* out, std::size_t bytes) {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int result = SSL_read(ssl_, out, static_cast<int>(std::min<std::size_t>(bytes, INT_MAX)));
    return result > 0 ? Transfer{Transfer::State::done, static_cast<std::size_t>(result)} : outcome_of(result);
  }
  while (true) {
    const auto result = ::recv(descriptor_, out, bytes, MSG_DONTWAIT);
    if (result > 0) return {Transfer::State::done, static_cast<std::size_t>(result)};
    if (result == 0) return {Transfer::State::closed, 0};
    if (errno == EINTR) continue;
    return {errno == EAGAIN || errno == EWOULDBLOCK ? Transfer::State::wait_readable : Transfer::State::closed, 0};
  }
}

Transfer Stream::write(std::string_view bytes, bool more) {
  if (bytes.empty()) return {};
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int result = SSL_write(ssl_, bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX)));
    return result > 0 ? Transfer{Transfer::State::done, static_cast<std::size_t>(result)} : outcome_of(result);
  }
  while (true) {
    const auto result = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (result >= 0) return {Transfer::State::done, static_cast<std::size_t>(result)};
    if (errno == EINTR) continue;
    return {errno == EAGAIN || errno == EWOULDBLOCK ? Transfer::State::wait_writable : Transfer::State::closed, 0};
  }
}

void Stream::end_sending() {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    SSL_shutdown(ssl_);
  }
  ::shutdown(descriptor_, SHUT_WR);
}

}  // namespace cityaudit::server::http
