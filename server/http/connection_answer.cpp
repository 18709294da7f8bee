#include "server/http/connection.h"

#include "base/log.h"
#include "server/http/etag.h"
#include "server/http/range.h"
#include "server/http/response_head.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <mutex>

namespace cityaudit::server::http {
namespace {

using SteadyClock = Deadline::Clock;

constexpr std::size_t joined_body_bytes_max = 16384;  // sent in one write with its head
constexpr std::size_t source_piece_bytes = 65536;

bool has_no_body(unsigned status) { return status < 200 || status == 204 || status == 304; }

/// If-Range: the range holds for the very version that the sender has a part of.
bool is_version_asked_for(const Request& request, const Response& response) {
  const std::string_view condition = request.header("if-range");
  if (condition.empty()) return true;
  if (condition.starts_with('"') || condition.starts_with("W/")) return etags_equal_strongly(condition, response.header("etag"));
  return condition == response.header("last-modified");
}

}  // namespace

/// Carries a wake-up from any thread to the strand; harmless after the connection has gone.
class Connection::Waker {
 public:
  explicit Waker(Connection& connection) : connection_(&connection) {}

  void wake() {
    const std::lock_guard lock(mutex_);
    if (connection_ == nullptr || posted_) return;
    posted_ = true;
    asio::post(connection_->socket_.get_executor(), [self = connection_->shared_from_this()] {
      self->woken_ = true;
      if (self->resting_) self->socket_.cancel();
    });
  }
  /// Before looking whether there is something: a wake-up after that is not lost.
  void rearm() {
    const std::lock_guard lock(mutex_);
    posted_ = false;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    connection_ = nullptr;
  }

 private:
  std::mutex mutex_;
  Connection* connection_;
  bool posted_ = false;
};

/// Writes the answer. False when the connection is to be closed.
Task<bool> Connection::answer(const Request& request, Work& work, bool keep_alive) {
  phase_ = Phase::write;
  Response& response = work.response();
  const bool drainable = body_.ended() || (!body_.malformed() && !awaits_continue_ && body_.ends_within(front_.limits.drain_bytes_max));
  ResponseFrame frame;
  frame.keep_alive = keep_alive && drainable && !front_.stopping.load();
  frame.http_1_0 = http_1_0_;
  frame.secure = request.secure;
  frame.request_id = request.request_id;
  write_started_ = SteadyClock::now();
  written_ = 0;

  bool sent = false;
  if (std::holds_alternative<std::shared_ptr<EventSource>>(response.body)) {
    frame.keep_alive = false;
    sent = co_await answer_events(request, work, frame);
  } else if (std::holds_alternative<std::shared_ptr<BodySource>>(response.body)) {
    sent = co_await answer_source(request, work, frame);
  } else {
    std::string out;
    const std::string& body = std::get<std::string>(response.body);
    const bool bare = has_no_body(response.status);
    frame.length = bare ? ResponseFrame::Length::none : ResponseFrame::Length::known;
    frame.body_bytes = static_cast<std::int64_t>(body.size());
    append_response_head(out, response, frame);
    const bool with_body = !bare && request.method != Method::head && !body.empty();
    const bool joined = with_body && body.size() <= joined_body_bytes_max;
    if (joined) out += body;
    sent = co_await write(out, with_body && !joined);
    if (sent && with_body && !joined) sent = co_await write(body, false);
  }
  if (!sent) {
    if (timed_out_) front_.counters.reject(Rejection::write_slow);
    co_return false;
  }
  if (!frame.keep_alive) {
    co_await linger();
    co_return false;
  }
  if (body_.ended()) co_return true;
  const bool drained = co_await drain();
  co_return drained;
}

Task<bool> Connection::answer_source(const Request& request, Work& work, ResponseFrame& frame) {
  // A copy of the pointer: the response may be replaced below.
  const std::shared_ptr<BodySource> source = std::get<std::shared_ptr<BodySource>>(work.response().body);
  const std::int64_t size = source->bytes();
  Range range{Range::Kind::whole, 0, size};
  if (work.response().status == 200) {
    work.response().set("Accept-Ranges", "bytes");
    const bool asked = request.method == Method::get && is_version_asked_for(request, work.response());
    if (asked) range = parse_range(request.header("range"), size);
  }
  std::string out;
  if (range.kind == Range::Kind::unsatisfiable) {
    work.refuse(Error(ErrorKind::invalid, "http.range_unsatisfiable"));
    work.response().status = 416;
    work.response().set("Content-Range", "bytes */" + std::to_string(size));
    const auto* body = std::get_if<std::string>(&work.response().body);
    frame.body_bytes = body == nullptr ? 0 : static_cast<std::int64_t>(body->size());
    append_response_head(out, work.response(), frame);
    if (body != nullptr) out += *body;
    const bool refused = co_await write(out, false);
    co_return refused;
  }
  if (range.kind == Range::Kind::part) {
    work.response().status = 206;
    work.response().set("Content-Range", "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.bytes - 1) +
                                             "/" + std::to_string(size));
  }
  const bool bare = has_no_body(work.response().status);
  frame.length = bare ? ResponseFrame::Length::none : ResponseFrame::Length::known;
  frame.body_bytes = range.bytes;
  append_response_head(out, work.response(), frame);
  const bool with_body = !bare && request.method != Method::head && range.bytes > 0;
  const bool head_sent = co_await write(out, with_body);
  if (!head_sent || !with_body) co_return head_sent;
  const bool sent = co_await send_source(*source, work.route().pool, range.first, range.bytes);
  co_return sent;
}

Task<bool> Connection::send_source(BodySource& source, Pool pool, std::int64_t first, std::int64_t bytes) {
  const Pool reading_pool = pool == Pool::strand ? Pool::read : pool;
  const auto buffer = std::make_unique<unsigned char[]>(source_piece_bytes);
  std::size_t filled = 0;
  auto read = [&] {
    filled = 0;
    try {
      const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(bytes, source_piece_bytes));
      const auto got = source.read(first, {buffer.get(), wanted});
      if (got) filled = *got;
    } catch (const std::exception& exception) {
      log::error("body failed", {{"cause", exception.what()}});
    }
  };
  while (bytes > 0) {
    co_await run_step(reading_pool, Admission::admitted, step_of(read));
    if (filled == 0) {
      // Too late for another status: the peer learns it from the early end.
      log::warning("body ended early", {{"missing_bytes", bytes}});
      co_return false;
    }
    const std::string_view piece(reinterpret_cast<const char*>(buffer.get()), filled);
    const bool written = co_await write(piece, false);
    if (!written) co_return false;
    first += static_cast<std::int64_t>(filled);
    bytes -= static_cast<std::int64_t>(filled);
  }
  co_return true;
}

Task<bool> Connection::answer_events(const Request& request, Work& work, ResponseFrame& frame) {
  const std::shared_ptr<EventSource> source = std::get<std::shared_ptr<EventSource>>(work.response().body);
  const auto waker = std::make_shared<Waker>(*this);
  struct Farewell {
    EventSource& source;
    Waker& waker;
    Counters& counters;
    ~Farewell() {
      waker.forget();
      source.close();
      counters.event_streams_open.fetch_sub(1, std::memory_order_relaxed);
    }
  };
  front_.counters.event_streams_open.fetch_add(1, std::memory_order_relaxed);
  const Farewell farewell{*source, *waker, front_.counters};
  const bool chunked = !http_1_0_;
  frame.length = chunked ? ResponseFrame::Length::chunked : ResponseFrame::Length::until_close;
  std::string out;
  append_response_head(out, work.response(), frame);
  const bool head_sent = co_await write(out, false);
  if (!head_sent || request.method == Method::head) co_return head_sent;
  std::string().swap(out);
  std::string().swap(input_);
  source->on_ready([waker] { waker->wake(); });
  const bool ended_well = co_await send_events(*source, *waker, chunked);
  co_return ended_well;
}

Task<bool> Connection::send_events(EventSource& source, Waker& waker, bool chunked) {
  std::string chunk;
  while (true) {
    waker.rearm();
    woken_ = false;
    const bool last = source.ended() || front_.stopping.load();
    chunk = source.take();
    if (!chunk.empty()) {
      if (chunked) {
        std::array<char, 24> size;
        std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
        chunk.insert(0, size.data());
        chunk += "\r\n";
      }
      write_started_ = SteadyClock::now();
      written_ = 0;
      const bool written = co_await write(chunk, false);
      if (!written) co_return false;
      if (!last) continue;
    }
    if (last) break;
    std::string().swap(chunk);
    const bool still_there = co_await rest();
    if (!still_there) co_return false;
  }
  if (!chunked) co_return true;
  const bool written = co_await write("0\r\n\r\n", false);
  co_return written;
}

/// Until woken; false when the peer has gone. What it sends meanwhile is thrown away: this answer is the connection's last.
Task<bool> Connection::rest() {
  deadline_.suspend();
  while (!woken_) {
    resting_ = true;
    const bool readable = co_await wait(Transfer::State::wait_readable);
    resting_ = false;
    if (given_up_) co_return false;
    if (!readable) continue;
    std::array<char, 512> discarded;
    const Transfer transfer = stream_.read(discarded.data(), discarded.size());
    if (transfer.state == Transfer::State::closed) co_return false;
  }
  co_return true;
}

Transfer::State Connection::write_some(std::string_view& bytes, bool more) {
  while (!bytes.empty()) {
    const Transfer transfer = stream_.write(bytes, more);
    if (transfer.state != Transfer::State::done) return transfer.state;
    bytes.remove_prefix(transfer.bytes);
    written_ += transfer.bytes;
    front_.counters.bytes_sent.fetch_add(transfer.bytes, std::memory_order_relaxed);
  }
  return Transfer::State::done;
}

/// All of it, as fast as the peer takes it, but neither with long pauses nor for ever.
Task<bool> Connection::write(std::string_view bytes, bool more) {
  const auto patience = front_.limits.write_idle_time_max;
  const std::uint64_t rate = std::max<std::size_t>(front_.limits.body_bytes_per_second_min, 1);
  while (true) {
    const Transfer::State state = write_some(bytes, more);
    if (state == Transfer::State::done) co_return true;
    const auto earned = std::chrono::seconds(static_cast<std::int64_t>(written_ / rate));
    deadline_.set(std::min(SteadyClock::now() + patience, write_started_ + patience + earned));
    const bool ready = co_await wait(state);
    if (!ready) co_return false;
  }
}

/// Reads on for a little while after the last answer: a close with unread input would make the peer's kernel drop the answer.
Task<void> Connection::linger() {
  phase_ = Phase::linger;
  stream_.end_sending();
  deadline_.renew(front_.limits.linger_time_max);
  thread_local std::array<char, 16384> discarded;
  std::size_t received = 0;
  while (received < front_.limits.linger_bytes_max && !front_.stopping.load()) {
    const auto result = ::recv(socket_.native_handle(), discarded.data(), discarded.size(), MSG_DONTWAIT);
    if (result > 0) {
      received += static_cast<std::size_t>(result);
      continue;
    }
    if (result == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) co_return;
    const bool readable = co_await wait(Transfer::State::wait_readable);
    if (!readable) co_return;
  }
}

}  // namespace cityaudit::server::http
