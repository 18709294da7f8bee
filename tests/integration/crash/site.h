#pragma once
// A server of one's own to break: a data folder with the short walk form opened in it. One thread.

#include "tests/integration/crash/phones.h"
#include "tests/integration/crash/stored.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_folder.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cityaudit::tests {

/// The seed of a run: CITYAUDIT_SEED, else a random one. Printed, so that a failure can be run again.
std::uint64_t run_seed();

/// While it lives, every command and server of this test finds a new data key, and stores encrypted.
class KeyInEnvironment {
 public:
  KeyInEnvironment();
  ~KeyInEnvironment();
  KeyInEnvironment(const KeyInEnvironment&) = delete;
  KeyInEnvironment& operator=(const KeyInEnvironment&) = delete;
  const std::string& id() const { return id_; }
  std::filesystem::path file() const { return folder_.path() / "data.key"; }

 private:
  TemporaryFolder folder_;
  std::string id_;
};

class Site {
 public:
  explicit Site(const std::filesystem::path& data_folder, std::vector<std::string> environment = {});
  /// Opens the form, on a data folder that may be new; throws when that does not work.
  void open();

  ServerProcess server;
  std::filesystem::path data_folder;
  std::string base_url;  // after open()
};

/// Stops the server and holds its data folder against the book: `cityaudit verify`, `cityaudit submissions`, rows and
/// blobs read on their own. Adds a failure for everything that is wrong. Returns the number of stored instances.
std::size_t expect_everything_stored(Site& site, const Phones& phones);
/// The same for a data folder that no server runs on.
std::size_t expect_book_stored(const std::filesystem::path& data_folder, const std::map<std::string, Sent>& book);

}  // namespace cityaudit::tests
