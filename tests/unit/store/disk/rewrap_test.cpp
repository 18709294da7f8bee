#include "store/disk/rewrap.h"

#include "store/disk/sealed_chunks.h"
#include "tests/unit/store/disk/key_store_fixture.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <map>
#include <thread>

namespace cityaudit::store {
namespace {

/// A folder with blobs of three generations: plain, under the first key, and an unfinished upload.
struct OldStore : KeyStore {
  std::map<Sha256, std::string> blobs;
  Uuid partial = random_uuid();
  std::string partial_bytes = some_bytes(100'000, 99);
  std::string first_key = ring()->current().id;

  explicit OldStore(int count = 4) {
    for (int i = 0; i < count; ++i) {
      const std::string bytes = some_bytes(static_cast<std::size_t>(i) * 40'000 + 10, static_cast<std::uint64_t>(i));
      const auto store = i % 2 == 0 ? open_without_key() : open();
      blobs[*write_all(*store, bytes)] = bytes;
    }
    const auto store = open();
    const auto unfinished = std::move(store->open_partial(partial, 0)).value();
    unfinished->append(bytes_of(partial_bytes)).value();
    unfinished->sync().value();
  }
  void expect_all_readable(BlobStore& store) const {
    for (const auto& [name, bytes] : blobs) EXPECT_EQ(read_or_code(store, name), bytes) << to_hex(name);
  }
  void expect_partial_whole(BlobStore& store) const {
    const auto again = store.open_partial(partial, static_cast<std::int64_t>(partial_bytes.size()));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ((*again)->commit().value().sha256, sha256(bytes_of(partial_bytes)));
  }
};

TEST(Rewrapping, BringsEverythingToTheNewKeyAndTheOldOneCanGo) {
  const OldStore store;
  const std::string second = add_key(store.key_file, {0}).value();
  const auto done = rewrap_all(store.blob_folder, *store.ring());
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->encrypted, 2);
  EXPECT_EQ(done->rewrapped, 3);
  EXPECT_EQ(done->unreadable + done->unsettled + done->partials_plain, 0);
  const auto use = count_keys(store.blob_folder);
  ASSERT_TRUE(use);
  EXPECT_EQ(use->plain + use->unreadable, 0);
  ASSERT_EQ(use->by_key.size(), 1u);
  EXPECT_EQ(use->by_key.at(second), 5);

  const std::string key_text = text_of(store.key_file);
  put_text(store.key_file, key_text.substr(0, key_text.find('\n') + 1));
  EXPECT_TRUE(require_keys(store.blob_folder, KeyFile::open(store.key_file).value().get()));
  const auto blobs = store.open();
  store.expect_all_readable(*blobs);
  store.expect_partial_whole(*blobs);
  const auto again = rewrap_all(store.blob_folder, *store.ring());
  EXPECT_EQ(again->encrypted + again->rewrapped, 0);
}

TEST(Rewrapping, LeavesNoTraceOfTheOldKey) {
  const OldStore store;
  add_key(store.key_file, {0}).value();
  ASSERT_NE(everything_in(store.blob_folder).find(store.first_key), std::string::npos);
  ASSERT_TRUE(rewrap_all(store.blob_folder, *store.ring()));
  EXPECT_EQ(everything_in(store.blob_folder).find(store.first_key), std::string::npos);
}

// A write of a slot that broke off after any number of bytes, the old slot whole or half wiped.
TEST(Rewrapping, BrokenOffAtAnyByteLeavesTheBlobReadable) {
  const KeyStore store;
  const std::string bytes = some_bytes(1000);
  const Sha256 name = *write_all(*store.open(), bytes);
  const std::string before = text_of(store.file(name));
  add_key(store.key_file, {0}).value();
  ASSERT_TRUE(rewrap_all(store.blob_folder, *store.ring()));
  const std::string after = text_of(store.file(name));
  const auto blobs = store.open();
  const auto expect_whole = [&](const std::string& file_bytes, std::size_t at) {
    put_text(store.file(name), file_bytes);
    ASSERT_EQ(read_or_code(*blobs, name), bytes) << at;
    const auto finished = rewrap_all(store.blob_folder, *store.ring());
    ASSERT_TRUE(finished);
    ASSERT_EQ(finished->unreadable, 0) << at;
    ASSERT_EQ(count_keys(store.blob_folder)->by_key.size(), 1u) << at;
    ASSERT_EQ(read_or_code(*blobs, name), bytes) << at;
  };
  std::string both = before;
  for (std::size_t at = 0; at <= slot_bytes; at += 9) {
    both = before;
    both.replace(slot_offsets[1], at, after, slot_offsets[1], at);
    expect_whole(both, at);
  }
  both = before;
  both.replace(slot_offsets[1], slot_bytes, after, slot_offsets[1], slot_bytes);
  for (std::size_t at = 0; at <= slot_bytes; at += 9) {
    std::string wiping = both;
    wiping.replace(slot_offsets[0], at, at, '\0');
    expect_whole(wiping, at);
  }
}

TEST(Rewrapping, KilledAtAnyMomentLeavesEverythingReadable) {
  const OldStore store(20);
  for (int kill = 0; kill < 15; ++kill) {
    add_key(store.key_file, {0}).value();
    const pid_t child = ::fork();
    if (child == 0) {
      const auto done = rewrap_all(store.blob_folder, *KeyFile::open(store.key_file).value()->ring());
      ::_exit(done ? 0 : 1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(kill * 700));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(require_keys(store.blob_folder, KeyFile::open(store.key_file).value().get()));
    store.expect_all_readable(*store.open());
  }
  const auto done = rewrap_all(store.blob_folder, *store.ring());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->unreadable, 0);
  store.expect_partial_whole(*store.open());
}

TEST(Rewrapping, WorksWhileOthersWriteReadAndErase) {
  const KeyStore store;
  const auto blobs = store.open();
  std::atomic<bool> stopping{false};
  std::atomic<int> wrong{0};
  std::map<Sha256, std::string> kept;
  std::vector<Sha256> erased;
  std::thread writer([&] {
    for (std::uint64_t i = 0; !stopping; ++i) {
      const std::string bytes = some_bytes(70'000, i);
      const auto name = write_all(*blobs, bytes);
      if (!name || read_or_code(*blobs, *name) != bytes) ++wrong;
      if (i % 3 == 0) {
        if (!blobs->remove(*name)) ++wrong;
        erased.push_back(*name);
      } else {
        kept[*name] = bytes;
      }
      for (const auto& [old, old_bytes] : kept) {
        if (read_or_code(*blobs, old) != old_bytes) ++wrong;
        break;
      }
    }
  });
  std::string newest;
  for (int round = 0; round < 2; ++round) {
    newest = add_key(store.key_file, {0}).value();
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));  // until the writer's store has read the file again
    EXPECT_TRUE(rewrap_all(store.blob_folder, *store.ring()));
  }
  stopping = true;
  writer.join();
  EXPECT_EQ(wrong, 0);
  for (const auto& [name, bytes] : kept) EXPECT_EQ(read_or_code(*blobs, name), bytes);
  for (const Sha256& name : erased) EXPECT_EQ(read_or_code(*blobs, name), "blob.missing") << "an erased blob came back";
  const auto use = count_keys(store.blob_folder);
  EXPECT_EQ(use->by_key.size(), 1u);
  EXPECT_EQ(use->by_key.begin()->first, newest);
}

TEST(Rewrapping, SaysWhatItCannotRead) {
  const OldStore store;
  const auto damaged_name = store.blobs.rbegin()->first;
  std::string bytes = text_of(store.file(damaged_name));
  bytes[bytes[0] == 2 ? 20 : 5] ^= 1;
  put_text(store.file(damaged_name), bytes);
  add_key(store.key_file, {0}).value();
  const auto done = rewrap_all(store.blob_folder, *store.ring());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->unreadable, 1);
  EXPECT_FALSE(require_keys(store.blob_folder, nullptr)) << "the old key may still be wanted";
}

}  // namespace
}  // namespace cityaudit::store
