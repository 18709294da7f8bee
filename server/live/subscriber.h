#pragma once
// One open page: what it has yet to be sent, within a bound. Calls are thread-safe and never block for long.

#include "server/http/response.h"
#include "server/live/hub.h"

#include <condition_variable>
#include <mutex>

namespace cityaudit::server::live {

/// Wakes the hub's thread. Shared, because a connection may outlive the hub.
class Bell {
 public:
  void ring();
  /// Until someone rings, or the time is over when `millis_max` is not negative.
  void wait(int millis_max);

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  bool ringing_ = false;
};

class Subscriber final : public http::EventSource {
 public:
  /// `position`: the last event it has seen. It is sent the log from there until the hub says it is live.
  Subscriber(std::shared_ptr<Bell> bell, std::size_t buffer_bytes_max, std::int64_t position, Audience audience)
      : bell_(std::move(bell)), buffer_bytes_max_(buffer_bytes_max), audience_(std::move(audience)), position_(position) {}

  std::string take() override;
  void on_ready(std::function<void()> wake) override;
  bool ended() const override;
  void close() override;

  /// Ends it, too, when `text` does not fit: whoever reads that slowly resumes by the last id it saw.
  void append(std::string_view text);
  /// Only what is after its position and for its audience. When what its account may has changed since then, it ends.
  void tell(const EventText& event);
  void end();

  /// Bytes that still fit while it is sent old events, so that replaying a long log does not count as reading slowly.
  std::size_t room_to_replay() const;
  bool idle() const;  // nothing waits to be sent

  // Of the hub's thread alone.
  std::int64_t position() const { return position_; }
  const Audience& audience() const { return audience_; }  // any thread: it never changes
  bool live = false;

 private:
  std::function<void()> add(std::string_view text);

  const std::shared_ptr<Bell> bell_;
  const std::size_t buffer_bytes_max_;
  const Audience audience_;
  std::int64_t position_;

  mutable std::mutex mutex_;
  std::string buffer_;
  std::function<void()> wake_;
  bool ended_ = false;
};

}  // namespace cityaudit::server::live
