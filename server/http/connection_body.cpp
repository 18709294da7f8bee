#include "server/http/connection.h"

#include <algorithm>
#include <span>

namespace cityaudit::server::http {
namespace {

using SteadyClock = Deadline::Clock;

constexpr std::size_t free_buffer_bytes = 8192;  // each body may hold that much outside the common budget
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

std::span<const unsigned char> bytes_in(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

}  // namespace

/// Reads the body as the plan wants it and runs the plan. Without an answer afterwards the sender is gone.
Task<void> Connection::carry_out(Work& work, Request& request) {
  phase_ = Phase::body;
  const Plan& plan = work.route();
  if (plan.before_body) {
    co_await handle_whole(work, request);
    co_return;
  }
  if (body_.longer_than(plan.body_bytes_max)) {
    front_.counters.reject(Rejection::body_too_large);
    work.refuse(Error(ErrorKind::too_large, "http.body_too_large"));
    co_return;
  }
  if (awaits_continue_ && input_.empty()) {
    if (plan.begin) {
      auto begin = [&work] { work.begin(); };
      const bool ran = co_await run_step(plan.pool, Admission::bounded, step_of(begin));
      if (!ran) refuse_busy(work);
      if (work.answered()) co_return;
    }
    const bool written = co_await write(continue_line, false);
    if (!written) co_return;
    body_started_ = SteadyClock::now();
  }
  awaits_continue_ = false;
  if (plan.handle) {
    co_await handle_whole(work, request);
  } else {
    co_await handle_pieces(work);
  }
}

/// The body in one piece, in memory.
Task<void> Connection::handle_whole(Work& work, Request& request) {
  const Plan& plan = work.route();
  MemoryBudget::Share share(front_.budget);
  if (!plan.before_body && !body_.ended()) {
    const BodyState state = co_await read_body(request.body, plan.body_bytes_max + 1, share);
    if (state == BodyState::gone) co_return;
    if (state == BodyState::malformed) {
      front_.counters.reject(Rejection::body_malformed);
      work.refuse(Error(ErrorKind::invalid, "http.body_malformed"));
      co_return;
    }
    if (state == BodyState::starved) {
      refuse_busy(work);
      co_return;
    }
    if (request.body.size() > plan.body_bytes_max) {
      front_.counters.reject(Rejection::body_too_large);
      work.refuse(Error(ErrorKind::too_large, "http.body_too_large"));
      co_return;
    }
  }
  auto handle = [&work, pooled = plan.pool != Pool::strand] {
    work.handle();
    if (pooled) work.compress_answer();
  };
  const bool ran = co_await run_step(plan.pool, Admission::bounded, step_of(handle));
  if (!ran) refuse_busy(work);
}

/// The body in pieces, each taken on the pool before the next is read. A small one takes a single step.
Task<void> Connection::handle_pieces(Work& work) {
  const Plan& plan = work.route();
  MemoryBudget::Share share(front_.budget);
  std::string piece;
  std::uint64_t total = 0;
  bool last = false;
  auto take = [&] {
    work.take_piece(bytes_in(piece), last);
    if (plan.pool != Pool::strand) work.compress_answer();
  };
  auto abandon = [&] { work.abandon(bytes_in(piece)); };
  while (!work.answered()) {
    const BodyState state = co_await read_body(piece, front_.limits.small_body_bytes_max, share);
    total += piece.size();
    const bool too_large = total > plan.body_bytes_max;
    if (state == BodyState::gone || state == BodyState::malformed || too_large) {
      if (work.has_reader()) co_await run_step(plan.pool, Admission::admitted, step_of(abandon));
      if (state == BodyState::gone) co_return;
      front_.counters.reject(too_large ? Rejection::body_too_large : Rejection::body_malformed);
      work.refuse(too_large ? Error(ErrorKind::too_large, "http.body_too_large") : Error(ErrorKind::invalid, "http.body_malformed"));
      co_return;
    }
    last = state == BodyState::ended;
    const Admission admission = work.has_reader() ? Admission::admitted : Admission::bounded;
    const bool ran = co_await run_step(plan.pool, admission, step_of(take));
    if (!ran) refuse_busy(work);
    piece.clear();
  }
}

/// Appends to `buffer` until it holds `bytes_max`, the body has ended, or the common budget gives no more room.
Task<Connection::BodyState> Connection::read_body(std::string& buffer, std::size_t bytes_max, MemoryBudget::Share& share) {
  while (!body_.ended()) {
    const std::size_t used = buffer.size();
    if (used >= bytes_max) co_return BodyState::full;
    std::size_t allowed = free_buffer_bytes;
    while (allowed <= used) allowed *= 4;
    allowed = std::min(allowed, bytes_max);
    if (allowed > free_buffer_bytes && !share.grow_to(allowed)) co_return BodyState::starved;
    const std::size_t room = body_.wants(allowed - used);
    std::size_t arrived = 0;
    if (!input_.empty()) {
      arrived = std::min(room, input_.size());
      buffer.append(input_, 0, arrived);
      input_.erase(0, arrived);
    } else {
      buffer.resize(used + room);
      const Transfer transfer = stream_.read(buffer.data() + used, room);
      if (transfer.state != Transfer::State::done) {
        buffer.resize(used);
        deadline_.set(body_deadline());
        const bool ready = co_await wait(transfer.state);
        if (!ready) co_return BodyState::gone;
        continue;
      }
      arrived = transfer.bytes;
      front_.counters.bytes_received.fetch_add(arrived, std::memory_order_relaxed);
    }
    const ChunkedDecoder::Step step = body_.take(buffer.data() + used, arrived);
    if (step.consumed < arrived) input_.insert(0, buffer, used + step.consumed, arrived - step.consumed);
    buffer.resize(used + step.produced);
    if (body_.malformed()) co_return BodyState::malformed;
  }
  co_return BodyState::ended;
}

/// The next piece must come soon, and all of it not too slowly on average.
SteadyClock::time_point Connection::body_deadline() const {
  const auto patience = front_.limits.body_idle_time_max;
  const std::uint64_t rate = std::max<std::size_t>(front_.limits.body_bytes_per_second_min, 1);
  const auto earned = std::chrono::seconds(static_cast<std::int64_t>(body_.received() / rate));
  return std::min(SteadyClock::now() + patience, body_started_ + patience + earned);
}

Task<bool> Connection::run_step(Pool pool, Admission admission, Step step) {
  if (pool == Pool::strand) {
    step();
    co_return true;
  }
  deadline_.suspend();
  const auto before = SteadyClock::now();
  const bool ran = co_await blocking(pool_for(pool), front_.jobs, admission, step);
  body_started_ += SteadyClock::now() - before;
  co_return ran;
}

void Connection::refuse_busy(Work& work) {
  front_.counters.reject(Rejection::busy);
  work.refuse(Error(ErrorKind::unavailable, "server.busy"));
  if (work.response().header("retry-after").empty()) work.response().set("Retry-After", "2");
}

/// Reads the rest of a body that nobody wants, so that the next request can be read.
Task<bool> Connection::drain() {
  MemoryBudget::Share share(front_.budget);
  std::string discarded;
  while (true) {
    const BodyState state = co_await read_body(discarded, free_buffer_bytes, share);
    if (state == BodyState::ended) co_return true;
    if (state != BodyState::full) co_return false;
    discarded.clear();
  }
}

}  // namespace cityaudit::server::http
