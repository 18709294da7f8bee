#include "store/sqlite/database.h"

#include "store/disk/disk_reserve.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/writer.h"

#include <sqlite3.h>
#include <filesystem>

namespace cityaudit::store::sqlite {
namespace {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const Options& options)
      : options_(options),
        reserve_(std::filesystem::path(options.path).parent_path().string(), options.disk_reserve_bytes),
        writer_(options, reserve_),
        readers_(options.path, {.read_only = false, .busy_millis = options.busy_millis, .cache_kib = 1024}, options.readers_max) {}

  void on_commit(std::function<void()> hook) override { writer_.on_commit(std::move(hook)); }

  Result<> copy_to(const std::string& path) override try {
    Connection source(options_.path, {.read_only = false, .busy_millis = options_.busy_millis, .cache_kib = 1024});
    Connection target(path, {});
    sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (!backup) return to_error(sqlite3_errcode(target.handle()), sqlite3_errmsg(target.handle()));
    // All pages in one step: the copy is one snapshot, and in WAL mode writers are not held up by it.
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return to_error(code, "the copy did not come to its end");
    target.run("PRAGMA journal_mode=DELETE");
    return {};
  } catch (const ErrorException& fault) {
    return fault.error;
  }

  /// The writer overwrites what it deletes; older states of the pages stand in the log until it is cut to nothing.
  Result<> forget_deleted() override try {
    constexpr int wait_millis = 250;  // writers wait meanwhile
    Connection connection(options_.path, {.read_only = false, .busy_millis = wait_millis, .cache_kib = 256});
    const int code = sqlite3_wal_checkpoint_v2(connection.handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code != SQLITE_OK) return to_error(code, "the log could not be cut");
    return {};
  } catch (const ErrorException& fault) {
    return fault.error;
  }

  Result<std::vector<std::string>> check() override {
    return read([](Transaction& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> faults;
      Rows rows = tx.query("PRAGMA integrity_check(100)");
      while (rows.next())
        if (rows.text(0) != "ok") faults.push_back(rows.string(0));
      Rows references = tx.query("PRAGMA foreign_key_check");
      while (references.next())
        faults.push_back("a row of " + references.string(0) + " refers to a missing row of " + references.string(2));
      return faults;
    });
  }

 protected:
  Result<> run_read(const std::function<void(Transaction&)>& fn) override try {
    std::unique_ptr<Connection> connection = readers_.take();
    try {
      connection->execute("BEGIN");
      fn(*connection);
      connection->execute("COMMIT");
    } catch (...) {
      connection.reset();
      readers_.forget();
      throw;
    }
    readers_.put_back(std::move(connection));
    return {};
  } catch (const ErrorException& fault) {
    return fault.error;
  }

  Result<> run_write(const std::function<bool(Transaction&)>& fn, WriteClass write_class) override { return writer_.run(fn, write_class); }

 private:
  const Options options_;
  DiskReserve reserve_;
  Writer writer_;
  ReaderPool readers_;
};

}  // namespace

Options Options::from(const Settings& settings, std::string path) {
  Options options;
  options.path = std::move(path);
  options.busy_millis = static_cast<int>(settings.integer("store.busy_millis_max"));
  options.batch_writes_max = settings.size("store.batch_writes_max");
  options.readers_max = settings.size("store.read_threads") + 8;
  options.disk_reserve_bytes = settings.integer("store.disk_reserve_bytes");
  return options;
}

Result<std::unique_ptr<Database>> open(const Options& options) try {
  return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(options));
} catch (const ErrorException& fault) {
  return fault.error;
}

}  // namespace cityaudit::store::sqlite
