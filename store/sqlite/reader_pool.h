#pragma once
// Reading connections, made when first needed. Thread-safe; take() waits for one.

#include "store/sqlite/connection.h"

#include <condition_variable>
#include <mutex>

namespace cityaudit::store::sqlite {

class ReaderPool {
 public:
  ReaderPool(std::string path, ConnectionOptions options, std::size_t readers_max)
      : path_(std::move(path)), options_(options), readers_max_(readers_max) {}

  std::unique_ptr<Connection> take();
  void put_back(std::unique_ptr<Connection> connection);
  /// For a connection in an unknown state, which is closed instead of put back.
  void forget();

 private:
  const std::string path_;
  const ConnectionOptions options_;
  const std::size_t readers_max_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> free_;
  std::size_t made_ = 0;
};

}  // namespace cityaudit::store::sqlite
