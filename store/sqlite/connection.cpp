#include "store/sqlite/connection.h"

#include "base/text.h"

#include <sqlite3.h>

namespace cityaudit::store::sqlite {

Error to_error(int code, const char* detail) {
  switch (code & 0xff) {
    case SQLITE_FULL: return Error(ErrorKind::storage_full, "store.full", detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error(ErrorKind::unavailable, "store.busy", detail);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return Error(ErrorKind::unavailable, "store.disk_fault", detail);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Error(ErrorKind::internal, "store.damaged", detail);
    case SQLITE_CONSTRAINT: return Error(ErrorKind::conflict, "store.constraint", detail);
    default: return Error(ErrorKind::internal, "store.failed", detail);
  }
}

class Connection::Statement final : public Cursor {
 public:
  Statement(sqlite3* database, std::string_view sql) : database_(database) {
    const char* rest = nullptr;
    check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_, &rest));
    // SQLite would leave it undone and say nothing.
    if (!trim(std::string_view(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest))).empty()) {
      sqlite3_finalize(statement_);
      throw ErrorException(Error(ErrorKind::internal, "store.failed", "more than one SQL statement in one text"));
    }
    // SQLite numbers $n by first appearance, so the number must be read from the name.
    const int parameters = sqlite3_bind_parameter_count(statement_);
    for (int index = 1; index <= parameters; ++index) {
      const char* name = sqlite3_bind_parameter_name(statement_, index);
      numbers_.push_back(name ? parse_integer(name + 1).value_or(0) : 0);
    }
  }
  ~Statement() override { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  bool in_use() const { return in_use_; }

  void bind(std::span<const Value> values) {
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const auto number = static_cast<std::size_t>(numbers_[i]);
      if (number < 1 || number > values.size())
        throw ErrorException(Error(ErrorKind::internal, "store.failed", "a statement has a parameter without value"));
      check(std::visit(Binder{statement_, static_cast<int>(i) + 1}, values[number - 1]));
    }
    in_use_ = true;
  }

  bool step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const Error error = to_error(sqlite3_extended_errcode(database_), sqlite3_errmsg(database_));
    throw ErrorException(error);
  }
  std::int64_t changes() override { return sqlite3_changes64(database_); }
  bool is_null(int column) override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) override { return sqlite3_column_int64(statement_, column); }
  double real(int column) override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) override {
    const auto* data = sqlite3_column_text(statement_, column);
    return {reinterpret_cast<const char*>(data), data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) : 0};
  }
  Bytes blob(int column) override {
    const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column));
    return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) : 0};
  }
  void release() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    in_use_ = false;
  }

 private:
  /// Copies text and blobs: a temporary std::string bound for a query dies before its rows are read.
  struct Binder {
    sqlite3_stmt* statement;
    int index;
    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
    int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, index, v); }
    int operator()(double v) const { return sqlite3_bind_double(statement, index, v); }
    int operator()(std::string_view v) const {
      return sqlite3_bind_text64(statement, index, v.data() ? v.data() : "", v.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    int operator()(Bytes v) const {
      if (v.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
      return sqlite3_bind_blob64(statement, index, v.data(), v.size(), SQLITE_TRANSIENT);
    }
  };

  void check(int code) {
    if (code != SQLITE_OK) throw ErrorException(to_error(sqlite3_extended_errcode(database_), sqlite3_errmsg(database_)));
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  std::vector<std::int64_t> numbers_;  // of the parameter at each index
  bool in_use_ = false;
};

Connection::Connection(const std::string& path, const ConnectionOptions& options) {
  const int access = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) {
    const Error error = to_error(code, handle_ ? sqlite3_errmsg(handle_) : "out of memory");
    sqlite3_close(handle_);
    throw ErrorException(error);
  }
  sqlite3_busy_timeout(handle_, options.busy_millis);
  const std::string setup = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-" +
                            std::to_string(options.cache_kib) + ";";
  run(setup.c_str());
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

void Connection::run(const char* sql) {
  char* message = nullptr;
  if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, &message); code != SQLITE_OK) {
    const Error error = to_error(code, message ? message : sqlite3_errmsg(handle_));
    sqlite3_free(message);
    throw ErrorException(error);
  }
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Cursor& Connection::prepare(std::string_view sql, std::span<const Value> values) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.emplace(std::string(sql), std::vector<std::unique_ptr<Statement>>{}).first;
  for (const auto& statement : found->second) {
    if (statement->in_use()) continue;
    statement->bind(values);
    return *statement;
  }
  // The same text is being stepped through further out: this use gets a statement of its own.
  found->second.push_back(std::make_unique<Statement>(handle_, sql));
  found->second.back()->bind(values);
  return *found->second.back();
}

}  // namespace cityaudit::store::sqlite
