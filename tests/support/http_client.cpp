#include "tests/support/http_client.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

namespace cityaudit::tests {

namespace {

constexpr std::size_t answer_bytes_max = 256u << 20;

Error transport_error(std::string_view what) {
  return Error{ErrorKind::unavailable, "test.transport", fmt::format("{}: {}", what, std::strerror(errno))};
}
Error protocol_error(std::string what) { return Error{ErrorKind::invalid, "test.protocol", std::move(what)}; }

bool names_end_of_connection(const HttpAnswer& answer) { return equals_ignoring_case(answer.header("Connection"), "close"); }

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return value;
  return {};
}

std::optional<HttpUrl> parse_http_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return {};
  url.remove_prefix(scheme.size());
  HttpUrl parts;
  const auto slash = url.find('/');
  const auto authority = url.substr(0, slash);
  if (slash != url.npos) parts.target = url.substr(slash);
  const auto colon = authority.rfind(':');
  parts.host = authority.substr(0, colon);
  if (colon != authority.npos) {
    const auto port = parse_integer(authority.substr(colon + 1));
    if (!port || *port < 1 || *port > 65535) return {};
    parts.port = static_cast<std::uint16_t>(*port);
  }
  if (parts.host.empty()) return {};
  return parts;
}

HttpClient::HttpClient(std::string host, std::uint16_t port, int timeout_seconds)
    : host_(std::move(host)), port_(port), timeout_seconds_(timeout_seconds) {}

HttpClient::~HttpClient() { close(); }

HttpClient::HttpClient(HttpClient&& other) noexcept
    : host_(std::move(other.host_)),
      port_(other.port_),
      timeout_seconds_(other.timeout_seconds_),
      socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)) {}

Result<> HttpClient::connect() {
  close();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &hints, &found) != 0)
    return Error{ErrorKind::unavailable, "test.transport", "unknown host " + host_};
  for (auto* address = found; address != nullptr && socket_ < 0; address = address->ai_next) {
    const int candidate = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (candidate < 0) continue;
    const timeval limit{timeout_seconds_, 0};
    const int on = 1;
    setsockopt(candidate, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(candidate, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(candidate, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(candidate, address->ai_addr, address->ai_addrlen) == 0)
      socket_ = candidate;
    else
      ::close(candidate);
  }
  freeaddrinfo(found);
  if (socket_ < 0) return transport_error("connect");
  return {};
}

void HttpClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  buffer_.clear();
}

void HttpClient::abort() {
  if (socket_ < 0) return;
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void HttpClient::finish_sending() {
  if (socket_ >= 0) shutdown(socket_, SHUT_WR);
}

Result<> HttpClient::send(std::string_view bytes) {
  if (socket_ < 0) CITYAUDIT_CHECK(connect());
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return transport_error("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<> HttpClient::read_more() {
  if (socket_ < 0) return protocol_error("not connected");
  if (buffer_.size() > answer_bytes_max) return protocol_error("the answer is too long");
  char piece[65536];
  for (;;) {
    const auto size = recv(socket_, piece, sizeof piece, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return transport_error("receive");
    if (size == 0) return protocol_error("the connection was closed");
    buffer_.append(piece, static_cast<std::size_t>(size));
    return {};
  }
}

Result<std::string> HttpClient::read_line() {
  std::size_t end;
  while ((end = buffer_.find("\r\n")) == std::string::npos) CITYAUDIT_CHECK(read_more());
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

Result<> HttpClient::read_exactly(std::size_t size, std::string& into) {
  while (buffer_.size() < size) CITYAUDIT_CHECK(read_more());
  into.append(buffer_, 0, size);
  buffer_.erase(0, size);
  return {};
}

Result<HttpAnswer> HttpClient::read_answer(bool head_only) {
  HttpAnswer answer;
  do {
    answer = {};
    CITYAUDIT_TRY(status_line, read_line());
    if (!status_line.starts_with("HTTP/1.1 ") || status_line.size() < 12) return protocol_error("not an HTTP/1.1 answer: " + status_line);
    answer.status = static_cast<int>(parse_integer(status_line.substr(9, 3)).value_or(0));
    for (;;) {
      CITYAUDIT_TRY(line, read_line());
      if (line.empty()) break;
      const auto colon = line.find(':');
      if (colon == std::string::npos) return protocol_error("a header line without colon: " + line);
      answer.headers.emplace_back(line.substr(0, colon), std::string(trim(std::string_view(line).substr(colon + 1))));
    }
  } while (answer.status >= 100 && answer.status < 200);

  const bool without_body = head_only || answer.status == 204 || answer.status == 304;
  if (without_body) {
    // nothing follows the head
  } else if (equals_ignoring_case(answer.header("Transfer-Encoding"), "chunked")) {
    for (;;) {
      CITYAUDIT_TRY(line, read_line());
      std::size_t size = 0;
      if (std::from_chars(line.data(), line.data() + line.size(), size, 16).ec != std::errc{}) return protocol_error("bad chunk size");
      if (size > answer_bytes_max) return protocol_error("the answer is too long");
      CITYAUDIT_CHECK(read_exactly(size, answer.body));
      CITYAUDIT_TRY(after, read_line());
      if (!after.empty()) return protocol_error("bad chunk end");
      if (size == 0) break;
    }
  } else if (const auto length = answer.header("Content-Length"); !length.empty()) {
    const auto size = parse_integer(length);
    if (!size || *size < 0 || static_cast<std::size_t>(*size) > answer_bytes_max) return protocol_error("bad Content-Length");
    CITYAUDIT_CHECK(read_exactly(static_cast<std::size_t>(*size), answer.body));
  } else {
    answer.body = read_to_end();
    close();
  }
  if (names_end_of_connection(answer)) close();
  return answer;
}

Result<HttpAnswer> HttpClient::request(std::string_view method, std::string_view target, const HttpHeaders& headers,
                                       std::string_view body) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", method, target, host_, port_);
  bool framed = body.empty() && (method == "GET" || method == "HEAD");
  for (const auto& [name, value] : headers) {
    head += fmt::format("{}: {}\r\n", name, value);
    if (equals_ignoring_case(name, "Transfer-Encoding") || equals_ignoring_case(name, "Content-Length")) framed = true;
  }
  if (!framed) head += fmt::format("Content-Length: {}\r\n", body.size());
  head += "\r\n";
  // A kept connection may have been closed by the server between two requests; only then is one new attempt made.
  const bool kept = connected() && !closed_within(0);
  if (!kept) CITYAUDIT_CHECK(connect());
  if (body.size() < 16384) {
    head += body;
    body = {};
  }
  auto sent = send(head);
  if (sent && !body.empty()) sent = send(body);
  // A server may answer (413, 507) before the body has gone out whole: read what it says.
  auto answer = read_answer(method == "HEAD");
  if (!answer) {
    close();
    if (!sent) return sent.error();
  }
  if (!sent) close();
  return answer;
}

std::string HttpClient::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

bool HttpClient::wait_for(std::string_view text, int seconds_max) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
  while (buffer_.find(text) == std::string::npos) {
    pollfd watched{socket_, POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0 || poll(&watched, 1, static_cast<int>(left)) <= 0 || !read_more()) return false;
  }
  return true;
}

bool HttpClient::closed_within(int millis) {
  if (socket_ < 0) return true;
  pollfd watched{socket_, POLLIN, 0};
  if (poll(&watched, 1, millis) <= 0) return false;
  char byte;
  const auto size = recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

std::string chunked_body(std::string_view bytes, std::size_t chunk_size) {
  std::string out;
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, chunk_size);
    out += fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
    bytes.remove_prefix(piece.size());
  }
  return out + "0\r\n\r\n";
}

}  // namespace cityaudit::tests
