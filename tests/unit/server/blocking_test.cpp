#include "server/blocking.h"

#include <gtest/gtest.h>
#include <atomic>
#include <functional>
#include <mutex>

namespace cityaudit::server {
namespace {

class Calling final : public BlockingPool::Job {
 public:
  explicit Calling(std::function<void()> function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

std::unique_ptr<BlockingPool::Job> job(std::function<void()> function) { return std::make_unique<Calling>(std::move(function)); }

TEST(BlockingPool, RunsEverythingThatWasTakenBeforeItEnds) {
  std::atomic<int> runs{0};
  {
    BlockingPool pool({"test", 3, 1000, 5, true});
    for (int i = 0; i < 500; ++i) {
      auto one = job([&] { ++runs; });
      ASSERT_TRUE(pool.post(one));
    }
  }
  EXPECT_EQ(runs, 500);
}

TEST(BlockingPool, RefusesWhenItsQueueIsFullButNotWhatWasAdmitted) {
  std::atomic<int> runs{0};
  {
    std::mutex gate;
    BlockingPool pool({"test", 1, 2, 0, false});
    {
      const std::lock_guard closed(gate);
      auto first = job([&] {
        const std::lock_guard wait(gate);
        ++runs;
      });
      ASSERT_TRUE(pool.post(first));
      while (pool.load().running == 0) std::this_thread::yield();
      for (int i = 0; i < 2; ++i) {
        auto queued = job([&] { ++runs; });
        ASSERT_TRUE(pool.post(queued));
      }
      auto refused = job([&] { runs += 100; });
      EXPECT_FALSE(pool.post(refused));
      EXPECT_NE(refused, nullptr);
      pool.post_admitted(job([&] { ++runs; }));
      EXPECT_EQ(pool.load().queued, 3u);
    }
  }
  EXPECT_EQ(runs, 4);
}

}  // namespace
}  // namespace cityaudit::server
