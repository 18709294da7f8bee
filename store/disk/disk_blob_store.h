#pragma once
// Blobs in a folder: blobs/ab/abcdef..., temporary bytes in blobs/incoming/. Each file starts with one byte of format.

#include "store/blob_store.h"

#include <filesystem>

namespace cityaudit::store {

/// Makes the folders when they are missing. `disk_reserve_bytes`: below this much free space create() answers storage_full.
Result<std::unique_ptr<BlobStore>> open_disk_blob_store(const std::filesystem::path& folder, std::int64_t disk_reserve_bytes);

}  // namespace cityaudit::store
