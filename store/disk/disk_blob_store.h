#pragma once
// Blobs in a folder: blobs/ab/abcdef..., temporary bytes in blobs/incoming/, unfinished uploads in blobs/partial/. Each file starts with
// one byte of format: 1 plain, 2 encrypted (store/disk/sealed_header.h). blobs/keys lists the ids of the data keys in use.

#include "store/blob_store.h"
#include "store/key_ring.h"

#include <filesystem>

namespace cityaudit::store {

/// Makes the folders when they are missing. `disk_reserve_bytes`: below this much free space create() answers storage_full. With `keys` new
/// blobs are encrypted; both formats are read.
Result<std::unique_ptr<BlobStore>> open_disk_blob_store(const std::filesystem::path& folder, std::int64_t disk_reserve_bytes,
                                                        std::shared_ptr<KeyFile> keys = nullptr);

/// unavailable ("keys.file_needed", "keys.missing" with the ids) when blobs of the folder may be encrypted with keys that are not at hand.
Result<> require_keys(const std::filesystem::path& folder, KeyFile* keys);

}  // namespace cityaudit::store
