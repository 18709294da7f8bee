#pragma once
// A reader of the event log that keeps something in the database up to date: observations, aggregates. It has a thread
// of its own and moves its cursor in the transaction that holds its rows, so a crash neither loses nor repeats a step.

#include "ingest/events.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

namespace cityaudit::ingest {

/// What one batch of events leads to, worked out before the write: parsing and computing do not belong into it.
struct LogStep {
  std::size_t events_consumed = 0;                 // from the front of the batch; at least 1
  std::function<void(store::Transaction&)> write;  // may be empty when nothing follows
  std::function<void()> written;                   // called once it is on disk, on the reader's thread; may be empty
};

class LogReader {
 public:
  virtual ~LogReader() = default;
  /// The cursor's name; never changes.
  virtual std::string name() const = 0;
  /// On the reader's own thread. The write should take at most store.reader_batch_millis_max.
  virtual Result<LogStep> step(std::span<const Event> events) = 0;
};

/// Runs one LogReader from start() to stop(). notify() and lag() may be called from any thread.
class LogReaderThread {
 public:
  LogReaderThread(store::Database& database, LogReader& reader) : database_(database), reader_(reader) {}
  ~LogReaderThread() { stop(); }

  void start();
  void stop();
  /// There may be new events; costs nothing when the reader is busy. Without it the log is looked at every 200 ms.
  void notify();
  /// Events not yet read.
  Result<std::int64_t> lag();
  /// Reads on the calling thread until nothing is left: for tests and rebuilds, instead of start().
  Result<> catch_up();

 private:
  void run();
  /// How many events were consumed.
  Result<std::size_t> advance();

  store::Database& database_;
  LogReader& reader_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool notified_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::ingest
