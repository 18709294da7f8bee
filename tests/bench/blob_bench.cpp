// What encryption costs the blob store by itself: processor time per MB to store and to read, plain and encrypted in turn, on a folder
// given as argument (one in memory leaves the disk out of it). Prints a table of medians.
#include "store/disk/disk_blob_store.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <algorithm>
#include <vector>

namespace {

using namespace cityaudit;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Cost {
  std::vector<double> put, read;  // milliseconds of processor per MB
};

void measure(store::BlobStore& blobs, std::size_t blob_bytes, Cost& cost) {
  const std::size_t count = 32'000'000 / blob_bytes;
  std::string bytes(blob_bytes, 'x');
  std::vector<Sha256> names;
  const double megabytes = static_cast<double>(blob_bytes * count) / 1e6;
  const double before_put = cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    random_bytes({reinterpret_cast<unsigned char*>(bytes.data()), 16});
    auto writer = std::move(blobs.create()).value();
    for (std::size_t at = 0; at < bytes.size(); at += 16'384) writer->write(bytes_of(std::string_view(bytes).substr(at, 16'384))).value();
    names.push_back(writer->commit().value().sha256);
  }
  const double before_read = cpu_seconds();
  std::vector<unsigned char> piece(64 * 1024);
  for (const Sha256& name : names) {
    const auto reader = std::move(blobs.open(name)).value();
    for (std::int64_t at = 0; at < reader->bytes(); at += static_cast<std::int64_t>(piece.size())) reader->read(at, piece).value();
  }
  const double after = cpu_seconds();
  cost.put.push_back((before_read - before_put) * 1000 / megabytes);
  cost.read.push_back((after - before_read) * 1000 / megabytes);
  for (const Sha256& name : names) blobs.remove(name).value();
}

}  // namespace

int main(int argc, char** argv) {
  const cityaudit::tests::TemporaryFolder own;
  const std::filesystem::path folder = argc > 1 ? std::filesystem::path(argv[1]) / "blob_bench" : own.path();
  const auto key = own.path() / "data.key";
  store::make_key_file(key, {0}).value();
  const auto plain = std::move(store::open_disk_blob_store(folder / "plain", 0)).value();
  const auto sealed = std::move(store::open_disk_blob_store(folder / "sealed", 0, store::KeyFile::open(key).value())).value();
  fmt::print("| blob | store, plain | store, encrypted | read, plain | read, encrypted |\n| --- | --- | --- | --- | --- |\n");
  for (const std::size_t bytes : {20'000u, 200'000u, 4'000'000u}) {
    Cost plain_cost, sealed_cost;
    for (int round = 0; round < 7; ++round) {
      measure(*plain, bytes, plain_cost);
      measure(*sealed, bytes, sealed_cost);
    }
    fmt::print("| {} kB | {:.2f} ms/MB | {:.2f} | {:.2f} | {:.2f} |\n", bytes / 1000, median(plain_cost.put), median(sealed_cost.put),
               median(plain_cost.read), median(sealed_cost.read));
  }
  std::error_code ignored;
  if (argc > 1) std::filesystem::remove_all(folder, ignored);
}
