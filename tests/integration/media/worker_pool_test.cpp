// Real worker processes: what they make, what they may not do, and what happens when they die.
#include "media/worker_pool.h"

#include "media/plain_jpeg.h"
#include "media/worker_process.h"
#include "tests/support/foreign_photo.h"
#include "tests/support/portrait.h"
#include "tests/support/server_process.h"
#include "tests/support/synthetic_photo.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace cityaudit::media {
namespace {

using namespace std::literals;

/// Bytes in memory, which can do something when they are read.
class MemoryReader : public store::BlobReader {
 public:
  explicit MemoryReader(std::string bytes, std::function<void()> on_read = {}) : bytes_(std::move(bytes)), on_read_(std::move(on_read)) {}
  std::int64_t bytes() const override { return static_cast<std::int64_t>(bytes_.size()); }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override {
    if (on_read_) on_read_();
    const std::size_t count = std::min(out.size(), bytes_.size() - static_cast<std::size_t>(offset));
    std::copy_n(bytes_.begin() + offset, count, out.begin());
    return count;
  }

 private:
  std::string bytes_;
  std::function<void()> on_read_;
};

WorkerPool::Options options(std::size_t workers = 1) {
  WorkerPool::Options options;
  options.workers = workers;
  options.restart_pause_millis = 10;
  return options;
}

std::string field_of_status(pid_t pid, std::string_view name) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return {};
}

/// The processes that this one has started and that still run.
std::vector<pid_t> children() {
  std::vector<pid_t> out;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc{} || pid == 0) continue;
    const std::string parent = field_of_status(pid, "PPid:\t");
    if (parent == std::to_string(::getpid()) && !field_of_status(pid, "State:\t").starts_with("Z")) out.push_back(pid);
  }
  return out;
}

template <class Condition>
bool becomes_true(Condition condition) {
  for (int i = 0; i < 1000 * tests::test_patience() && !condition(); ++i) std::this_thread::sleep_for(10ms);
  return condition();
}

/// An executable that speaks no protocol: a shell script.
std::string script(const tests::TemporaryFolder& folder, std::string_view text) {
  const std::string path = folder.path() / "worker";
  std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
  ::chmod(path.c_str(), 0700);
  return path;
}

TEST(WorkerPool, DerivesForeignFormatsBehindItsFilter) {
  WorkerPool pool(options());
  for (const std::string& file : {tests::quarters_heif(tests::HeifKind::heic, 1200, 800),
                                  tests::quarters_heif(tests::HeifKind::avif, 1200, 800), tests::quarters_gif(600, 400)}) {
    MemoryReader photo(file);
    const auto derived = pool.derive(photo, {});
    ASSERT_TRUE(derived) << derived.error().message;
    ASSERT_FALSE(derived->refusal) << derived->refusal->detail;
    EXPECT_EQ(derived->facts.thumbnail_width, 320u);
  }
}

TEST(WorkerPool, DerivesAPhotoInAnotherProcess) {
  WorkerPool pool(options());
  MemoryReader photo(tests::with_exif(tests::camera_like_jpeg(2000, 1500), 6));
  const auto derived = pool.derive(photo, {});
  ASSERT_TRUE(derived) << derived.error().message;
  ASSERT_FALSE(derived->refusal);
  EXPECT_EQ(derived->facts.width, 1500u);
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived->preview_jpeg), 1200, 1600));
  EXPECT_TRUE(is_plain_jpeg(bytes_of(derived->thumbnail_jpeg), 240, 320));
}

TEST(WorkerPool, CoversWhatItIsTold) {
  WorkerPool pool(options());
  const std::string file = tests::camera_like_jpeg(1200, 900);
  MemoryReader plain_photo(file);
  MemoryReader covered_photo(file);
  const auto plain = pool.derive(plain_photo, {});
  const auto covered = pool.derive(covered_photo, {}, std::vector<Redaction>{{Cover::solid, {{0, 0}, {10'000, 10'000}}, 0}});
  ASSERT_TRUE(plain && covered);
  EXPECT_EQ(plain->facts.fingerprint, covered->facts.fingerprint);
  EXPECT_NE(plain->facts.fingerprint, 0u);
  EXPECT_LT(covered->preview_jpeg.size() * 10, plain->preview_jpeg.size()) << "one flat colour is left";
  EXPECT_LT(covered->thumbnail_jpeg.size() * 5, plain->thumbnail_jpeg.size());
  EXPECT_TRUE(is_plain_jpeg(bytes_of(plain->veil_jpeg), 320, 240));
}

TEST(WorkerPool, RefusesRedactionsThatCannotBe) {
  WorkerPool pool(options());
  MemoryReader photo(tests::quarters_jpeg(64, 64));
  const auto derived = pool.derive(photo, {}, std::vector<Redaction>{{Cover::blur, {{1, 1}}, 0}});
  ASSERT_FALSE(derived);
  EXPECT_EQ(derived.error().kind, ErrorKind::invalid);
  EXPECT_EQ(derived.error().code, "photo.redactions_invalid");
}

WorkerPool::Options with_detectors() {
  auto out = options();
  out.detectors = {"", "", "/usr/share/opencv4/haarcascades"};
  return out;
}

TEST(WorkerPool, SuggestsBehindItsFilterInAProcessOfItsOwn) {
  auto brief = with_detectors();
  brief.detector_idle_seconds = 1;
  WorkerPool pool(brief);
  ASSERT_TRUE(becomes_true([&] { return pool.figures().running == 1; }));
  EXPECT_EQ(children().size(), 1u) << "nobody has asked yet";
  MemoryReader photo(tests::portrait_jpeg());
  const auto suggested = pool.suggest(photo, {});
  ASSERT_TRUE(suggested) << suggested.error().message;
  ASSERT_FALSE(suggested->refusal);
  ASSERT_EQ(suggested->found.size(), 2u);
  EXPECT_EQ(suggested->found[0].kind, SuggestionKind::face);
  EXPECT_EQ(suggested->found[1].kind, SuggestionKind::plate);
  EXPECT_TRUE(becomes_true([&] { return children().size() == 1; })) << "it ends when it has nothing to do";
  MemoryReader again(tests::portrait_jpeg());
  const auto later = pool.suggest(again, {});
  ASSERT_TRUE(later) << later.error().message;
  EXPECT_EQ(later->found.size(), 2u);
  EXPECT_EQ(pool.figures().deaths, 0u);
}

TEST(WorkerPool, SuggestsNothingWithoutDetectors) {
  auto bare = options();
  bare.detectors = {"/nowhere/model.onnx", "00", "/nowhere"};
  WorkerPool pool(bare);
  MemoryReader photo(tests::portrait_jpeg());
  const auto suggested = pool.suggest(photo, {});
  ASSERT_TRUE(suggested) << suggested.error().message;
  EXPECT_FALSE(suggested->refusal);
  EXPECT_TRUE(suggested->found.empty());
}

TEST(WorkerPool, RefusesToSuggestForWhatIsNoPhoto) {
  WorkerPool pool(with_detectors());
  MemoryReader text("plain text");
  const auto refused = pool.suggest(text, {});
  ASSERT_TRUE(refused && refused->refusal);
  EXPECT_EQ(refused->refusal->reason, RefusalReason::not_an_image);
  MemoryReader nothing("");
  EXPECT_EQ(pool.suggest(nothing, {})->refusal->reason, RefusalReason::empty);
  MemoryReader deadly(tests::portrait_jpeg(), [&] {
    for (const pid_t child : children()) ::kill(child, SIGSEGV);
  });
  const auto ended = pool.suggest(deadly, {});
  ASSERT_TRUE(ended && ended->refusal);
  EXPECT_EQ(ended->refusal->reason, RefusalReason::unreadable);
}

TEST(WorkerPool, GivesRefusalsAsFacts) {
  WorkerPool pool(options());
  const auto reason = [&](std::string bytes, DeriveLimits limits = {}) {
    MemoryReader photo(std::move(bytes));
    const auto derived = pool.derive(photo, limits);
    return derived && derived->refusal ? derived->refusal->reason : RefusalReason{};
  };
  EXPECT_EQ(reason(""), RefusalReason::empty);
  EXPECT_EQ(reason("plain text"), RefusalReason::not_an_image);
  EXPECT_EQ(reason(tests::png_stating(30'000, 30'000)), RefusalReason::too_many_pixels);
  DeriveLimits small;
  small.photo_bytes_max = 10;
  EXPECT_EQ(reason(tests::quarters_jpeg(64, 64), small), RefusalReason::too_large);
  EXPECT_EQ(pool.figures().deaths, 0u);
}

TEST(WorkerPool, ServesManyCallersAtOnce) {
  WorkerPool pool(options(2));
  const std::string file = tests::quarters_jpeg(640, 480);
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        MemoryReader photo(file);
        const auto derived = pool.derive(photo, {});
        if (derived && !derived->refusal) ++good;
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(good, 30);
  EXPECT_EQ(pool.figures().jobs, 30u);
}

TEST(WorkerPool, GivesAPhotoAnotherWorkerWhenItsWorkerIsKilled) {
  WorkerPool pool(options());
  ASSERT_TRUE(becomes_true([&] { return pool.figures().running == 1; }));
  int kills = 1;
  MemoryReader photo(tests::quarters_jpeg(640, 480), [&] {
    for (const pid_t child : children()) {
      if (kills-- > 0) ::kill(child, SIGKILL);
    }
  });
  const auto derived = pool.derive(photo, {});
  ASSERT_TRUE(derived) << derived.error().message;
  EXPECT_FALSE(derived->refusal);
  EXPECT_EQ(pool.figures().deaths, 1u);
}

TEST(WorkerPool, BlamesNoPhotoForWorkersThatSomebodyKills) {
  WorkerPool pool(options());
  MemoryReader photo(tests::quarters_jpeg(640, 480), [&] {
    for (const pid_t child : children()) ::kill(child, SIGKILL);
  });
  const auto derived = pool.derive(photo, {});
  ASSERT_FALSE(derived);
  EXPECT_EQ(derived.error().kind, ErrorKind::unavailable);
}

TEST(WorkerPool, RefusesAPhotoThatEndsItsWorkerTwice) {
  WorkerPool pool(options());
  MemoryReader photo(tests::quarters_jpeg(640, 480), [&] {
    for (const pid_t child : children()) ::kill(child, SIGSEGV);
  });
  const auto derived = pool.derive(photo, {});
  ASSERT_TRUE(derived) << derived.error().message;
  ASSERT_TRUE(derived->refusal);
  EXPECT_EQ(derived->refusal->reason, RefusalReason::unreadable);
  EXPECT_EQ(pool.figures().deaths, 2u);
  MemoryReader next(tests::quarters_jpeg(640, 480));
  const auto after = pool.derive(next, {});
  ASSERT_TRUE(after);
  EXPECT_FALSE(after->refusal);
}

TEST(WorkerPool, ReplacesAWorkerThatDiedWhileIdle) {
  WorkerPool pool(options());
  ASSERT_TRUE(becomes_true([&] { return children().size() == 1 && pool.figures().running == 1; }));
  ::kill(children().front(), SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return children().empty(); }));
  MemoryReader photo(tests::quarters_jpeg(640, 480));
  const auto derived = pool.derive(photo, {});
  ASSERT_TRUE(derived) << derived.error().message;
  EXPECT_FALSE(derived->refusal);
}

TEST(WorkerPool, KillsAWorkerThatTakesTooLong) {
  auto impatient = options();
  impatient.job_seconds_max = 1;
  WorkerPool pool(impatient);
  ASSERT_TRUE(becomes_true([&] { return pool.figures().running == 1; }));
  MemoryReader photo(tests::quarters_jpeg(640, 480), [&] {
    for (const pid_t child : children()) ::kill(child, SIGSTOP);
  });
  const auto start = std::chrono::steady_clock::now();
  const auto derived = pool.derive(photo, {});
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
  ASSERT_TRUE(derived) << derived.error().message;
  ASSERT_TRUE(derived->refusal);
  EXPECT_EQ(derived->refusal->reason, RefusalReason::took_too_long);
}

TEST(WorkerPool, SaysUnavailableWhenWorkersCannotBeStarted) {
  const tests::TemporaryFolder folder;
  for (const std::string& path : {(folder.path() / "missing").string(), script(folder, "exit 1"),
                                  script(folder, "printf nonsense-of-some-length >&3; exec sleep 5")}) {
    auto broken = options();
    broken.worker_path = path;
    broken.job_seconds_max = 1;
    WorkerPool pool(broken);
    MemoryReader photo(tests::quarters_jpeg(64, 48));
    const auto derived = pool.derive(photo, {});
    ASSERT_FALSE(derived);
    EXPECT_EQ(derived.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(derived.error().code, "media.worker_unavailable");
  }
}

TEST(WorkerPool, LeavesNoProcessBehind) {
  {
    WorkerPool pool(options(2));
    EXPECT_TRUE(becomes_true([&] { return pool.figures().running == 2; }));
    EXPECT_EQ(children().size(), 2u);
  }
  EXPECT_TRUE(children().empty());
}

TEST(WorkerPool, StopsWhileWorkIsUnderWay) {
  auto pool = std::make_unique<WorkerPool>(options());
  ASSERT_TRUE(becomes_true([&] { return pool->figures().running == 1; }));
  std::atomic<bool> reading{false};
  std::thread caller([&] {
    MemoryReader photo(tests::quarters_jpeg(640, 480), [&] {
      reading = true;
      std::this_thread::sleep_for(200ms);
    });
    EXPECT_FALSE(pool->derive(photo, {}));
  });
  ASSERT_TRUE(becomes_true([&] { return reading.load(); }));
  pool->stop();
  caller.join();
  EXPECT_TRUE(children().empty());
}

TEST(WorkerProcess, HasGivenUpWhatItDoesNotNeed) {
  WorkerPool pool(options());
  ASSERT_TRUE(becomes_true([&] { return pool.figures().running == 1; }));
  const auto workers = children();
  ASSERT_EQ(workers.size(), 1u);
  EXPECT_EQ(field_of_status(workers.front(), "NoNewPrivs:\t"), "1");
  EXPECT_EQ(field_of_status(workers.front(), "Seccomp:\t"), "2");
  EXPECT_EQ(field_of_status(workers.front(), "Threads:\t"), "1");
}

TEST(WorkerPool, DrawsTheSameSceneTwice) {
  WorkerPool pool(options());
  for (int motif = 1; motif <= motif_last; ++motif) {
    const SceneRequest request{7, static_cast<Motif>(motif), Polarity::up, 400, 300};
    const auto first = pool.draw(request);
    const auto second = pool.draw(request);
    ASSERT_TRUE(first && second) << motif;
    EXPECT_TRUE(*first == *second);
    EXPECT_TRUE(is_plain_jpeg(bytes_of(*first), 400, 300));
    SceneRequest other = request;
    other.seed = 8;
    EXPECT_TRUE(*pool.draw(other) != *first);
  }
}

}  // namespace
}  // namespace cityaudit::media
