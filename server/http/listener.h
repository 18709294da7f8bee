#pragma once
// Accepts connections. Any thread may call; the work is done on the event loop.

#include "base/result.h"
#include "server/http/front.h"
#include "server/http/task.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace cityaudit::server::http {

class Listener {
 public:
  Listener(asio::io_context& context, Front& front);

  /// Binds HOST:PORT (a literal address or localhost; [::]:8080 for IPv6) and returns the port.
  Result<std::uint16_t> open(std::string_view listen);
  void start();
  /// Returns once nothing more is accepted.
  void stop();

 private:
  using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

  void wait();
  void accept_waiting();
  void admit(int descriptor, const sockaddr* peer);
  void pause();

  asio::io_context& context_;
  Front& front_;
  Executor strand_;
  Acceptor acceptor_;
  Timer timer_;
};

}  // namespace cityaudit::server::http
