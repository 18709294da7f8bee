#pragma once
// One SQLite connection with its cached statements. For one thread at a time.

#include "store/database.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct sqlite3;

namespace cityaudit::store::sqlite {

struct ConnectionOptions {
  bool read_only = false;
  int busy_millis = 10'000;
  int cache_kib = 1024;
};

class Connection final : public Transaction {
 public:
  /// Throws ErrorException when the file cannot be opened.
  Connection(const std::string& path, const ConnectionOptions& options);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one or more statements without parameters: PRAGMA, a migration.
  void run(const char* sql);
  sqlite3* handle() const { return handle_; }
  /// False also after SQLite itself has undone the transaction (disk full, I/O error).
  bool in_transaction() const;

 private:
  class Statement;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Cursor& prepare(std::string_view sql, std::span<const Value> values) override;

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Statement>>, TextHash, std::equal_to<>> statements_;
};

/// What a SQLite result code means to the caller.
Error to_error(int code, const char* detail);

}  // namespace cityaudit::store::sqlite
