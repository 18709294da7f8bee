#include "server/sample/http_post.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace cityaudit::server::sample {
namespace {

constexpr std::size_t answer_bytes_max = 1U << 20U;

Error broken(std::string_view what) { return Error(ErrorKind::unavailable, "sample.connection", std::string(what)); }
Error broken_by_system(std::string_view what) { return broken(fmt::format("{}: {}", what, std::strerror(errno))); }

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const std::string& text, std::uint16_t port) {
  SocketAddress out;
  if (text.find(':') == std::string::npos) {
    auto* address = reinterpret_cast<sockaddr_in*>(&out.storage);
    address->sin_family = AF_INET;
    address->sin_port = htons(port);
    inet_pton(AF_INET, text.c_str(), &address->sin_addr);
    out.size = sizeof *address;
  } else {
    auto* address = reinterpret_cast<sockaddr_in6*>(&out.storage);
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(port);
    inet_pton(AF_INET6, text.c_str(), &address->sin6_addr);
    out.size = sizeof *address;
  }
  return out;
}

/// The value of a header in a head of lines; empty when it is not there.
std::string_view header_of(std::string_view head, std::string_view name) {
  for (const std::string_view line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name)) return trim(line.substr(colon + 1));
  }
  return {};
}

}  // namespace

OwnListener OwnListener::from(const Settings& settings, std::uint16_t port) {
  const std::string& listen = settings.text("http.listen");
  std::string host = listen.substr(0, listen.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "0.0.0.0" || host == "localhost") host = "127.0.0.1";
  if (host == "::") host = "::1";
  return {host, port, !settings.text("http.tls_certificate").empty()};
}

HttpPost::HttpPost(OwnListener listener, int wait_seconds_max) : listener_(std::move(listener)), wait_seconds_max_(wait_seconds_max) {}

HttpPost::~HttpPost() {
  close();
  SSL_CTX_free(context_);
}

void HttpPost::close() {
  SSL_free(tls_);
  tls_ = nullptr;
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  received_.clear();
}

Result<> HttpPost::connect() {
  const SocketAddress to = socket_address(listener_.address, listener_.port);
  // From loopback even when the listener has another address: only loopback may import.
  const SocketAddress from = socket_address(to.storage.ss_family == AF_INET ? "127.0.0.1" : "::1", 0);
  socket_ = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return broken_by_system("socket");
  const timeval wait{wait_seconds_max_, 0};
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::bind(socket_, from.get(), from.size) != 0) return broken_by_system("bind");
  if (::connect(socket_, to.get(), to.size) != 0) return broken_by_system("connect");
  if (listener_.tls) return start_tls();
  return {};
}

/// The certificate is this server's own and the peer this very process: what name it bears does not matter.
Result<> HttpPost::start_tls() {
  if (!context_) context_ = SSL_CTX_new(TLS_client_method());
  if (!context_) return broken("no TLS");
  SSL_CTX_set_verify(context_, SSL_VERIFY_NONE, nullptr);
  tls_ = SSL_new(context_);
  if (!tls_ || SSL_set_fd(tls_, socket_) != 1 || SSL_connect(tls_) != 1) return broken("TLS handshake");
  return {};
}

Result<> HttpPost::send(std::string_view bytes) {
  while (!bytes.empty()) {
    constexpr std::size_t piece_bytes_max = 1U << 16U;
    const std::string_view piece = bytes.substr(0, piece_bytes_max);
    const auto sent = tls_ ? static_cast<ssize_t>(SSL_write(tls_, piece.data(), static_cast<int>(piece.size())))
                           : ::send(socket_, piece.data(), piece.size(), MSG_NOSIGNAL);
    if (sent < 0 && !tls_ && errno == EINTR) continue;
    if (sent <= 0) return broken_by_system("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<> HttpPost::receive() {
  if (received_.size() > answer_bytes_max) return broken("the answer is too long");
  char piece[4096];
  for (;;) {
    const auto size = tls_ ? static_cast<ssize_t>(SSL_read(tls_, piece, sizeof piece)) : ::recv(socket_, piece, sizeof piece, 0);
    if (size < 0 && !tls_ && errno == EINTR) continue;
    if (size <= 0) return size == 0 ? broken("closed") : broken_by_system("receive");
    received_.append(piece, static_cast<std::size_t>(size));
    return {};
  }
}

Result<std::string> HttpPost::read_head() {
  std::size_t end;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) CITYAUDIT_CHECK(receive());
  std::string head = received_.substr(0, end);
  received_.erase(0, end + 4);
  return head;
}

Result<HttpAnswer> HttpPost::read_answer(bool head_only) {
  HttpAnswer answer;
  std::string head;
  do {
    CITYAUDIT_TRY(next, read_head());
    head = std::move(next);
    const auto status = head.size() > 12 ? parse_integer(std::string_view(head).substr(9, 3)) : std::nullopt;
    if (!head.starts_with("HTTP/1.1 ") || !status) return broken("no HTTP answer");
    answer.status = static_cast<int>(*status);
  } while (answer.status < 200);
  const auto length = parse_integer(header_of(head, "Content-Length")).value_or(0);
  if (!head_only && answer.status != 204) {
    if (length < 0 || static_cast<std::size_t>(length) > answer_bytes_max) return broken("the answer is too long");
    while (received_.size() < static_cast<std::size_t>(length)) CITYAUDIT_CHECK(receive());
    answer.body = received_.substr(0, static_cast<std::size_t>(length));
    received_.erase(0, static_cast<std::size_t>(length));
  }
  if (equals_ignoring_case(header_of(head, "Connection"), "close")) close();
  return answer;
}

Result<HttpAnswer> HttpPost::request(std::string_view method, std::string_view path, const HttpHeaders& headers, std::string_view body) {
  const auto exchange = [&]() -> Result<HttpAnswer> {
    if (socket_ < 0) CITYAUDIT_CHECK(connect());
    const bool ipv6 = listener_.address.find(':') != std::string::npos;
    std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", method, path,
                                   ipv6 ? fmt::format("[{}]", listener_.address) : listener_.address, listener_.port);
    for (const auto& [name, value] : headers) head += fmt::format("{}: {}\r\n", name, value);
    if (method != "HEAD") head += fmt::format("Content-Length: {}\r\n", body.size());
    CITYAUDIT_CHECK(send(head + "\r\n"));
    CITYAUDIT_CHECK(send(body));
    return read_answer(method == "HEAD");
  };
  auto answer = exchange();
  if (!answer) close();
  return answer;
}

std::string submission_body(std::string_view boundary, std::string_view xml, const std::vector<FilePart>& files) {
  std::string out = fmt::format(
      "--{}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"submission.xml\"\r\nContent-Type: text/xml\r\n\r\n",
      boundary);
  out.append(xml);
  for (const FilePart& file : files) {
    out += fmt::format("\r\n--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n", boundary,
                       file.name, file.name, file.content_type);
    out.append(file.bytes);
  }
  out += fmt::format("\r\n--{}--\r\n", boundary);
  return out;
}

}  // namespace cityaudit::server::sample
