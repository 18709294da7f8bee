#pragma once
// The key file that the settings name, for whoever opens the blobs of a data folder. At start-up, on one thread.

#include "base/settings.h"
#include "server/data_folder.h"
#include "store/key_ring.h"

#include <memory>

namespace cityaudit::server {

/// store.key_file, else the environment's CITYAUDIT_KEY_FILE; empty when neither is set.
std::filesystem::path key_file_path(const Settings& settings);

/// Null without a key file. invalid ("keys.in_data_folder") for one that goes wherever the data goes, and what KeyFile::open() says.
Result<std::shared_ptr<store::KeyFile>> open_key_file(const Settings& settings, const DataFolder& folder);

}  // namespace cityaudit::server
