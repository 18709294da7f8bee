#include "store/sqlite/writer.h"

#include "base/log.h"

#include <pthread.h>
#include <algorithm>

namespace cityaudit::store::sqlite {
namespace {

/// Checkpoints every 64 MiB of log, which is where the log is cut, too: each costs an fsync of the database file and rewrites every page
/// touched since. secure_delete because what a person took back must not linger in free pages.
constexpr const char* writer_setup =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000; PRAGMA journal_size_limit=67108864;"
    "PRAGMA secure_delete=ON;";
constexpr int writer_cache_kib = 24 * 1024;

}  // namespace

Writer::Writer(const Options& options, DiskReserve& reserve)
    : batch_writes_max_(options.batch_writes_max),
      reserve_(reserve),
      connection_(options.path, {.read_only = false, .busy_millis = options.busy_millis, .cache_kib = writer_cache_kib}) {
  connection_.run(writer_setup);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "store-writer");
    work();
  });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_one();
  thread_.join();
}

void Writer::on_commit(std::function<void()> hook) {
  const std::lock_guard lock(mutex_);
  hooks_.push_back(std::move(hook));
}

Result<> Writer::run(const std::function<bool(Transaction&)>& fn, WriteClass write_class) {
  if (write_class == WriteClass::intake && !reserve_.has_room())
    return Error(ErrorKind::storage_full, "store.full", "free space is below store.disk_reserve_bytes");
  Pending pending;
  pending.fn = &fn;
  std::unique_lock lock(mutex_);
  (write_class == WriteClass::intake ? intake_ : readers_).push_back(&pending);
  queued_.notify_one();
  pending.finished.wait(lock, [&] { return pending.done; });
  return std::move(pending.result);
}

void Writer::work() {
  for (;;) {
    const Batch batch = next_batch();
    if (batch.intake.empty() && !batch.reader) return;
    commit(batch);
    acknowledge(batch);
  }
}

/// Waits for work; empty only when stopping and nothing is left.
Writer::Batch Writer::next_batch() {
  std::unique_lock lock(mutex_);
  queued_.wait(lock, [&] { return stopping_ || !intake_.empty() || !readers_.empty(); });
  Batch batch;
  while (!intake_.empty() && batch.intake.size() < batch_writes_max_) {
    batch.intake.push_back(intake_.front());
    intake_.pop_front();
  }
  if (!readers_.empty() && (batch.intake.empty() || std::chrono::steady_clock::now() >= readers_turn_)) {
    batch.reader = readers_.front();
    readers_.pop_front();
  }
  return batch;
}

void Writer::commit(const Batch& batch) {
  try {
    connection_.execute("BEGIN IMMEDIATE");
    for (Pending* pending : batch.intake) run_one(*pending);
    if (batch.reader) {
      const auto started = std::chrono::steady_clock::now();
      run_one(*batch.reader);
      const auto ended = std::chrono::steady_clock::now();
      readers_turn_ = ended + 4 * (ended - started);
    }
    connection_.execute("COMMIT");
  } catch (const ErrorException& fault) {
    log::error("a commit failed", {{"code", fault.error.code}, {"detail", fault.error.message}, {"writes", batch.intake.size()}});
    for (Pending* pending : batch.intake) pending->result = fault.error;
    if (batch.reader) batch.reader->result = fault.error;
    try {
      if (connection_.in_transaction()) connection_.execute("ROLLBACK");
    } catch (const ErrorException& second) {
      log::error("a rollback failed", {{"detail", second.error.message}});
    }
  }
}

/// Throws only when the whole transaction is lost.
void Writer::run_one(Pending& pending) {
  connection_.execute("SAVEPOINT one");
  try {
    pending.keeps = (*pending.fn)(connection_);
    pending.result = Result<>();
  } catch (const ErrorException& fault) {
    if (!connection_.in_transaction() || fault.error.kind == ErrorKind::storage_full) throw;
    pending.keeps = false;
    pending.result = fault.error;
  } catch (const std::exception& bug) {
    pending.keeps = false;
    pending.result = Error(ErrorKind::internal, "store.failed", bug.what());
  }
  if (!pending.keeps) connection_.execute("ROLLBACK TO one");
  connection_.execute("RELEASE one");
}

/// The hooks come first: once a write has returned, nothing of it runs any more, and what they refer to may go.
void Writer::acknowledge(const Batch& batch) {
  std::vector<Pending*> all = batch.intake;
  if (batch.reader) all.push_back(batch.reader);
  std::vector<std::function<void()>> hooks;
  if (std::any_of(all.begin(), all.end(), [](const Pending* pending) { return pending->keeps && pending->result; })) {
    const std::lock_guard lock(mutex_);
    hooks = hooks_;
  }
  for (const auto& hook : hooks) hook();
  const std::lock_guard lock(mutex_);
  for (Pending* pending : all) {
    pending->done = true;
    // Under the lock: the waiter owns `pending` and destroys it once it is awake.
    pending->finished.notify_one();
  }
}

}  // namespace cityaudit::store::sqlite
