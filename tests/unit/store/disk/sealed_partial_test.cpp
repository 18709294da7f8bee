#include "store/disk/sealed_partial.h"

#include "tests/unit/store/disk/key_store_fixture.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <atomic>
#include <csignal>
#include <thread>

namespace cityaudit::store {
namespace {

const Uuid upload = *parse_uuid("00000000-0000-4000-8000-00000000000a");

std::filesystem::path partial_file(const KeyStore& store) { return store.blob_folder / "partial" / to_string(upload); }

// The second tail slot is being written when the power goes: whatever of it reached the disk, the first has what was acknowledged.
TEST(SealedPartials, ATailThatWasTornAnywhereCostsNothingAcknowledged) {
  const KeyStore store;
  const std::string first = some_bytes(20'000, 1), more = some_bytes(30'000, 2);
  std::string before, after;
  const auto blobs = store.open();
  {
    const auto partial = std::move(blobs->open_partial(upload, 0)).value();
    ASSERT_TRUE(partial->append(bytes_of(first)));
    ASSERT_TRUE(partial->sync());
    before = text_of(Places::tail_of(partial_file(store)));
    ASSERT_TRUE(partial->append(bytes_of(more)));
    ASSERT_TRUE(partial->sync());
    after = text_of(Places::tail_of(partial_file(store)));
  }
  before.resize(after.size());
  // The first slot is in the back half, the second in front: what stood in the other half does not change.
  const std::size_t begin = after.substr(0, 60'000) == before.substr(0, 60'000) ? 67'584 : 0;
  const std::size_t end = begin == 0 ? 67'584 : after.size();
  for (std::size_t at = begin; at <= end; at += 499) {
    put_text(Places::tail_of(partial_file(store)), before.substr(0, begin) + after.substr(begin, at - begin) + before.substr(at));
    const auto again = blobs->open_partial(upload, 20'000);
    ASSERT_TRUE(again) << at << ": " << again.error().message;
    ASSERT_EQ((*again)->bytes(), 20'000);
  }
  const auto again = std::move(blobs->open_partial(upload, 20'000)).value();
  EXPECT_EQ(again->commit().value().sha256, sha256(bytes_of(first)));
}

TEST(SealedPartials, AreKilledAtAnyByteAndLoseNothingAcknowledged) {
  const KeyStore store;
  const std::string bytes = some_bytes(40'000'000);
  // What the child tells of its progress, as rows of the database would.
  auto* const acknowledged = static_cast<std::atomic<std::int64_t>*>(
      ::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(static_cast<void*>(acknowledged), MAP_FAILED);
  *acknowledged = 0;
  std::mt19937_64 random(3);
  int kills = 0;
  for (; kills < 40 || (*acknowledged < 300'000 && kills < 400); ++kills) {
    const std::uint64_t seed = random();
    const pid_t child = ::fork();
    if (child == 0) {
      std::mt19937_64 own(seed);
      const auto blobs = store.open();
      auto partial = blobs->open_partial(upload, *acknowledged);
      if (!partial) ::_exit(1);
      for (std::int64_t at = *acknowledged;;) {
        const auto count = static_cast<std::size_t>(1 + own() % 50'000);
        if (at + static_cast<std::int64_t>(count) > static_cast<std::int64_t>(bytes.size())) ::_exit(0);
        if (!(*partial)->append(bytes_of(std::string_view(bytes).substr(static_cast<std::size_t>(at), count)))) ::_exit(2);
        at += static_cast<std::int64_t>(count);
        if (own() % 3 != 0) continue;
        if (!(*partial)->sync()) ::_exit(3);
        if (own() % 4 != 0) *acknowledged = at;
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 12'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) {
      ASSERT_EQ(WEXITSTATUS(status), 0) << "after " << kills << " kills";
    }
    const std::int64_t told = *acknowledged;
    const auto blobs = store.open();
    const auto partial = blobs->open_partial(upload, told);
    ASSERT_TRUE(partial) << told << " after " << kills << " kills: " << partial.error().message;
  }
  const std::int64_t told = *acknowledged;
  EXPECT_GT(told, 100'000) << "hardly anything was acknowledged: the test shows nothing";
  const auto blobs = store.open();
  const auto name = (*blobs->open_partial(upload, told))->commit();
  ASSERT_TRUE(name);
  EXPECT_EQ(name->sha256, sha256(bytes_of(std::string_view(bytes).substr(0, static_cast<std::size_t>(told)))));
  ::munmap(acknowledged, sizeof(*acknowledged));
}

TEST(SealedPartials, DamageMakesTheSenderStartAgainAndNothingWrong) {
  const KeyStore store;
  const auto blobs = store.open();
  const auto make = [&] {
    const auto partial = std::move(blobs->open_partial(upload, 0)).value();
    ASSERT_TRUE(partial->append(bytes_of(some_bytes(150'000))));
    ASSERT_TRUE(partial->sync());
  };
  for (const std::size_t at : {5u, 20u, 1100u, 70'000u}) {
    make();
    std::string bytes = text_of(partial_file(store));
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    put_text(partial_file(store), bytes);
    if (auto partial = blobs->open_partial(upload, 150'000)) {
      EXPECT_EQ((*partial)->commit().error().code, "blob.damaged") << at;
    } else {
      EXPECT_EQ(partial.error().code, "blob.missing") << at;
    }
    EXPECT_EQ(blobs->open_partial(upload, 150'000).error().code, "blob.missing") << at;
    ASSERT_TRUE(blobs->open_partial(upload, 0)) << at;
    ASSERT_TRUE(blobs->remove_partial(upload));
  }
}

TEST(SealedPartials, LeaveNoTailBehind) {
  const KeyStore store;
  const auto blobs = store.open();
  const auto files = [&] { return std::distance(std::filesystem::directory_iterator(store.blob_folder / "partial"), {}); };
  auto partial = std::move(blobs->open_partial(upload, 0)).value();
  ASSERT_TRUE(partial->append(bytes_of("photo")));
  ASSERT_TRUE(partial->sync());
  EXPECT_EQ(files(), 2);
  ASSERT_TRUE(partial->commit());
  EXPECT_EQ(files(), 0);
  partial = std::move(blobs->open_partial(upload, 0)).value();
  ASSERT_TRUE(partial->append(bytes_of("photo")));
  ASSERT_TRUE(partial->sync());
  partial.reset();
  ASSERT_TRUE(blobs->remove_partial(upload));
  EXPECT_EQ(files(), 0);
}

TEST(PlainPartials, BegunBeforeThereWasAKeyBecomeEncryptedBlobs) {
  const KeyStore store;
  const std::string bytes = some_bytes(300'000);
  {
    const auto plain = store.open_without_key();
    const auto partial = std::move(plain->open_partial(upload, 0)).value();
    ASSERT_TRUE(partial->append(bytes_of(bytes)));
    ASSERT_TRUE(partial->sync());
  }
  const auto blobs = store.open();
  const auto partial = std::move(blobs->open_partial(upload, 300'000)).value();
  const auto name = partial->commit();
  ASSERT_TRUE(name);
  EXPECT_EQ(read_or_code(*blobs, name->sha256), bytes);
  EXPECT_EQ(text_of(store.file(name->sha256))[0], 2);
  EXPECT_FALSE(std::filesystem::exists(partial_file(store)));
}

}  // namespace
}  // namespace cityaudit::store
