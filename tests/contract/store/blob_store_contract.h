#pragma once
// What every blob store must do. A store's test names a factory type with `static std::unique_ptr<BlobStore> open(path)`, and
// `open_with_keys_of(keys, path)`: the store at one path with the keys, if any, of that at another.

#include "store/blob_store.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <thread>

namespace cityaudit::store {

constexpr UtcMillis far_future{std::int64_t{1} << 52};

/// Bytes that are alike nowhere.
inline std::string some_bytes(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

template <class Store>
class BlobStoreContract : public testing::Test {
 protected:
  void SetUp() override { blobs = Store::open(folder.path()); }
  Sha256 put(std::string_view bytes) {
    auto writer = std::move(blobs->create()).value();
    for (std::size_t at = 0; at < bytes.size(); at += 3) EXPECT_TRUE(writer->write(bytes_of(bytes.substr(at, 3))));
    return writer->commit().value().sha256;
  }
  std::size_t count() {
    std::size_t n = 0;
    EXPECT_TRUE(blobs->for_each([&](const Sha256&) { ++n; }));
    return n;
  }
  tests::TemporaryFolder folder;
  std::unique_ptr<BlobStore> blobs;
};

TYPED_TEST_SUITE_P(BlobStoreContract);

TYPED_TEST_P(BlobStoreContract, NamesBytesByTheirDigestAndGivesThemBack) {
  const Sha256 name = this->put("photo bytes");
  EXPECT_EQ(name, sha256(bytes_of("photo bytes")));
  EXPECT_EQ(*read_all(*this->blobs, name, 100), "photo bytes");
  EXPECT_TRUE(*this->blobs->is_intact(name));
  const auto reader = std::move(this->blobs->open(name)).value();
  unsigned char out[5];
  EXPECT_EQ(*reader->read(6, out), 5u);
  EXPECT_EQ(std::string(out, out + 5), "bytes");
}

TYPED_TEST_P(BlobStoreContract, KeepsTheSameBytesOnce) {
  EXPECT_EQ(this->put("same"), this->put("same"));
  EXPECT_EQ(this->count(), 1u);
}

TYPED_TEST_P(BlobStoreContract, StoresNothingAsABlobToo) { EXPECT_EQ(*read_all(*this->blobs, this->put(""), 0), ""); }

TYPED_TEST_P(BlobStoreContract, AnAbandonedWriterLeavesNothing) {
  {
    auto writer = std::move(this->blobs->create()).value();
    EXPECT_TRUE(writer->write(bytes_of("half a photo")));
  }
  EXPECT_EQ(this->count(), 0u);
}

TYPED_TEST_P(BlobStoreContract, SaysWhatIsMissing) {
  const auto missing = this->blobs->open(sha256(bytes_of("never stored")));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_TRUE(this->blobs->remove(sha256(bytes_of("never stored"))));
}

TYPED_TEST_P(BlobStoreContract, RefusesToReadMoreThanAsked) {
  EXPECT_EQ(read_all(*this->blobs, this->put("too long"), 3).error().kind, ErrorKind::too_large);
}

TYPED_TEST_P(BlobStoreContract, SweepsWhatNoRowNames) {
  const Sha256 kept = this->put("kept"), gone = this->put("gone");
  EXPECT_EQ(*this->blobs->sweep({0}, [](const Sha256&) { return false; }), 0) << "young blobs are spared";
  EXPECT_EQ(*this->blobs->sweep(far_future, [&](const Sha256& name) { return name == kept; }), 1);
  EXPECT_TRUE(this->blobs->open(kept));
  EXPECT_FALSE(this->blobs->open(gone));
}

TYPED_TEST_P(BlobStoreContract, RemovesOneThatNoRowNamesButNoneThatIsAboutToBeNamed) {
  const Sha256 name = this->put("bytes");
  const auto named = [](bool yes) { return [yes](const Sha256&) -> Result<bool> { return yes; }; };
  EXPECT_TRUE(this->blobs->remove_unnamed(name, named(true)));
  EXPECT_TRUE(this->blobs->open(name));
  const auto in_doubt = [](const Sha256&) -> Result<bool> { return Error(ErrorKind::unavailable, "store.busy"); };
  EXPECT_EQ(this->blobs->remove_unnamed(name, in_doubt).error().code, "store.busy");
  EXPECT_TRUE(this->blobs->open(name));
  {
    auto writer = std::move(this->blobs->create()).value();
    ASSERT_TRUE(writer->write(bytes_of("bytes")));
    const BlobName held = writer->commit().value();
    writer.reset();
    const BlobName copy = held;
    EXPECT_EQ(this->blobs->remove_unnamed(name, named(false)).error().code, "blob.held");
    EXPECT_EQ(*this->blobs->sweep(far_future, [](const Sha256&) { return false; }), 0);
  }
  EXPECT_TRUE(this->blobs->open(name));
  EXPECT_TRUE(this->blobs->remove_unnamed(name, named(false)));
  EXPECT_FALSE(this->blobs->open(name));
  EXPECT_TRUE(this->blobs->remove_unnamed(name, named(false))) << "it is not there";
}

TYPED_TEST_P(BlobStoreContract, ListsWhatWasWrittenBefore) {
  const Sha256 name = this->put("old");
  std::vector<Sha256> before, long_before;
  ASSERT_TRUE(this->blobs->for_each_before(far_future, [&](const Sha256& each) { before.push_back(each); }));
  ASSERT_TRUE(this->blobs->for_each_before({0}, [&](const Sha256& each) { long_before.push_back(each); }));
  EXPECT_EQ(before, std::vector<Sha256>{name});
  EXPECT_TRUE(long_before.empty());
}

TYPED_TEST_P(BlobStoreContract, ConcurrentPutsOfTheSameBytesAllSucceed) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(this->put("the same photo"), sha256(bytes_of("the same photo"))); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(this->count(), 1u);
}

TYPED_TEST_P(BlobStoreContract, APartialGrowsOverRestartsAndBecomesABlob) {
  const Uuid id = *parse_uuid("00000000-0000-4000-8000-000000000001");
  {
    const auto partial = std::move(this->blobs->open_partial(id, 0)).value();
    ASSERT_TRUE(partial->append(bytes_of("photo by")));
    ASSERT_TRUE(partial->sync());
    ASSERT_TRUE(partial->append(bytes_of("never acknowledged")));
  }
  this->blobs = nullptr;
  this->SetUp();
  const auto partial = std::move(this->blobs->open_partial(id, 8)).value();
  EXPECT_EQ(partial->bytes(), 8);
  ASSERT_TRUE(partial->append(bytes_of("tes and more")));
  ASSERT_TRUE(partial->cut(11));
  const auto name = partial->commit();
  ASSERT_TRUE(name);
  EXPECT_EQ(name->sha256, sha256(bytes_of("photo bytes")));
  EXPECT_EQ(name->bytes, 11);
  EXPECT_EQ(*read_all(*this->blobs, name->sha256, 100), "photo bytes");
  EXPECT_EQ(this->blobs->open_partial(id, 11).error().kind, ErrorKind::not_found) << "it is a blob now";
}

TYPED_TEST_P(BlobStoreContract, APartialIsWrittenByOneAtATime) {
  const Uuid id = *parse_uuid("00000000-0000-4000-8000-000000000002");
  {
    const auto partial = std::move(this->blobs->open_partial(id, 0)).value();
    EXPECT_EQ(this->blobs->open_partial(id, 0).error().code, "blob.partial_busy");
  }
  EXPECT_TRUE(this->blobs->open_partial(id, 0));
  EXPECT_TRUE(this->blobs->remove_partial(id));
  EXPECT_TRUE(this->blobs->remove_partial(id));
  EXPECT_EQ(this->count(), 0u);
}

TYPED_TEST_P(BlobStoreContract, GivesAnyPartOfABlobOfAnySize) {
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 131072u, 200'000u}) {
    const std::string bytes = some_bytes(size);
    const Sha256 name = *write_all(*this->blobs, bytes);
    const auto reader = std::move(this->blobs->open(name)).value();
    ASSERT_EQ(reader->bytes(), static_cast<std::int64_t>(size));
    std::mt19937_64 random(size);
    for (int i = 0; i < 50; ++i) {
      const std::size_t at = random() % (size + 2), wanted = random() % 70'000;
      std::vector<unsigned char> out(wanted);
      const auto got = reader->read(static_cast<std::int64_t>(at), out);
      ASSERT_TRUE(got);
      const std::string expected = at < size ? bytes.substr(at, wanted) : "";
      ASSERT_EQ(std::string(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(*got)), expected) << size << " from " << at;
    }
    EXPECT_TRUE(*this->blobs->is_intact(name));
  }
}

TYPED_TEST_P(BlobStoreContract, CopiesWhatIsStoredToAnotherStore) {
  const tests::TemporaryFolder elsewhere;
  const std::string bytes = some_bytes(100'000);
  const Sha256 name = *write_all(*this->blobs, bytes);
  const auto copy = TypeParam::open(elsewhere.path());
  ASSERT_TRUE(copy->put_stored(name, **this->blobs->open_stored(name)));
  EXPECT_EQ(*read_all(*TypeParam::open_with_keys_of(this->folder.path(), elsewhere.path()), name, 100'000), bytes);
  const Sha256 wrong = sha256(bytes_of("something else"));
  ASSERT_TRUE(copy->put_stored(wrong, **this->blobs->open_stored(name)));
  const auto other = TypeParam::open_with_keys_of(this->folder.path(), elsewhere.path());
  EXPECT_FALSE(*other->is_intact(wrong));
  EXPECT_EQ(other->open(wrong).error().code, "blob.damaged") << "a blob under another's name is given out as it";
}

// Any order of appends, cuts, synchronisations and restarts: what was synced is there, byte for byte, at whatever point it breaks off.
TYPED_TEST_P(BlobStoreContract, APartialKeepsWhatWasSyncedThroughAnything) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    std::mt19937_64 random(seed);
    const Uuid id = random_uuid();
    std::string acknowledged;
    std::string bytes;
    auto partial = std::move(this->blobs->open_partial(id, 0)).value();
    for (int step = 0; step < 40; ++step) {
      const auto dice = random() % 10;
      if (dice < 5) {
        const std::string piece = some_bytes(random() % (dice == 0 ? 150'000 : 30'000), random());
        ASSERT_TRUE(partial->append(bytes_of(piece)));
        bytes += piece;
      } else if (dice < 7) {
        ASSERT_TRUE(partial->sync());
        if (dice == 5) acknowledged = bytes;  // else: durable, and nobody was told
      } else if (dice == 7) {
        bytes.resize(acknowledged.size() + random() % (bytes.size() - acknowledged.size() + 1));
        ASSERT_TRUE(partial->cut(static_cast<std::int64_t>(bytes.size())));
      } else {
        partial.reset();
        this->blobs = nullptr;
        this->blobs = TypeParam::open(this->folder.path());
        bytes = acknowledged;
        auto again = this->blobs->open_partial(id, static_cast<std::int64_t>(bytes.size()));
        ASSERT_TRUE(again) << "seed " << seed << ", step " << step << ": " << again.error().message;
        partial = *std::move(again);
      }
      ASSERT_EQ(partial->bytes(), static_cast<std::int64_t>(bytes.size())) << "seed " << seed << ", step " << step;
    }
    const auto name = partial->commit();
    ASSERT_TRUE(name) << "seed " << seed << ": " << name.error().message;
    ASSERT_EQ(name->sha256, sha256(bytes_of(bytes))) << "seed " << seed;
    ASSERT_EQ(*read_all(*this->blobs, name->sha256, std::int64_t{1} << 30), bytes);
  }
}

REGISTER_TYPED_TEST_SUITE_P(BlobStoreContract, NamesBytesByTheirDigestAndGivesThemBack, KeepsTheSameBytesOnce, StoresNothingAsABlobToo,
                            AnAbandonedWriterLeavesNothing, SaysWhatIsMissing, RefusesToReadMoreThanAsked, SweepsWhatNoRowNames,
                            ConcurrentPutsOfTheSameBytesAllSucceed, APartialGrowsOverRestartsAndBecomesABlob, APartialIsWrittenByOneAtATime,
                            RemovesOneThatNoRowNamesButNoneThatIsAboutToBeNamed, ListsWhatWasWrittenBefore, GivesAnyPartOfABlobOfAnySize,
                            CopiesWhatIsStoredToAnotherStore, APartialKeepsWhatWasSyncedThroughAnything);

}  // namespace cityaudit::store
