#include "server/http/listener.h"

#include "base/log.h"
#include "base/text.h"
#include "server/http/connection.h"
#include "server/http/response_head.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstring>
#include <future>

namespace cityaudit::server::http {
namespace {

constexpr int accepted_at_once_max = 64;
constexpr auto pause_when_exhausted = std::chrono::milliseconds(100);

Address address_of(const sockaddr* peer) {
  Address address;
  if (peer->sa_family == AF_INET6) {
    std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(peer)->sin6_addr, 16);
  } else {
    address.bytes[10] = address.bytes[11] = 0xff;
    std::memcpy(address.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(peer)->sin_addr, 4);
  }
  return address;
}

Result<asio::ip::tcp::endpoint> endpoint_of(std::string_view listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string_view::npos) return Error(ErrorKind::invalid, "settings.invalid", "http.listen is not HOST:PORT");
  std::string host(listen.substr(0, colon));
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto port = parse_integer(listen.substr(colon + 1));
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error || !port || *port < 0 || *port > 65535) {
    return Error(ErrorKind::invalid, "settings.invalid", "http.listen is not ADDRESS:PORT");
  }
  return asio::ip::tcp::endpoint(address, static_cast<std::uint16_t>(*port));
}

}  // namespace

Listener::Listener(asio::io_context& context, Front& front)
    : context_(context), front_(front), strand_(asio::make_strand(context)), acceptor_(strand_), timer_(strand_) {}

Result<std::uint16_t> Listener::open(std::string_view listen) {
  CITYAUDIT_TRY(endpoint, endpoint_of(listen));
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) acceptor_.native_non_blocking(true, error);
  if (error) return Error(ErrorKind::unavailable, "server.listen", std::string(listen) + ": " + error.message());
  return acceptor_.local_endpoint().port();
}

void Listener::start() {
  asio::post(strand_, [this] { wait(); });
}

void Listener::stop() {
  const auto closed = std::make_shared<std::promise<void>>();
  auto is_closed = closed->get_future();
  asio::post(strand_, [this, closed] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
    closed->set_value();
  });
  is_closed.wait();
}

void Listener::wait() {
  if (!acceptor_.is_open()) return;
  acceptor_.async_wait(Acceptor::wait_read, [this](const boost::system::error_code& error) {
    if (error || !acceptor_.is_open()) return;
    accept_waiting();
  });
}

void Listener::accept_waiting() {
  for (int i = 0; i < accepted_at_once_max; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int descriptor = ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return pause();
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      continue;
    }
    admit(descriptor, reinterpret_cast<const sockaddr*>(&peer));
  }
  wait();
}

/// The machine has no descriptors left: those who wait in the backlog are served when some come back.
void Listener::pause() {
  log::warning("no more connections can be accepted for now", {{"open", front_.connections.size()}});
  timer_.expires_after(pause_when_exhausted);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) wait();
  });
}

void Listener::admit(int descriptor, const sockaddr* peer) {
  front_.counters.connections_accepted.fetch_add(1, std::memory_order_relaxed);
  const Address address = address_of(peer);
  if (const auto refused = front_.door.enter(address)) {
    front_.counters.reject(*refused);
    if (!front_.tls) {
      const std::string busy = refusal(503, "too many connections", "");
      static_cast<void>(::send(descriptor, busy.data(), busy.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    }
    ::close(descriptor);
    return;
  }
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto protocol = peer->sa_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
  std::shared_ptr<Connection> connection;
  try {
    connection = std::make_shared<Connection>(front_, Socket(asio::make_strand(context_), protocol, descriptor), address);
  } catch (const std::exception& exception) {
    log::error("connection not taken", {{"cause", exception.what()}});
    front_.door.leave(address);
    return;
  }
  connection->start();
}

}  // namespace cityaudit::server::http
