#pragma once
// What every blob store must do. A store's test names a factory type with `static std::unique_ptr<BlobStore> open(path)`.

#include "store/blob_store.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace cityaudit::store {

constexpr UtcMillis far_future{std::int64_t{1} << 52};

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
    EXPECT_TRUE(blobs->for_each([&](const BlobName&) { ++n; }));
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
  EXPECT_TRUE(*is_intact(*this->blobs, name));
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

REGISTER_TYPED_TEST_SUITE_P(BlobStoreContract, NamesBytesByTheirDigestAndGivesThemBack, KeepsTheSameBytesOnce, StoresNothingAsABlobToo,
                            AnAbandonedWriterLeavesNothing, SaysWhatIsMissing, RefusesToReadMoreThanAsked, SweepsWhatNoRowNames,
                            ConcurrentPutsOfTheSameBytesAllSucceed, APartialGrowsOverRestartsAndBecomesABlob,
                            APartialIsWrittenByOneAtATime);

}  // namespace cityaudit::store
