#include "server/live/hub.h"

#include "base/log.h"
#include "server/live/subscriber.h"

#include <algorithm>

namespace cityaudit::server::live {
namespace {

constexpr std::size_t events_per_read = 256;
constexpr int poll_millis = 200;  // other processes write too, and tell nobody
constexpr std::size_t event_bytes_expected = 512;
/// How soon a browser comes back when it was cut off.
constexpr std::string_view greeting = "retry: 2000\n\n";
constexpr std::string_view heartbeat = ": still here\n\n";

}  // namespace

Hub::Hub(store::Database& database, const Settings& settings)
    : database_(database),
      subscribers_max_(settings.size("live.subscribers_max")),
      buffer_bytes_max_(settings.size("live.buffer_bytes_max")),
      heartbeat_every_(settings.integer("live.heartbeat_seconds")),
      bell_(std::make_shared<Bell>()) {}

Hub::~Hub() { stop(); }

void Hub::start() {
  thread_ = std::thread([this] { run(); });
}

void Hub::stop() {
  Subscribers all;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    all.swap(subscribers_);
  }
  for (const auto& each : all) each->end();
  bell_->ring();
  if (thread_.joinable()) thread_.join();
}

void Hub::notify() { bell_->ring(); }

Result<std::shared_ptr<http::EventSource>> Hub::subscribe(std::optional<std::int64_t> after, Audience audience) {
  // An id from before a restore may be ahead of the log: what is not there cannot be resumed.
  const std::int64_t position = after ? std::clamp<std::int64_t>(*after, 0, audience.as_of) : audience.as_of;
  auto subscriber = std::make_shared<Subscriber>(bell_, buffer_bytes_max_, position, std::move(audience));
  subscriber->append(greeting);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(subscribers_, [](const auto& each) { return each->ended(); });
    if (stopping_ || subscribers_.size() >= subscribers_max_) return Error(ErrorKind::unavailable, "live.full");
    subscribers_.push_back(subscriber);
  }
  bell_->ring();
  return std::shared_ptr<http::EventSource>(subscriber);
}

void Hub::publish_transient(std::string_view type, std::string_view members, ingest::AuditId audit) {
  Subscribers all;
  {
    const std::lock_guard lock(mutex_);
    all = subscribers_;
  }
  if (all.empty()) return;
  const std::string text = transient_text(type, members);
  for (const auto& each : all)
    if (each->audience().hears(audit)) each->append(text);
}

std::size_t Hub::subscribers() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(subscribers_.begin(), subscribers_.end(), [](const auto& each) { return !each->ended(); }));
}

Hub::Subscribers Hub::listeners() {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscribers_, [](const auto& each) { return each->ended(); });
  return subscribers_;
}

void Hub::run() {
  auto last_heartbeat = std::chrono::steady_clock::now();
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    const Subscribers all = listeners();
    bool more = broadcast(all);
    more = replay(all) || more;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_heartbeat >= heartbeat_every_) {
      last_heartbeat = now;
      for (const auto& each : all)
        if (each->idle()) each->append(heartbeat);
    }
    if (!more) bell_->wait(all.empty() ? -1 : poll_millis);
  }
}

bool Hub::broadcast(const Subscribers& to) {
  if (std::none_of(to.begin(), to.end(), [](const auto& each) { return each->live; })) return false;
  const auto events = read(position_, events_per_read);
  if (!events) return false;
  for (const EventText& event : *events) {
    for (const auto& each : to)
      if (each->live) each->tell(event);
    position_ = event.seq;
  }
  return events->size() == events_per_read;
}

bool Hub::replay(const Subscribers& to) {
  bool more = false;
  for (const auto& each : to) {
    if (each->live) continue;
    const std::size_t room = each->room_to_replay();
    if (room == 0) continue;  // take() rings when there is some again
    const std::size_t events_max = std::clamp<std::size_t>(room / event_bytes_expected, 1, events_per_read);
    const auto events = read(each->position(), events_max);
    if (!events) continue;
    for (const EventText& event : *events) each->tell(event);
    if (events->size() == events_max) {
      more = true;
      continue;
    }
    // It has all there was after the last broadcast. The live ones may be a little behind it and skip nothing for that;
    // when it is the only one, the log is followed from where it stands.
    if (std::none_of(to.begin(), to.end(), [](const auto& other) { return other->live; })) position_ = each->position();
    each->live = true;
  }
  return more;
}

Result<std::vector<EventText>> Hub::read(std::int64_t seq, std::size_t events_max) {
  const auto read_events = [&](store::Transaction& tx) -> Result<std::vector<EventText>> {
    std::vector<EventText> out;
    for (const ingest::Event& event : ingest::Events::after(tx, seq, events_max)) out.push_back(texts_.of(tx, event));
    return out;
  };
  auto events = database_.read(read_events);
  if (!events) log::warning("live pages cannot read the event log", {{"code", events.error().code}});
  return events;
}

}  // namespace cityaudit::server::live
