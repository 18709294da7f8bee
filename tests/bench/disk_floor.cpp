// What the machine's disk can do at most, measured in the same run as the server: rows of a submission's size committed to
// SQLite in groups with synchronous=FULL, and files of a photo's size made durable. Prints one JSON line.
#include "base/ids.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr auto duration = std::chrono::seconds(3);
constexpr int rows_per_commit = 32;  // as many as connections wait at a time
constexpr std::size_t row_bytes = 1000;
constexpr std::size_t photo_bytes = 200'000;
constexpr int photo_threads = 16;

void run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database));
}

double rows_per_second(const std::filesystem::path& folder) {
  sqlite3* database = nullptr;
  if (sqlite3_open((folder / "floor.db").c_str(), &database) != SQLITE_OK) throw std::runtime_error("cannot open the database");
  run(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (id integer PRIMARY KEY, uuid blob UNIQUE, xml blob)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO row (uuid, xml) VALUES (?1, ?2)", -1, &insert, nullptr);
  const std::string xml(row_bytes, 'x');
  const auto start = SteadyClock::now();
  std::size_t rows = 0;
  while (SteadyClock::now() - start < duration) {
    run(database, "BEGIN IMMEDIATE");
    for (int i = 0; i < rows_per_commit; ++i, ++rows) {
      unsigned char uuid[16];
      cityaudit::random_bytes(uuid);
      sqlite3_bind_blob(insert, 1, uuid, sizeof uuid, SQLITE_TRANSIENT);
      sqlite3_bind_blob(insert, 2, xml.data(), static_cast<int>(xml.size()), SQLITE_STATIC);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    run(database, "COMMIT");
  }
  const std::chrono::duration<double> took = SteadyClock::now() - start;
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return static_cast<double>(rows) / took.count();
}

void write_durably(const std::filesystem::path& folder, const std::string& bytes, const std::string& name) {
  const auto temporary = folder / (name + ".part");
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 || write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) || fsync(file) != 0)
    throw std::runtime_error("cannot write");
  close(file);
  std::filesystem::rename(temporary, folder / name);
  const int parent = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  fsync(parent);
  close(parent);
}

double files_per_second(const std::filesystem::path& folder) {
  const std::string bytes(photo_bytes, 'p');
  std::atomic<std::size_t> files{0};
  const auto start = SteadyClock::now();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < photo_threads; ++thread) {
    threads.emplace_back([&, thread] {
      const auto own = folder / std::to_string(thread);
      std::filesystem::create_directory(own);
      while (SteadyClock::now() - start < duration) write_durably(own, bytes, std::to_string(files++));
    });
  }
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = SteadyClock::now() - start;
  return static_cast<double>(files) / took.count();
}

}  // namespace

int main() {
  const cityaudit::tests::TemporaryFolder folder;
  const auto rows = rows_per_second(folder.path());
  const auto files = files_per_second(folder.path());
  fmt::print("{{\"rows_per_second\": {:.0f}, \"files_per_second\": {:.0f}}}\n", rows, files);
}
