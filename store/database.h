#pragma once
// The SQL seam: read(fn) and write(fn) over one of two engines. Thread-safe; both calls block, so never on an I/O thread.
//
// SQL is written in the common subset: parameters $1, $2, ... bound by their number, ON CONFLICT, RETURNING, text, bigint,
// double and blob columns, instants as bigint milliseconds UTC, JSON as text. Statements are cached by their text, so the
// text should be a literal.

#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cityaudit::store {

/// A value bound to a parameter. Text and blobs must live until the call returns.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Bytes>;

inline Value to_value(std::nullptr_t) { return nullptr; }
template <class Integer>
  requires std::is_integral_v<Integer>
Value to_value(Integer v) {
  return static_cast<std::int64_t>(v);
}
inline Value to_value(double v) { return v; }
inline Value to_value(std::string_view v) { return v; }
inline Value to_value(const std::string& v) { return std::string_view(v); }
inline Value to_value(const char* v) { return std::string_view(v); }
inline Value to_value(Bytes v) { return v; }
inline Value to_value(const Sha256& v) { return Bytes{v.value}; }
inline Value to_value(const Uuid& v) { return Bytes{v.value}; }
template <class T>
  requires std::is_integral_v<decltype(T::value)>
Value to_value(const T& v) {  // Id<...>, UtcMillis
  return static_cast<std::int64_t>(v.value);
}
template <class T>
Value to_value(const std::optional<T>& v) {
  return v ? to_value(*v) : Value(nullptr);
}

/// One statement being stepped through; an engine provides it.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool step() = 0;
  virtual std::int64_t changes() = 0;
  virtual bool is_null(int column) = 0;
  virtual std::int64_t integer(int column) = 0;
  virtual double real(int column) = 0;
  virtual std::string_view text(int column) = 0;
  virtual Bytes blob(int column) = 0;
  /// Frees the statement for its next use.
  virtual void release() = 0;
};

/// The rows of a query. Column numbers start at 0. What text() and blob() return lives until the next next().
class Rows {
 public:
  explicit Rows(Cursor& cursor) : cursor_(&cursor) {}
  ~Rows() {
    if (cursor_) cursor_->release();
  }
  Rows(Rows&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;

  bool next() { return cursor_->step(); }
  bool is_null(int column) const { return cursor_->is_null(column); }
  std::int64_t integer(int column) const { return cursor_->integer(column); }
  double real(int column) const { return cursor_->real(column); }
  std::string_view text(int column) const { return cursor_->text(column); }
  std::string string(int column) const { return std::string(text(column)); }
  Bytes blob(int column) const { return cursor_->blob(column); }
  Sha256 sha256(int column) const;
  Uuid uuid(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const { return is_null(column) ? std::nullopt : std::optional(integer(column)); }
  std::optional<double> optional_real(int column) const { return is_null(column) ? std::nullopt : std::optional(real(column)); }

 private:
  Cursor* cursor_;
};

/// One transaction, on one thread, inside read() or write(). A failing statement throws ErrorException, which read() and
/// write() turn into their Result; code in between needs no error handling.
class Transaction {
 public:
  virtual ~Transaction() = default;

  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    const Value values[] = {to_value(args)..., nullptr};
    return Rows(prepare(sql, {values, sizeof...(args)}));
  }

  /// Runs a statement to its end; the number of rows it changed.
  template <class... Args>
  std::int64_t execute(std::string_view sql, const Args&... args) {
    const Value values[] = {to_value(args)..., nullptr};
    Cursor& cursor = prepare(sql, {values, sizeof...(args)});
    Rows rows(cursor);
    while (rows.next()) {
    }
    return cursor.changes();
  }

  /// The first column of the first row: of INSERT ... RETURNING id, of SELECT count(*).
  template <class... Args>
  std::optional<std::int64_t> integer(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    const std::int64_t value = rows.integer(0);
    while (rows.next()) {
    }
    return value;
  }
  template <class... Args>
  std::optional<std::string> text(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    return rows.string(0);
  }

 protected:
  virtual Cursor& prepare(std::string_view sql, std::span<const Value> values) = 0;
};

/// Which writes go first when both wait: what people send, then what follows from it.
enum class WriteClass { intake, reader };

class Database {
 public:
  virtual ~Database() = default;

  /// Runs `fn(Transaction&) -> Result<T>` on a consistent snapshot.
  template <class F>
  auto read(F&& fn) -> std::invoke_result_t<F, Transaction&> {
    using R = std::invoke_result_t<F, Transaction&>;
    std::optional<R> result;
    if (auto done = run_read([&](Transaction& tx) { result.emplace(fn(tx)); }); !done) return std::move(done).error();
    return std::move(*result);
  }

  /// Runs `fn(Transaction&) -> Result<T>` and returns when its changes are on disk. An error from `fn` undoes its
  /// changes and those only. `fn` may run more than once, holds SQL only, and must not call the database again.
  template <class F>
  auto write(F&& fn, WriteClass write_class = WriteClass::intake) -> std::invoke_result_t<F, Transaction&> {
    using R = std::invoke_result_t<F, Transaction&>;
    std::optional<R> result;
    const auto run = [&](Transaction& tx) {
      result.emplace(fn(tx));
      return result->has_value();
    };
    auto done = run_write(run, write_class);
    if (!done) return std::move(done).error();
    return std::move(*result);
  }

  /// Called after each commit of this process and before its write() returns, on the committing thread; must return at once.
  virtual void on_commit(std::function<void()> hook) = 0;

  /// A consistent copy of the database at `path`, made while others write.
  virtual Result<> copy_to(const std::string& path) = 0;
  /// Afterwards what was deleted or overwritten before is in no file of the database any more, as far as the engine can tell.
  /// unavailable ("store.busy") while somebody still reads an older state: try again.
  virtual Result<> forget_deleted() = 0;
  /// The engine's own check of the stored structures: one text per fault.
  virtual Result<std::vector<std::string>> check() = 0;

 protected:
  virtual Result<> run_read(const std::function<void(Transaction&)>& fn) = 0;
  /// `fn` returns whether to keep its changes.
  virtual Result<> run_write(const std::function<bool(Transaction&)>& fn, WriteClass write_class) = 0;
};

}  // namespace cityaudit::store
