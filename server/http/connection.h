#pragma once
// One connection, from accept to close: a coroutine on its own strand that reads heads, carries out plans and writes answers.
// Private to the transport's coroutine files. Members are touched on the strand only unless said otherwise.

#include "server/http/body.h"
#include "server/http/deadline.h"
#include "server/http/front.h"
#include "server/http/response_head.h"
#include "server/http/stream.h"
#include "server/http/task.h"
#include "server/http/work.h"

#include <chrono>
#include <memory>
#include <string>

namespace cityaudit::server::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// The caller has let it in at the door; it leaves by itself.
  Connection(Front& front, Socket socket, Address peer);
  ~Connection();

  /// Runs until the connection ends. Any thread; once.
  void start();
  /// Gives up when the deadline has passed. Any thread; never blocks.
  void check_deadline(Deadline::Clock::time_point now);
  /// Ends when it next has nothing to do. Any thread.
  void begin_stop();
  /// Ends now, though not before a handler that runs. Any thread.
  void cut_off();

  std::size_t place_in_list = 0;  // of Connections, under its lock

 private:
  enum class Phase { handshake, head, body, work, write, linger };
  enum class BodyState { ended, full, starved, malformed, gone };
  class Waker;
  /// A function in the frame of a coroutine, for one step on a pool.
  struct Step {
    void* function;
    void (*call)(void*);
    void operator()() const { call(function); }
  };
  template <class Function>
  static Step step_of(Function& function) {
    return {&function, [](void* f) { (*static_cast<Function*>(f))(); }};
  }

  // connection.cpp
  Task<void> run();
  Task<bool> handshake();
  Task<bool> serve();
  Task<RequestHeadParser::State> read_head();
  Task<bool> receive(bool wait_first);
  Task<bool> wait(Transfer::State state);
  Task<bool> exchange();
  Task<void> refuse_head();
  Request take_request(RequestHead& head);
  void give_up();
  void account(const Work& work, const std::string& request_id, unsigned status, Deadline::Clock::time_point started);

  // connection_body.cpp
  Task<void> carry_out(Work& work, Request& request);
  Task<void> handle_whole(Work& work, Request& request);
  Task<void> handle_pieces(Work& work);
  Task<BodyState> read_body(std::string& buffer, std::size_t bytes_max, MemoryBudget::Share& share);
  Task<bool> run_step(Pool pool, Admission admission, Step step);
  Task<bool> drain();
  void refuse_busy(Work& work);
  Deadline::Clock::time_point body_deadline() const;
  BlockingPool& pool_for(Pool pool) const { return pool == Pool::intake ? front_.pools.intake : front_.pools.read; }

  // connection_answer.cpp
  Task<bool> answer(const Request& request, Work& work, bool keep_alive);
  Task<bool> answer_source(const Request& request, Work& work, ResponseFrame& frame);
  Task<bool> send_source(BodySource& source, Pool pool, std::int64_t first, std::int64_t bytes);
  Task<bool> answer_events(const Request& request, Work& work, ResponseFrame& frame);
  Task<bool> send_events(EventSource& source, Waker& waker, bool chunked);
  Task<bool> rest();
  Task<bool> write(std::string_view bytes, bool more);
  Task<void> linger();
  Transfer::State write_some(std::string_view& bytes, bool more);

  Front& front_;
  Socket socket_;
  Stream stream_;
  const Address peer_;
  Deadline deadline_;
  RequestHeadParser parser_;
  std::string input_;  // received, not yet used
  IncomingBody body_;
  Phase phase_ = Phase::handshake;
  bool idle_ = false;      // between requests
  bool given_up_ = false;  // timed out or cut off: nothing is waited for any more
  bool timed_out_ = false;
  bool resting_ = false;  // in an event stream with nothing to send
  bool woken_ = false;
  bool awaits_continue_ = false;
  bool http_1_0_ = false;
  std::size_t served_in_turn_ = 0;
  bool served_any_ = false;
  Deadline::Clock::time_point body_started_;
  Deadline::Clock::time_point write_started_;
  std::uint64_t written_ = 0;  // since write_started_
};

}  // namespace cityaudit::server::http
