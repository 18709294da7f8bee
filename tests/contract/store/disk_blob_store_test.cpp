#include "store/disk/disk_blob_store.h"
#include "tests/contract/store/blob_store_contract.h"

namespace cityaudit::store {

struct PlainDisk {
  static std::unique_ptr<BlobStore> open(const std::filesystem::path& folder) {
    return std::move(open_disk_blob_store(folder / "blobs", 0)).value();
  }
  static std::unique_ptr<BlobStore> open_with_keys_of(const std::filesystem::path&, const std::filesystem::path& folder) {
    return open(folder);
  }
};

struct SealedDisk {
  static std::unique_ptr<BlobStore> open(const std::filesystem::path& folder) { return open_with_keys_of(folder, folder); }
  static std::unique_ptr<BlobStore> open_with_keys_of(const std::filesystem::path& keys, const std::filesystem::path& folder) {
    if (!std::filesystem::exists(keys / "key")) make_key_file(keys / "key", {0}).value();
    return std::move(open_disk_blob_store(folder / "blobs", 0, KeyFile::open(keys / "key").value())).value();
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Disk, BlobStoreContract, PlainDisk);
INSTANTIATE_TYPED_TEST_SUITE_P(SealedDisk, BlobStoreContract, SealedDisk);

}  // namespace cityaudit::store
