#include "ingest/log_reader.h"

#include "base/log.h"

#include <pthread.h>
#include <chrono>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t events_per_batch = 512;
constexpr auto poll_interval = std::chrono::milliseconds(200);  // another process may write without telling us
constexpr auto pause_after_fault = std::chrono::seconds(1);

std::int64_t cursor_of(store::Transaction& tx, const std::string& reader) {
  return tx.integer("SELECT seq FROM log_cursor WHERE reader = $1", reader).value_or(0);
}

}  // namespace

void LogReaderThread::start() {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), reader_.name().substr(0, 15).c_str());
    run();
  });
}

void LogReaderThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LogReaderThread::notify() {
  {
    const std::lock_guard lock(mutex_);
    if (notified_) return;
    notified_ = true;
  }
  wake_.notify_one();
}

Result<std::int64_t> LogReaderThread::lag() {
  return database_.read([&](store::Transaction& tx) -> Result<std::int64_t> { return Events::newest(tx) - cursor_of(tx, reader_.name()); });
}

Result<> LogReaderThread::catch_up() {
  for (;;) {
    CITYAUDIT_TRY(consumed, advance());
    if (consumed == 0) return {};
  }
}

Result<std::size_t> LogReaderThread::advance() {
  const std::string name = reader_.name();
  CITYAUDIT_TRY(events, database_.read([&](store::Transaction& tx) -> Result<std::vector<Event>> {
    return Events::after(tx, cursor_of(tx, name), events_per_batch);
  }));
  if (events.empty()) return std::size_t{0};
  CITYAUDIT_TRY(step, reader_.step(events));
  const std::size_t consumed = std::clamp<std::size_t>(step.events_consumed, 1, events.size());
  const std::int64_t before = events.front().seq - 1, after = events[consumed - 1].seq;
  bool read_here = false;
  const auto write = [&](store::Transaction& tx) -> Result<> {
    // Another process may have read them first.
    read_here = cursor_of(tx, name) == before;
    if (!read_here) return {};
    if (step.write) step.write(tx);
    tx.execute("INSERT INTO log_cursor (reader, seq) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET seq = $2", name, after);
    return {};
  };
  CITYAUDIT_CHECK(database_.write(write, store::WriteClass::reader));
  if (read_here && step.written) step.written();
  return consumed;
}

void LogReaderThread::run() {
  for (;;) {
    auto pause = std::chrono::milliseconds(0);
    if (const auto consumed = advance(); !consumed) {
      log::error("a reader of the log failed",
                 {{"reader", reader_.name()}, {"code", consumed.error().code}, {"detail", consumed.error().message}});
      pause = pause_after_fault;
    } else if (*consumed == 0) {
      pause = poll_interval;
    }
    std::unique_lock lock(mutex_);
    if (pause == poll_interval) {
      wake_.wait_for(lock, pause, [&] { return stopping_ || notified_; });
    } else if (pause.count() > 0) {
      wake_.wait_for(lock, pause, [&] { return stopping_; });
    }
    notified_ = false;
    if (stopping_) return;
  }
}

}  // namespace cityaudit::ingest
