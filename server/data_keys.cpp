#include "server/data_keys.h"

#include <cstdlib>

namespace cityaudit::server {

namespace fs = std::filesystem;

fs::path key_file_path(const Settings& settings) {
  if (const std::string& configured = settings.text("store.key_file"); !configured.empty()) return configured;
  const char* const from_environment = std::getenv("CITYAUDIT_KEY_FILE");
  return from_environment == nullptr ? "" : from_environment;
}

Result<std::shared_ptr<store::KeyFile>> open_key_file(const Settings& settings, const DataFolder& folder) {
  const fs::path path = key_file_path(settings);
  if (path.empty()) return std::shared_ptr<store::KeyFile>();
  std::error_code fault;
  const fs::path whole = fs::weakly_canonical(path, fault), data = fs::weakly_canonical(folder.path, fault);
  const auto [end_of_data, at] = std::mismatch(data.begin(), data.end(), whole.begin(), whole.end());
  if (end_of_data == data.end())
    return Error(ErrorKind::invalid, "keys.in_data_folder", {}, {{"file", path.string()}, {"folder", folder.path.string()}});
  return store::KeyFile::open(whole);
}

}  // namespace cityaudit::server
