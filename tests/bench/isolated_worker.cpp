#include "tests/bench/isolated_worker.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace cityaudit::bench {
namespace {

class BytesReader : public store::BlobReader {
 public:
  explicit BytesReader(const std::string& all) : all_(all) {}
  std::int64_t bytes() const override { return static_cast<std::int64_t>(all_.size()); }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override {
    return all_.copy(reinterpret_cast<char*>(out.data()), out.size(), static_cast<std::size_t>(offset));
  }

 private:
  const std::string& all_;
};

double millis(clockid_t clock) {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0) return 0;
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

media::WorkerPool::Options one_worker() {
  media::WorkerPool::Options options;
  options.workers = 1;
  return options;
}

}  // namespace

IsolatedWorker::IsolatedWorker() : pool_(one_worker()) {}

/// The worker is the child of the pool's keeper, one of our threads; the peers' processes have other parents or names.
double IsolatedWorker::processor_millis() const {
  double sum = millis(CLOCK_PROCESS_CPUTIME_ID);
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) {
      std::ifstream name("/proc/" + std::to_string(child) + "/comm");
      std::string word;
      clockid_t clock{};
      if (std::getline(name, word) && word == "cityaudit-media" && ::clock_getcpuclockid(child, &clock) == 0) sum += millis(clock);
    }
  }
  return sum;
}

std::optional<double> IsolatedWorker::derive(const std::string& file, const media::DeriveLimits& limits) {
  BytesReader reader(file);
  const double start = processor_millis();
  const auto derived = pool_.derive(reader, limits);
  if (!derived || derived->refusal) return std::nullopt;
  return processor_millis() - start;
}

}  // namespace cityaudit::bench
