#pragma once
// The one thread that writes. Callers queue a function and wait; the thread runs many of them in one transaction, a
// savepoint each, and one fsync acknowledges them all. Intake goes first; readers of the log get the time that intake
// leaves, and at least a fifth of it all, so that they neither slow people down nor starve.

#include "store/disk/disk_reserve.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/database.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace cityaudit::store::sqlite {

class Writer {
 public:
  /// Throws ErrorException when the file cannot be opened or made a WAL database.
  Writer(const Options& options, DiskReserve& reserve);
  /// Finishes what is queued.
  ~Writer();

  /// Thread-safe; returns when `fn`'s changes are on disk, or undone.
  Result<> run(const std::function<bool(Transaction&)>& fn, WriteClass write_class);
  void on_commit(std::function<void()> hook);

 private:
  struct Pending {
    const std::function<bool(Transaction&)>* fn = nullptr;
    Result<> result;
    bool keeps = false;  // fn wants its changes kept
    bool done = false;
    std::condition_variable finished;
  };
  struct Batch {
    std::vector<Pending*> intake;
    Pending* reader = nullptr;
  };

  void work();
  Batch next_batch();
  void commit(const Batch& batch);
  void run_one(Pending& pending);
  void acknowledge(const Batch& batch);

  const std::size_t batch_writes_max_;
  DiskReserve& reserve_;
  Connection connection_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Pending*> intake_;
  std::deque<Pending*> readers_;
  std::vector<std::function<void()>> hooks_;
  std::chrono::steady_clock::time_point readers_turn_{};  // not before, while intake waits
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace cityaudit::store::sqlite
