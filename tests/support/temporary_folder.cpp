#include "tests/support/temporary_folder.h"

#include "base/ids.h"

namespace cityaudit::tests {

TemporaryFolder::TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("cityaudit-" + uuid_v4())) {
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cityaudit::tests
