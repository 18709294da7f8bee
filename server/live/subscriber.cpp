#include "server/live/subscriber.h"

#include <chrono>
#include <utility>

namespace cityaudit::server::live {

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    ringing_ = true;
  }
  rung_.notify_one();
}

void Bell::wait(int millis_max) {
  std::unique_lock lock(mutex_);
  const auto rung = [&] { return ringing_; };
  if (millis_max < 0)
    rung_.wait(lock, rung);
  else
    rung_.wait_for(lock, std::chrono::milliseconds(millis_max), rung);
  ringing_ = false;
}

std::string Subscriber::take() {
  std::string out;
  {
    const std::lock_guard lock(mutex_);
    out = std::exchange(buffer_, {});
  }
  if (!out.empty()) bell_->ring();  // there may be more to replay
  return out;
}

void Subscriber::on_ready(std::function<void()> wake) {
  std::function<void()> at_once;
  {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (ended_ || !buffer_.empty()) at_once = wake_;
  }
  if (at_once) at_once();
}

bool Subscriber::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void Subscriber::close() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    wake_ = nullptr;
    buffer_ = {};
  }
  bell_->ring();  // to be dropped
}

void Subscriber::end() {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

void Subscriber::append(std::string_view text) {
  if (const auto wake = add(text)) wake();
}

void Subscriber::tell(const EventText& event) {
  if (event.seq <= position_) return;
  position_ = event.seq;
  if (audience_.account && event.changes_rights_of == audience_.account && event.seq > audience_.as_of)
    end();
  else if (audience_.hears(event.audit))
    append(event.text);
}

/// Whom to wake, outside the lock.
std::function<void()> Subscriber::add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (ended_) return {};
  if (buffer_.size() + text.size() > buffer_bytes_max_)
    ended_ = true;
  else
    buffer_ += text;
  return wake_;
}

std::size_t Subscriber::room_to_replay() const {
  const std::lock_guard lock(mutex_);
  const std::size_t allowed = buffer_bytes_max_ / 2;
  return ended_ || buffer_.size() >= allowed ? 0 : allowed - buffer_.size();
}

bool Subscriber::idle() const {
  const std::lock_guard lock(mutex_);
  return buffer_.empty();
}

}  // namespace cityaudit::server::live
