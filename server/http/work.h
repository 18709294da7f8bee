#pragma once
// A plan being carried out: the steps that run on a pool thread (or inline, for strand handlers), one at a time.
// Nothing thrown by a handler leaves a step.

#include "server/http/counters.h"
#include "server/http/route.h"

#include <memory>
#include <optional>
#include <span>

namespace cityaudit::server::http {

class Work {
 public:
  Work(Application& application, Counters& counters, Request& request)
      : application_(application), counters_(counters), request_(request) {}

  /// Asks the application. On the strand.
  void plan();
  const Plan& route() const { return plan_; }

  /// Runs plan.handle; request.body is complete.
  void handle();
  /// Hands a piece to the reader, making it first when there is none, and lets it finish after the last.
  void take_piece(std::span<const unsigned char> piece, bool last);
  /// Only makes the reader.
  void begin();
  /// The sender went away: writes what had arrived and lets the reader go.
  void abandon(std::span<const unsigned char> piece);

  /// Set once there is an answer: steps after that do nothing.
  bool answered() const { return response_.has_value(); }
  Response& response() { return *response_; }
  bool has_reader() const { return reader_ != nullptr; }
  /// Answers with an error of the transport itself.
  void refuse(const Error& error);
  void compress_answer();

 private:
  template <class Step>
  void guarded(Step step) noexcept;
  void answer_exception(const char* what) noexcept;

  Application& application_;
  Counters& counters_;
  Request& request_;
  Plan plan_;
  std::unique_ptr<BodyReader> reader_;
  std::optional<Response> response_;
};

}  // namespace cityaudit::server::http
