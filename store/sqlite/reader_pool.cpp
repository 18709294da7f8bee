#include "store/sqlite/reader_pool.h"

namespace cityaudit::store::sqlite {

std::unique_ptr<Connection> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return !free_.empty() || made_ < readers_max_; });
  if (!free_.empty()) {
    auto connection = std::move(free_.back());
    free_.pop_back();
    return connection;
  }
  ++made_;
  lock.unlock();
  try {
    return std::make_unique<Connection>(path_, options_);
  } catch (...) {
    forget();
    throw;
  }
}

void ReaderPool::put_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(connection));
  freed_.notify_one();
}

void ReaderPool::forget() {
  const std::lock_guard lock(mutex_);
  --made_;
  freed_.notify_one();
}

}  // namespace cityaudit::store::sqlite
