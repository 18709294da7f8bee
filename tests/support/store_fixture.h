#pragma once
// A real database and blob store in a temporary folder.

#include "store/blob_store.h"
#include "store/database.h"
#include "tests/support/temporary_folder.h"

#include <memory>

namespace cityaudit::tests {

struct StoreFixture {
  /// Migrated unless `empty`.
  explicit StoreFixture(bool empty = false);
  TemporaryFolder folder;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::BlobStore> blobs;
};

}  // namespace cityaudit::tests
