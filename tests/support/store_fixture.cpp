#include "tests/support/store_fixture.h"

#include "store/disk/disk_blob_store.h"
#include "store/migrations.h"
#include "store/sqlite/database.h"

namespace cityaudit::tests {

StoreFixture::StoreFixture(bool empty) {
  store::sqlite::Options options;
  options.path = folder.path() / "cityaudit.db";
  database = std::move(store::sqlite::open(options)).value();
  if (!empty) store::migrate(*database).value();
  blobs = std::move(store::open_disk_blob_store(folder.path() / "blobs", 0)).value();
}

}  // namespace cityaudit::tests
