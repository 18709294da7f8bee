#include "server/http/front.h"

#include "server/http/connection.h"

#include <utility>

namespace cityaudit::server::http {

std::optional<Rejection> Door::enter(const Address& peer) {
  const std::lock_guard lock(mutex_);
  if (open_ >= limits_.connections_max) return Rejection::connections_max;
  if (!exempt(peer)) {
    auto& count = by_address_[peer.bytes];
    if (count >= limits_.connections_per_address_max) return Rejection::address_max;
    ++count;
  }
  ++open_;
  return std::nullopt;
}

void Door::leave(const Address& peer) {
  const std::lock_guard lock(mutex_);
  --open_;
  if (exempt(peer)) return;
  const auto found = by_address_.find(peer.bytes);
  if (--found->second == 0) by_address_.erase(found);
}

void Connections::add(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connection.place_in_list = open_.size();
  open_.push_back(&connection);
}

void Connections::remove(Connection& connection) {
  const std::lock_guard lock(mutex_);
  Connection* const last = open_.back();
  open_[connection.place_in_list] = last;
  last->place_in_list = connection.place_in_list;
  open_.pop_back();
  if (open_.empty()) empty_.notify_all();
}

std::size_t Connections::size() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

void Connections::each(const std::function<void(Connection&)>& visit) {
  const std::lock_guard lock(mutex_);
  for (Connection* connection : open_) visit(*connection);
}

bool Connections::wait_until_empty(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, until, [this] { return open_.empty(); });
}

}  // namespace cityaudit::server::http
