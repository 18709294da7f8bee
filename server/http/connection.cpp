#include "server/http/connection.h"

#include "base/ids.h"
#include "base/log.h"
#include "server/http/response_head.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace cityaudit::server::http {
namespace {

using SteadyClock = Deadline::Clock;

/// Enough to find a request in a log: 64 random bits.
std::string new_request_id() {
  constexpr std::string_view digits = "0123456789abcdef";
  thread_local std::array<unsigned char, 512> pool;
  thread_local std::size_t used = pool.size();
  if (used == pool.size()) {
    random_bytes(pool);
    used = 0;
  }
  std::string id;
  id.reserve(16);
  for (int i = 0; i < 8; ++i) {
    const unsigned char byte = pool[used++];
    id += digits[byte >> 4];
    id += digits[byte & 15];
  }
  return id;
}

}  // namespace

Connection::Connection(Front& front, Socket socket, Address peer)
    : front_(front),
      socket_(std::move(socket)),
      stream_(socket_.native_handle(), front.tls ? front.tls->new_session() : nullptr),
      peer_(peer),
      parser_(front.limits.head),
      body_(front.limits.chunked) {
  front_.connections.add(*this);
  front_.counters.connections_open.fetch_add(1, std::memory_order_relaxed);
}

Connection::~Connection() {
  front_.counters.connections_open.fetch_sub(1, std::memory_order_relaxed);
  front_.door.leave(peer_);
  boost::system::error_code ignored;
  socket_.close(ignored);
  front_.connections.remove(*this);
}

void Connection::start() {
  auto ended = [self = shared_from_this()](const std::exception_ptr& exception) {
    if (!exception) return;
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& e) {
      log::error("connection failed", {{"cause", e.what()}});
    } catch (...) {
      log::error("connection failed");
    }
  };
  asio::co_spawn(socket_.get_executor(), run(), std::move(ended));
}

void Connection::check_deadline(SteadyClock::time_point now) {
  if (!deadline_.passed(now)) return;
  auto alive = weak_from_this().lock();  // null while it is being destroyed
  if (!alive) return;
  asio::post(socket_.get_executor(), [self = std::move(alive)] {
    if (self->given_up_ || !self->deadline_.passed(SteadyClock::now())) return;
    self->timed_out_ = true;
    self->give_up();
  });
}

void Connection::begin_stop() {
  auto alive = weak_from_this().lock();
  if (!alive) return;
  asio::post(socket_.get_executor(), [self = std::move(alive)] {
    // Nothing is owed to a peer between requests, nor to one that only has to close.
    if (self->idle_ || self->phase_ == Phase::linger) self->give_up();
    self->woken_ = true;
    if (self->resting_) self->socket_.cancel();
  });
}

void Connection::cut_off() {
  auto alive = weak_from_this().lock();
  if (!alive) return;
  asio::post(socket_.get_executor(), [self = std::move(alive)] { self->give_up(); });
}

void Connection::give_up() {
  given_up_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

Task<bool> Connection::wait(Transfer::State state) {
  if (given_up_ || state == Transfer::State::closed) co_return false;
  served_in_turn_ = 0;
  boost::system::error_code error;
  const auto kind = state == Transfer::State::wait_writable ? Socket::wait_write : Socket::wait_read;
  auto token = asio::redirect_error(use_task, error);
  co_await socket_.async_wait(kind, token);
  co_return !given_up_ && !error;
}

Task<void> Connection::run() {
  const bool shaken = co_await handshake();
  if (!shaken) {
    front_.counters.reject(Rejection::handshake);
    co_return;
  }
  bool more = true;
  while (more) more = co_await serve();
}

Task<bool> Connection::handshake() {
  if (!stream_.encrypted()) co_return true;
  deadline_.renew(front_.limits.handshake_time_max);
  while (true) {
    const Transfer transfer = stream_.handshake();
    if (transfer.state == Transfer::State::done) co_return true;
    const bool ready = co_await wait(transfer.state);
    if (!ready) co_return false;
  }
}

/// One request. False when the connection is to be closed.
Task<bool> Connection::serve() {
  phase_ = Phase::head;
  const RequestHeadParser::State state = co_await read_head();
  if (state == RequestHeadParser::State::ready) {
    if (++served_in_turn_ >= front_.limits.pipelined_requests_max) {
      served_in_turn_ = 0;
      co_await asio::post(socket_.get_executor(), use_task);
    }
    const bool again = co_await exchange();
    served_any_ = true;
    co_return again;
  }
  if (state == RequestHeadParser::State::fault) {
    co_await refuse_head();
  } else if (timed_out_ && !input_.empty()) {
    front_.counters.reject(Rejection::head_slow);
    static_cast<void>(stream_.write(refusal(408, "the request took too long", new_request_id())));
  }
  co_return false;
}

Task<RequestHeadParser::State> Connection::read_head() {
  using State = RequestHeadParser::State;
  parser_.reset();
  bool wait_first = served_any_ && !stream_.encrypted();
  if (input_.empty()) {
    std::string().swap(input_);
    deadline_.renew(front_.limits.idle_time_max);
    idle_ = true;
    if (front_.stopping.load()) co_return State::more;
  } else {
    deadline_.renew(front_.limits.head_time_max);
  }
  while (true) {
    const State state = input_.empty() ? State::more : parser_.parse(input_);
    if (state != State::more) co_return state;
    const bool received = co_await receive(wait_first);
    if (!received) co_return State::more;
    wait_first = false;
    if (idle_) deadline_.renew(front_.limits.head_time_max);
    idle_ = false;
  }
}

/// Appends what has arrived to the input; waits for it when nothing has.
Task<bool> Connection::receive(bool wait_first) {
  thread_local std::array<char, 16384> scratch;
  while (true) {
    Transfer transfer{Transfer::State::wait_readable, 0};
    if (!wait_first) transfer = stream_.read(scratch.data(), scratch.size());
    if (transfer.state == Transfer::State::done) {
      input_.append(scratch.data(), transfer.bytes);
      front_.counters.bytes_received.fetch_add(transfer.bytes, std::memory_order_relaxed);
      co_return true;
    }
    wait_first = false;
    const bool ready = co_await wait(transfer.state);
    if (!ready) co_return false;
  }
}

Task<void> Connection::refuse_head() {
  const HeadFault& fault = parser_.fault();
  const std::string request_id = new_request_id();
  const bool large = fault.status == 414 || fault.status == 431;
  front_.counters.reject(large ? Rejection::head_too_large : Rejection::head_malformed);
  log::debug("request head refused", {{"request_id", request_id}, {"status", fault.status}, {"reason", fault.reason}});
  const std::string bytes = refusal(fault.status, fault.reason, request_id);
  const bool written = co_await write(bytes, false);
  if (written) co_await linger();
}

Request Connection::take_request(RequestHead& head) {
  Request request;
  request.method = head.method;
  request.path = std::move(head.path);
  request.query = std::move(head.query);
  request.headers = std::move(head.headers);
  request.host = std::move(head.host);
  request.request_id = new_request_id();
  request.received_at = front_.clock.now();
  front_.forwarding.apply(peer_, stream_.encrypted(), request);
  return request;
}

Task<bool> Connection::exchange() {
  const auto started = SteadyClock::now();
  RequestHead& head = parser_.head();
  const bool keep_alive = head.keep_alive;
  http_1_0_ = head.http_1_0;
  awaits_continue_ = head.expects_continue;
  body_.begin(head);
  body_started_ = started;
  Request request = take_request(head);
  input_.erase(0, parser_.consumed());

  Work work(front_.application, front_.counters, request);
  work.plan();
  if (!work.answered()) co_await carry_out(work, request);
  std::string().swap(request.body);
  if (!work.answered()) {
    // The sender went away, or was too slow to be waited for.
    if (timed_out_) {
      front_.counters.reject(Rejection::body_slow);
      static_cast<void>(stream_.write(refusal(408, "the body took too long", request.request_id)));
    }
    account(work, request.request_id, timed_out_ ? 408 : 499, started);
    co_return false;
  }
  const unsigned status = work.response().status;
  const bool again = co_await answer(request, work, keep_alive);
  account(work, request.request_id, status, started);
  co_return again;
}

void Connection::account(const Work& work, const std::string& request_id, unsigned status, SteadyClock::time_point started) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - started).count();
  RouteCounters& counters = front_.counters.route(work.route().route_name);
  counters.by_status_class[std::min<unsigned>(status / 100, 5)].fetch_add(1, std::memory_order_relaxed);
  counters.latency.add(micros);
  log::debug("request", {{"request_id", request_id}, {"route", work.route().route_name}, {"status", status}, {"millis", micros / 1000}});
}

}  // namespace cityaudit::server::http
