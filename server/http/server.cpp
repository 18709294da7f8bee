#include "server/http/server.h"

#include "base/log.h"
#include "server/http/connection.h"
#include "server/http/listener.h"

#include <pthread.h>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <optional>
#include <thread>
#include <vector>

namespace cityaudit::server::http {
namespace {

constexpr auto sweep_interval = std::chrono::milliseconds(200);
const SystemClock system_clock;

}  // namespace

struct Server::State {
  State(const Settings& its_settings, Application& application, Pools pools, const Clock& clock)
      : settings(its_settings), front(settings, application, pools, clock) {}

  Result<> load_tls();
  void sweep();
  void run_thread();

  const Settings& settings;
  Front front;
  asio::io_context context;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::optional<asio::steady_timer> sweeper;
  std::unique_ptr<Listener> listener;
  std::vector<std::thread> threads;
};

Result<> Server::State::load_tls() {
  const std::string& certificate = settings.text("http.tls_certificate");
  const std::string& key = settings.text("http.tls_key");
  if (certificate.empty() && key.empty()) return {};
  if (certificate.empty() || key.empty())
    return Error(ErrorKind::invalid, "settings.invalid", "http.tls_certificate and http.tls_key: both or neither");
  auto tls = std::make_unique<Tls>(certificate, key);
  CITYAUDIT_CHECK(tls->load());
  front.tls = std::move(tls);
  return {};
}

void Server::State::sweep() {
  sweeper->expires_after(sweep_interval);
  sweeper->async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const auto now = Deadline::Clock::now();
    front.connections.each([now](Connection& connection) { connection.check_deadline(now); });
    sweep();
  });
}

/// Nothing that is thrown may end the process: it is logged and the loop goes on.
void Server::State::run_thread() {
  pthread_setname_np(pthread_self(), "http");
  while (true) {
    try {
      context.run();
      return;
    } catch (const std::exception& exception) {
      log::error("event loop", {{"cause", exception.what()}});
    } catch (...) {
      log::error("event loop");
    }
  }
}

Server::Server(const Settings& settings, Application& application, Pools pools) : Server(settings, application, pools, system_clock) {}

Server::Server(const Settings& settings, Application& application, Pools pools, const Clock& clock)
    : state_(std::make_unique<State>(settings, application, pools, clock)) {}

Server::~Server() { stop(); }

Result<std::uint16_t> Server::start() {
  std::signal(SIGPIPE, SIG_IGN);
  CITYAUDIT_CHECK(state_->load_tls());
  auto listener = std::make_unique<Listener>(state_->context, state_->front);
  CITYAUDIT_TRY(port, listener->open(state_->settings.text("http.listen")));
  state_->listener = std::move(listener);
  state_->listener->start();
  state_->work.emplace(state_->context.get_executor());
  state_->sweeper.emplace(state_->context);
  state_->sweep();
  const auto threads = std::max<std::int64_t>(1, state_->settings.integer("http.io_threads"));
  for (std::int64_t i = 0; i < threads; ++i) state_->threads.emplace_back([this] { state_->run_thread(); });
  return port;
}

void Server::stop() {
  if (state_->threads.empty()) return;
  Front& front = state_->front;
  front.stopping.store(true);
  state_->listener->stop();
  front.connections.each([](Connection& connection) { connection.begin_stop(); });
  const auto patience = front.limits.stop_time_max;
  if (!front.connections.wait_until_empty(Deadline::Clock::now() + patience)) {
    log::warning("connections cut off at the stop", {{"connections", front.connections.size()}});
    do {
      front.connections.each([](Connection& connection) { connection.cut_off(); });
    } while (!front.connections.wait_until_empty(Deadline::Clock::now() + std::chrono::seconds(1)));
  }
  while (!front.jobs.none()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  state_->work.reset();
  state_->context.stop();
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
}

Result<> Server::reload_certificate() {
  if (!state_->front.tls) return {};
  return state_->front.tls->load();
}

Counters& Server::counters() { return state_->front.counters; }

}  // namespace cityaudit::server::http
