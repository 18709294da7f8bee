#include "store/disk/disk_blob_store.h"
#include "tests/contract/store/blob_store_contract.h"

#include <fstream>

namespace cityaudit::store {

struct DiskStore {
  static std::unique_ptr<BlobStore> open(const std::filesystem::path& folder) {
    return std::move(open_disk_blob_store(folder / "blobs", 0)).value();
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Disk, BlobStoreContract, DiskStore);

TEST(DiskBlobStore, FindsAFlippedBit) {
  const tests::TemporaryFolder folder;
  const auto blobs = DiskStore::open(folder.path());
  auto writer = std::move(blobs->create()).value();
  ASSERT_TRUE(writer->write(bytes_of("photo bytes")));
  const Sha256 name = writer->commit().value().sha256;
  const std::string hex = to_hex(name);
  std::fstream file(folder.path() / "blobs" / hex.substr(0, 2) / hex, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(5);
  file.put('X');
  file.close();
  EXPECT_FALSE(*is_intact(*blobs, name));
}

}  // namespace cityaudit::store
